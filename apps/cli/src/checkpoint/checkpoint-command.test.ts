import { copyFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { MillraceProcess, millrace } from '../testing/millrace-process.ts'
import { projectFolder } from '../testing/project-folder.ts'

const PIPELINE = `
import { count, definePipeline, query, readStream, sum, window } from '@millrace/engine'
import { directorySource, jsonFormat } from '@millrace/files'
import { openTableLocation, parquetSink, parquetTableSink } from '@millrace/hdfs-writer'

const schema = [
  { name: 'time', type: 'timestamp', nullable: true },
  { name: 'page', type: 'string', nullable: true },
  { name: 'ms', type: 'int64', nullable: true },
] as const

export default definePipeline(() => {
  const format = jsonFormat({ schema })
  const events = readStream(directorySource({ ...openTableLocation('in'), format, maxFilesPerTrigger: 1 }))
    .withWatermark('time', '1 minute')
  const { fs, path: table } = openTableLocation('out')
  return {
    events: query({
      outputs: {
        rows: { dataset: events.dropDuplicates('time', 'page'), sink: parquetSink({ fs, table }) },
        pages: { dataset: events.groupBy('page').agg({ hits: count(), ms: sum('ms') }),
                 sink: parquetTableSink({ fs, table, name: 'pages' }) },
      },
      checkpoint: 'out.checkpoint',
    }),
  }
})
`

/** A project whose query has run over three files. */
async function finished(): Promise<string> {
  const cwd = projectFolder()
  writeFileSync(join(cwd, 'pipeline.ts'), PIPELINE)
  for (const minute of [1, 2, 3]) {
    const rows = ['a', 'b', 'a'].map(page => ({ time: `2026-01-01T10:0${minute}:00Z`, page, ms: minute }))
    writeFileSync(join(cwd, `in/${minute}.json`), rows.map(row => `${JSON.stringify(row)}\n`).join(''))
  }
  const run = await millrace(['run', 'pipeline.ts', '--once', '--workers', '0'], { cwd })
  expect(run.code, run.stderr).toBe(0)
  return cwd
}

const checkpoint = (cwd: string, ...args: string[]) => millrace(['checkpoint', ...args], { cwd })

test('show, state and verify of a stopped query', async () => {
  const cwd = await finished()
  const { stdout: text } = await checkpoint(cwd, 'show', 'out.checkpoint')
  expect(text).toContain(`Source      FileStreamSource[${cwd}/in]\n`)
  expect(text).toContain('Held by     nobody; last run ')
  const shown = JSON.parse((await checkpoint(cwd, 'show', 'out.checkpoint', '--json')).stdout)
  expect(shown).toMatchObject({ lastCommitted: 3, sources: 1, lease: { released: true } })
  expect(shown.batches.map((batch: { watermark: string }) => batch.watermark)).toEqual([
    '1970-01-01T00:00:00.000Z',
    '2026-01-01T10:00:00.000Z',
    '2026-01-01T10:01:00.000Z',
    '2026-01-01T10:02:00.000Z',
  ])
  expect((await checkpoint(cwd, 'verify', 'out.checkpoint')).stdout).toMatch(
    /^\d+ files read, .* nothing is damaged\.\n$/,
  )

  const pages = await checkpoint(cwd, 'state', 'out.checkpoint', '--operator', 'pages')
  expect(pages.stdout).toContain('after batch 3: 2 rows\n')
  expect(pages.stdout).toContain('|page|count()|sum(ms)|\n')
  expect(pages.stdout).toContain('|   a|      6|     12|\n')
  const state = JSON.parse((await checkpoint(cwd, 'state', 'out.checkpoint', '--json', '--batch', '1')).stdout)
  expect(state.operators.map((operator: { operatorName: string }) => operator.operatorName)).toContain('dedupe')
  expect(await checkpoint(cwd, 'state', 'out.checkpoint', '--batch', '9')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--batch 9: the last committed batch of .* is 3\.\n$/),
  })
  expect(await checkpoint(cwd, 'state', 'out.checkpoint', '--operator', 'x')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is no operator of the checkpoint; expected one of '),
  })
})

test('a running query is shown, verified and not disturbed', async () => {
  const cwd = await finished()
  const run = new MillraceProcess(['run', 'pipeline.ts', '--workers', '0', '--trigger', '20ms'], { cwd })
  await run.says('events: started')
  const shown = JSON.parse((await checkpoint(cwd, 'show', 'out.checkpoint', '--json')).stdout)
  expect(shown.lease).toMatchObject({ released: false, pid: run.child.pid })
  expect((await checkpoint(cwd, 'verify', 'out.checkpoint')).code).toBe(0)
  copyFileSync(join(cwd, 'in/3.json'), join(cwd, 'in/4.json'))
  await run.says('events: batch 4')
  run.child.kill('SIGTERM')
  expect(await run.exited).toBe(0)
})

test('verify names what is damaged, whether it is needed, and what to do: which then works', async () => {
  const cwd = await finished()
  const at = (path: string): string => join(cwd, 'out.checkpoint', path)
  const newest = readdirSync(at('state')).find(name => name.startsWith('3.')) as string
  truncateSync(at(`state/${newest}`), 100)
  writeFileSync(at('offsets/0'), 'v1\n{}')
  const { code, stdout } = await checkpoint(cwd, 'verify', 'out.checkpoint', '--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout).problems).toMatchObject([
    { path: at('offsets/0'), needed: false, advice: expect.stringContaining('goes on without it') },
    { path: at(`state/${newest}`), needed: true, advice: expect.stringContaining('delete this file and commits/3') },
  ])
  const before = readdirSync(join(cwd, 'out'))
  rmSync(at(`state/${newest}`))
  rmSync(at('commits/3'))
  const run = await millrace(['run', 'pipeline.ts', '--once', '--workers', '0'], { cwd })
  expect(run.code, run.stderr).toBe(0)
  expect(readdirSync(join(cwd, 'out'))).toEqual(before)
  const pages = await checkpoint(cwd, 'state', 'out.checkpoint', '--operator', 'pages')
  expect(pages.stdout).toContain('|   a|      6|     12|\n')
})

test('replay gives what was committed, and finds what is not', async () => {
  const cwd = await finished()
  const { code, stdout, stderr } = await checkpoint(cwd, 'replay', 'pipeline.ts', '--batch', '1', '--json')
  expect(code, stderr).toBe(0)
  const replayed = JSON.parse(stdout)
  expect(replayed).toMatchObject({ equal: true, numInputRows: 3 })
  expect(replayed.outputs[0]).toMatchObject({ output: 'rows', result: 'equal', rows: 2, files: 1 })
  const last = await checkpoint(cwd, 'replay', 'pipeline.ts', '--batch', '3')
  expect(last.stdout).toContain('pages.parquet]: equal\n')

  const files = readdirSync(join(cwd, 'out')).sort()
  const of = (batch: number): string =>
    join(cwd, 'out', files.find(name => name.includes(`b0000000${batch}`)) as string)
  const wrong = readFileSync(of(0))
  writeFileSync(of(1), wrong)
  const differs = await checkpoint(cwd, 'replay', 'pipeline.ts', '--batch', '1')
  expect(differs.code).toBe(1)
  expect(differs.stdout).toContain('DIFFERS\n  2 rows only in the replay, such as\n    2026-01-01 10:02:00, a, 2\n')
  expect(readFileSync(of(1))).toEqual(wrong)
  expect((await checkpoint(cwd, 'replay', 'pipeline.ts', '--batch', '9')).stderr).toContain('Batch 9 is not committed')
})

test.each([
  [['show', 'nowhere'], 1, 'There is no checkpoint in '],
  [['verify', 'nowhere'], 1, 'There is no checkpoint in '],
  [['shw', 'x'], 2, 'There is no command "checkpoint shw"; did you mean "show".'],
  [['verify'], 2, 'No dir was given'],
])('refused: %j', async (args, code, message) => {
  expect(await checkpoint(projectFolder(), ...args)).toMatchObject({ code, stderr: expect.stringContaining(message) })
})
