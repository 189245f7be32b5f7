/**
 * Resident memory of a running analyzer while many lines pass through it: generated lines, the same again and again, go through
 * ingest into the embedded journal, or into Kafka, and the analyzer takes them as they come. As the same hosts, endpoints and
 * days come again, the state of the exact analyses stops growing after the first pass; what grows then is a leak.
 */
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import type { Report } from '@millrace/analytics'
import { defineOptions, helpText, parseOptions, wantsHelp } from '@millrace/config'
import { startKafka } from '@millrace/services'
import { ended, sendAgainAndAgain, startApp } from './support/apps.ts'
import { megabytes } from './support/contest.ts'
import { printMachine } from './support/machine.ts'
import { benchFolder } from './support/paths.ts'
import { residentMemory } from './support/process-figures.ts'
import { slope } from './support/slope.ts'

const schema = defineOptions({
  lines: { type: 'integer', default: 50_000_000, min: 1, help: 'Lines that pass through the analyzer' },
  distinct: { type: 'integer', default: 1_000_000, min: 1, help: 'Lines after which they come again' },
  kafka: { type: 'boolean', help: 'Through a real Kafka; by default through the embedded journal' },
  trigger: { type: 'duration', default: '2s', help: 'Time between the batches of the analyzer' },
  every: { type: 'duration', default: '200ms', help: 'Time between looks; each finished batch is a sample' },
})

if (wantsHelp(process.argv.slice(2))) {
  console.log(helpText({ name: 'bench memory', summary: 'Memory of a running analyzer over many lines' }, schema))
  process.exit()
}
const { distinct, kafka: overKafka, trigger, every, ...options } = parseOptions(schema, process.argv.slice(2))
const passes = Math.ceil(options.lines / distinct)
const lines = passes * distinct

/** What is there at the end of a batch. */
interface Sample {
  readonly seconds: number
  /** Lines committed so far. */
  readonly lines: number
  readonly rss: number
}

/** Where the analyzer says that it listens. */
function apiOf(analyzer: ChildProcess): Promise<string> {
  return new Promise(resolve => {
    for (const stream of [analyzer.stdout, analyzer.stderr]) {
      if (stream === null) continue
      createInterface({ input: stream }).on('line', line => {
        const match = /figures at (http[^\s"]+)/.exec(line)
        if (match !== null) resolve(match[1])
      })
    }
  })
}

async function sampleUntilDone(api: string, analyzer: ChildProcess, sending: Promise<unknown>): Promise<Sample[]> {
  const begin = performance.now()
  const samples: Sample[] = []
  for (;;) {
    await Promise.race([setTimeout(every), sending.then(() => setTimeout(every))])
    const memory = residentMemory(analyzer.pid ?? 0)
    if (memory === undefined) throw new Error('The analyzer is gone.')
    const report = (await (await fetch(api)).json()) as Report
    if (report.lines === (samples.at(-1)?.lines ?? 0)) continue
    const sample = { seconds: (performance.now() - begin) / 1000, lines: report.lines, rss: memory.now }
    samples.push(sample)
    console.error(
      `${sample.seconds.toFixed(0)} s, ${(sample.lines / 1e6).toFixed(2)} M lines, ${megabytes(sample.rss)} MB`,
    )
    if (report.lines >= lines) return samples
  }
}

function print(samples: readonly Sample[], peak: number): void {
  console.log('| seconds | million lines | RSS of the analyzer, MB |\n|---|---|---|')
  const step = Math.max(1, Math.ceil(samples.length / 20))
  for (const [i, sample] of samples.entries()) {
    if (i % step !== 0 && i !== samples.length - 1) continue
    console.log(`| ${sample.seconds.toFixed(0)} | ${(sample.lines / 1e6).toFixed(1)} | ${megabytes(sample.rss)} |`)
  }
  const last = samples[samples.length - 1]
  const later = samples.filter(sample => sample.lines >= lines / 2)
  const perMillion = slope(later.map(sample => [sample.lines / 1e6, sample.rss / 1e6]))
  console.log(
    `\n${last.lines} lines in ${last.seconds.toFixed(0)} s, ${(last.lines / last.seconds).toFixed(0)} lines/s.`,
  )
  console.log(
    `Peak ${megabytes(peak)} MB; ${samples.length} batches, over the second half ${perMillion.toFixed(2)} MB per million lines.`,
  )
}

const folder = mkdtempSync(join(benchFolder(), 'memory-'))
const kafka = overKafka ? await startKafka({ config: { 'message.max.bytes': String(8 << 20) } }) : undefined
const children: ChildProcess[] = []
try {
  printMachine('memory', kafka === undefined ? {} : { Kafka: '4.3.1' })
  const topic =
    kafka === undefined
      ? ['--journal', join(folder, 'j.sqlite')]
      : ['--kafka', kafka.bootstrap.join(','), '--topic', 't']
  const log = join(folder, 'generated.log')
  const shape = ['--lines', String(distinct), '--format', 'common', '--days', '5', '--damage', '0.001']
  await ended('generate', startApp('apps/cli/bin/millrace.mjs', 'generate', 'web', ...shape, '--out', log))
  const quarantine = ['--quarantine', join(folder, 'refused'), '--progress-interval', '0s']
  const ingest = startApp('apps/ingest/src/main.ts', '--file', '-', ...topic, ...quarantine)
  const table = ['--table', join(folder, 'logs'), '--trigger', `${trigger}ms`, '--port', '0', '--no-tables']
  const analyzer = startApp('apps/analyzer/src/main.ts', ...topic, ...table)
  children.push(ingest, analyzer)
  const stopped = ended('analyzer', analyzer)
  const sending = Promise.all([sendAgainAndAgain(log, passes, ingest), ended('ingest', ingest)])
  const done = apiOf(analyzer).then(api => sampleUntilDone(api, analyzer, sending))
  const samples = await Promise.race([done, Promise.all([sending, done]).then(([, s]) => s), stopped.then(() => [])])
  const peak = residentMemory(analyzer.pid ?? 0)?.peak ?? 0
  analyzer.kill('SIGTERM')
  await stopped
  print(samples, peak)
} finally {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL')
  await kafka?.stop()
  rmSync(folder, { recursive: true, force: true })
}
