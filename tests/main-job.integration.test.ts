import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Report } from '@millrace/analytics'
import { type HdfsCluster, type KafkaCluster, startHdfs, startKafka } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { Oracle } from './oracle/oracle.ts'
import { AppProcess, runApp } from './support/app-process.ts'
import { expectReport } from './support/expect-report.ts'
import { expectTable } from './support/expect-table.ts'
import { generatedLog } from './support/generated-log.ts'
import { killedAtRandom } from './support/killed-at-random.ts'
import { randomNumbers } from './support/random-numbers.ts'
import { ANALYZER, COMBINED_SAMPLE, INGEST, MILLRACE, NASA_DAY } from './support/repository.ts'
import { WebHdfsReader } from './support/webhdfs-download.ts'

/** `MILLRACE_LONG=1` takes ten times as many lines and kills more often. */
const LONG = process.env['MILLRACE_LONG'] === '1'
const GENERATED_LINES = LONG ? 2_000_000 : 200_000
const RATE = LONG ? 40_000 : 12_000
const KILLS = LONG ? 8 : 3
const BATCHES = LONG ? 40 : 10
const MINUTES = LONG ? 30 : 6
/** The moments of the kills; `MILLRACE_SEED` repeats those of an earlier run. */
const SEED = Number(process.env['MILLRACE_SEED'] ?? Date.now() % 1_000_000)
/** The damaged lines are up to 2.5 MB long. */
const BROKER = { 'message.max.bytes': String(8 << 20) }

let folder: string
let kafka: KafkaCluster
let hdfs: HdfsCluster
let oracle: Oracle | undefined

describeWithServices('the main job over a real Kafka and a real HDFS', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-main-job-'))
    ;[kafka, hdfs] = await Promise.all([startKafka({ config: BROKER }), startHdfs()])
  }, 240_000)
  afterEach(() => AppProcess.killAll())
  afterAll(async () => {
    oracle?.close()
    await Promise.all([kafka?.stop(), hdfs?.stop()])
    await rm(folder, { recursive: true, force: true })
  })

  it(
    'gives every figure right and every line once, with kill -9 of ingest and analyzer',
    async () => {
      console.log(`MILLRACE_SEED=${SEED}`)
      const generated = await generatedLog(folder, { lines: GENERATED_LINES, seed: 3 })
      const files = [NASA_DAY, COMBINED_SAMPLE, generated]
      const target = ['--kafka', kafka.bootstrap.join(','), '--topic', 'requests']
      const table = `${hdfs.url}/warehouse/logs`
      const quarantine = join(folder, 'refused')

      // However slow the machine is, there are many batches.
      const pace = ['--trigger', '500ms', '--max-offsets-per-trigger', String(GENERATED_LINES / BATCHES)]
      const ingestArgs = [...files.flatMap(file => ['--file', file]), ...target, '--partitions', '3']
      const ingest = killedAtRandom({
        name: 'ingest',
        start: () => new AppProcess(INGEST, [...ingestArgs, '--rate', String(RATE), '--quarantine', quarantine]),
        working: [/Sending to/],
        kills: KILLS,
        withinMs: 3000,
        below: randomNumbers(SEED),
      })
      const analyzer = killedAtRandom({
        name: 'analyzer',
        start: () => new AppProcess(ANALYZER, [...target, '--table', table, ...pace, '--port', '0', '--no-tables']),
        working: [/figures at/, /batch \d+,/],
        kills: KILLS,
        withinMs: 5000,
        below: randomNumbers(SEED + 1),
      })
      const [sender, server, truth] = await Promise.all([ingest, analyzer, Oracle.of(files)])
      oracle = truth
      const expected = await oracle.report()
      expect(await sender.ended, sender.tail()).toBe(0)
      const [, api] = await server.says(/figures at (http[^\s"]+)/)
      expectReport(await reportOfLines(api, expected.lines, server), expected)
      server.kill('SIGTERM')
      expect(await server.ended, server.tail()).toBe(0)

      const reader = new WebHdfsReader(hdfs.url)
      expect((await reader.list('/warehouse/logs.checkpoint/commits')).length).toBeGreaterThan(BATCHES)
      expect(await reader.list('/warehouse/logs.staging')).toEqual([])
      expect(await readdir(quarantine).catch(() => [])).toEqual([])
      await reader.download('/warehouse', join(folder, 'warehouse'))
      await expectTable(join(folder, 'warehouse', 'logs'), oracle)
      expectReport(JSON.parse(await runApp(MILLRACE, ['report', '--json', ...files])), expected)
    },
    MINUTES * 60_000,
  )
})

/** What the API says once it has seen so many lines. */
async function reportOfLines(api: string, lines: number, server: AppProcess): Promise<Report> {
  let seen = -1
  for (const deadline = Date.now() + MINUTES * 30_000; Date.now() < deadline && !server.over; ) {
    const report = (await (await fetch(api)).json()) as Report
    if (report.lines >= lines) return report
    seen = report.lines
    await setTimeout(200)
  }
  throw new Error(`The API has seen ${seen} of ${lines} lines:\n${server.tail()}`)
}
