import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type WebHdfs, webHdfs } from '@millrace/hdfs-writer'
import { type HdfsCluster, startHdfs } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MillraceProcess, millrace } from '../testing/millrace-process.ts'
import { projectFolder } from '../testing/project-folder.ts'

const PIPELINE = `
import { count, definePipeline, query, readStream, sum } from '@millrace/engine'
import { directorySource, jsonFormat } from '@millrace/files'
import { openTableLocation, parquetSink, parquetTableSink } from '@millrace/hdfs-writer'

const schema = [
  { name: 'time', type: 'timestamp', nullable: true },
  { name: 'page', type: 'string', nullable: true },
  { name: 'ms', type: 'int64', nullable: true },
] as const
const settings = { table: { type: 'location', required: true, help: 'Where the tables are' } } as const

export default definePipeline(settings, ({ table: location }) => {
  const format = jsonFormat({ schema })
  const events = readStream(directorySource({ ...openTableLocation('in'), format, maxFilesPerTrigger: 1 }))
    .withWatermark('time', '1 minute')
  const { fs, path: table } = openTableLocation(location, { user: 'hdfs' })
  return {
    events: query({
      outputs: {
        rows: { dataset: events.dropDuplicates('time', 'page'), sink: parquetSink({ fs, table }) },
        pages: { dataset: events.groupBy('page').agg({ hits: count(), ms: sum('ms') }),
                 sink: parquetTableSink({ fs, table, name: 'pages' }) },
      },
      checkpoint: location + '.checkpoint',
    }),
  }
})
`

describeWithServices('millrace run and checkpoint with a table and a checkpoint in HDFS', () => {
  let cluster: HdfsCluster
  let fs: WebHdfs
  let runs = 0

  beforeAll(async () => {
    cluster = await startHdfs()
    fs = webHdfs({ nameNodes: cluster.url, user: 'hdfs' })
  }, 300_000)
  afterAll(async () => {
    await fs?.close()
    await cluster?.stop()
  })

  /** A project whose query has run over three files, and its table. */
  async function finished() {
    const cwd = projectFolder()
    const path = `/warehouse/events-${runs++}`
    const table = `${cluster.url}${path}`
    writeFileSync(join(cwd, 'pipeline.ts'), PIPELINE)
    for (const minute of [1, 2, 3]) {
      const rows = ['a', 'b', 'a'].map(page => ({ time: `2026-01-01T10:0${minute}:00Z`, page, ms: minute }))
      writeFileSync(join(cwd, `in/${minute}.json`), rows.map(row => `${JSON.stringify(row)}\n`).join(''))
    }
    const hdfs = ['--hdfs-user', 'hdfs']
    const pipeline = ['pipeline.ts', '--set', `table=${table}`, ...hdfs]
    const run = (...more: string[]) => ['run', ...pipeline, '--workers', '0', ...more]
    const checkpoint = (command: string, ...more: string[]) =>
      millrace(['checkpoint', command, `${table}.checkpoint`, ...hdfs, ...more], { cwd })
    const replay = (...more: string[]) => millrace(['checkpoint', 'replay', ...pipeline, ...more], { cwd })
    const ended = await millrace(run('--once'), { cwd })
    expect(ended.code, ended.stderr).toBe(0)
    return { cwd, path, table, run, checkpoint, replay }
  }

  test('a query runs, goes on, and is shown; its state is read and its files verified', async () => {
    const { cwd, table, path, run, checkpoint } = await finished()
    copyFileSync(join(cwd, 'in/3.json'), join(cwd, 'in/4.json'))
    const again = await millrace(run('--once'), { cwd })
    expect(again.code, again.stderr).toBe(0)
    expect(again.stderr).toContain('events: batch 4, 3 rows')

    const { stdout: text } = await checkpoint('show')
    expect(text).toContain(`Checkpoint  ${table}.checkpoint\n`)
    const shown = JSON.parse((await checkpoint('show', '--json')).stdout)
    expect(shown).toMatchObject({ lastCommitted: 4, sources: 1, lease: { released: true } })
    expect(await checkpoint('verify')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+ files read, .* nothing is damaged\.\n$/),
    })
    const pages = await checkpoint('state', '--operator', 'pages')
    expect(pages.stdout).toContain('|   a|      8|     18|\n')
    const state = JSON.parse((await checkpoint('state', '--json', '--batch', '1')).stdout)
    expect(state.operators.map((o: { operatorName: string }) => o.operatorName)).toContain('dedupe')
    expect((await fs.list(path)).filter(f => f.name.endsWith('.parquet'))).toHaveLength(3)
  }, 120_000)

  test('a running query is shown, and not disturbed', async () => {
    const { cwd, run, checkpoint } = await finished()
    const running = new MillraceProcess(run('--trigger', '20ms'), { cwd })
    await running.says('events: started')
    const shown = JSON.parse((await checkpoint('show', '--json')).stdout)
    expect(shown.lease).toMatchObject({ released: false, pid: running.child.pid })
    expect((await checkpoint('verify')).code).toBe(0)
    copyFileSync(join(cwd, 'in/3.json'), join(cwd, 'in/4.json'))
    await running.says('events: batch 4')
    running.child.kill('SIGTERM')
    expect(await running.exited).toBe(0)
  }, 120_000)

  test('replay gives what was committed; a damaged file is found and named', async () => {
    const { path, table, checkpoint, replay } = await finished()
    const { code, stdout, stderr } = await replay('--batch', '1', '--json')
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      checkpoint: `${table}.checkpoint`,
      equal: true,
      numInputRows: 3,
    })
    const newest = (await fs.list(`${path}.checkpoint/state`)).find(f => f.name.startsWith('3.'))!
    const bytes = await fs.read(newest.path)
    await fs.delete(newest.path)
    await fs.write(newest.path, bytes.subarray(0, 100))
    const verified = await checkpoint('verify', '--json')
    expect(verified.code).toBe(1)
    expect(JSON.parse(verified.stdout).problems).toMatchObject([
      {
        path: `${cluster.url}${newest.path}`,
        needed: true,
        advice: expect.stringContaining('delete this file and commits/3'),
      },
    ])
  }, 120_000)

  test('a directory that is no checkpoint is told in one sentence', async () => {
    const cwd = projectFolder()
    const nowhere = await millrace(['checkpoint', 'show', `${cluster.url}/nothing/here`], { cwd })
    expect(nowhere).toMatchObject({ code: expect.any(Number), stdout: '' })
    expect(nowhere.stderr).toContain(`${cluster.url}/nothing/here`)
    expect(nowhere.stderr.trim().split('\n')).toHaveLength(1)
    expect(nowhere.code).not.toBe(0)
  }, 60_000)
})
