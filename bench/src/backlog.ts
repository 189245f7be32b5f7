/**
 * Peak memory of an analyzer that takes a backlog in one batch, for backlogs of different sizes. The lines are the same again
 * and again, so that the state of the exact analyses is as large each time; what grows with the backlog is held by the batch.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { defineOptions, helpText, parseOptions, wantsHelp } from '@millrace/config'
import { startKafka } from '@millrace/services'
import { ended, sendAgainAndAgain, startApp } from './support/apps.ts'
import { megabytes } from './support/contest.ts'
import { printMachine } from './support/machine.ts'
import { measureProcess } from './support/measured-process.ts'
import { benchFolder, repositoryFile } from './support/paths.ts'

const schema = defineOptions({
  distinct: { type: 'integer', default: 1_000_000, min: 1, help: 'Lines that come again and again' },
  times: { type: 'list', default: ['1', '3', '10'], help: 'How often they come, one backlog each' },
  kafka: { type: 'boolean', help: 'Through one partition of a real Kafka; by default through the embedded journal' },
})

if (wantsHelp(process.argv.slice(2))) {
  console.log(
    helpText({ name: 'bench backlog', summary: 'Peak memory of one batch over backlogs of all sizes' }, schema),
  )
  process.exit()
}
const { distinct, times, kafka: overKafka } = parseOptions(schema, process.argv.slice(2))

const folder = mkdtempSync(join(benchFolder(), 'backlog-'))
const kafka = overKafka ? await startKafka({ config: { 'message.max.bytes': String(8 << 20) } }) : undefined
try {
  printMachine('backlog', kafka === undefined ? {} : { Kafka: '4.3.1' })
  const log = join(folder, 'generated.log')
  const shape = ['--lines', String(distinct), '--format', 'common', '--days', '5', '--damage', '0.001']
  await ended('generate', startApp('apps/cli/bin/millrace.mjs', 'generate', 'web', ...shape, '--out', log))
  console.log('| lines in one batch | seconds | CPU, s | peak RSS of the analyzer, MB |\n|---|---|---|---|')
  for (const passes of times.map(Number)) {
    const own = join(folder, String(passes))
    const topic =
      kafka === undefined
        ? ['--journal', join(folder, `${passes}.sqlite`)]
        : ['--kafka', kafka.bootstrap.join(','), '--topic', `t${passes}`]
    const quarantine = ['--quarantine', `${own}.refused`, '--progress-interval', '0s']
    const partitions = kafka === undefined ? [] : ['--partitions', '1']
    const ingest = startApp('apps/ingest/src/main.ts', '--file', '-', ...topic, ...partitions, ...quarantine)
    await Promise.all([sendAgainAndAgain(log, passes, ingest), ended('ingest', ingest)])
    const { seconds, cpuSeconds, peakRss } = await measureProcess(process.execPath, [
      repositoryFile('apps/analyzer/src/main.ts'),
      ...topic,
      ...['--table', join(own, 'logs'), '--once', '--no-tables', '--max-offsets-per-trigger', '1000000000'],
    ])
    const cells = [passes * distinct, seconds.toFixed(1), cpuSeconds.toFixed(1), megabytes(peakRss)]
    console.log(`| ${cells.join(' | ')} |`)
    rmSync(own, { recursive: true, force: true })
  }
} finally {
  await kafka?.stop()
  rmSync(folder, { recursive: true, force: true })
}
