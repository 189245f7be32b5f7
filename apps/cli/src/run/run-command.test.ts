import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { MillraceProcess, millrace } from '../testing/millrace-process.ts'
import { projectFolder } from '../testing/project-folder.ts'

const PIPELINE = `
import { availableNow, col, consoleSink, count, definePipeline, every, foreachBatch, readStream, window } from '@millrace/engine'
import { directorySource, jsonFormat } from '@millrace/files'
import { openTableLocation } from '@millrace/hdfs-writer'

const settings = {
  input: { type: 'location', default: 'in', help: 'Files of events' },
  least: { type: 'integer', default: 0, env: 'TEST_LEAST', help: 'Least milliseconds' },
} as const

export default definePipeline(settings, ({ input, least }) => {
  const schema = [
    { name: 'time', type: 'timestamp', nullable: true },
    { name: 'page', type: 'string', nullable: true },
    { name: 'ms', type: 'int64', nullable: true },
  ] as const
  const events = () =>
    readStream(directorySource({ ...openTableLocation(input), format: jsonFormat({ schema }) })).filter(col('ms').gte(least))
  return {
    pages: events().groupBy('page').agg({ hits: count() }).writeStream({
      sink: consoleSink({ mode: 'complete' }), mode: 'complete', trigger: every('1 second'), checkpoint: 'checkpoints/pages',
    }),
    late: events().writeStream({
      sink: foreachBatch(rows => { if (least === 99) throw new Error('the store is full') }), checkpoint: 'checkpoints/late',
    }),
  }
})
`
const EVENTS = ['a', 'b', 'a']
  .map((page, i) => JSON.stringify({ time: `2026-01-01T10:0${i}:00Z`, page, ms: i * 10 }))
  .join('\n')

function project(pipeline = PIPELINE): string {
  const cwd = projectFolder()
  writeFileSync(join(cwd, 'in/1.json'), `${EVENTS}\n`)
  writeFileSync(join(cwd, 'pipeline.ts'), pipeline)
  return cwd
}

test('every query of the file runs; settings come from --set and the environment; the same command goes on', async () => {
  const cwd = project()
  const run = ['run', 'pipeline.ts', '--once', '--workers', '0', '--set', 'least=5']
  const first = await millrace(run, { cwd })
  expect(first.code, first.stderr).toBe(0)
  expect(first.stdout).toContain('|page|hits|\n')
  expect(first.stdout.match(/\| {3}[ab]\| {3}1\|/g)).toHaveLength(2)
  expect(first.stderr).toContain('pages: batch 0, 3 rows')
  expect(first.stderr).toContain('late: batch 0, 3 rows')
  writeFileSync(join(cwd, 'in/2.json'), `${EVENTS}\n`)
  const second = await millrace(run, { cwd })
  expect(second.stderr).toContain('pages: batch 1, 3 rows')
  expect(second.stdout.match(/\| {3}[ab]\| {3}2\|/g)).toHaveLength(2)
  expect(readdirSync(join(cwd, 'checkpoints/late/commits'))).toEqual(['0', '1'])
})

test('--state-memory sends state beyond it to the folder of --state-directory', async () => {
  const cwd = project()
  const run = ['run', 'pipeline.ts', '--once', '--workers', '0', '--state-memory', '0', '--state-directory']
  const { code, stdout, stderr } = await millrace([...run, 'spill'], { cwd })
  expect(code, stderr).toBe(0)
  expect(stderr).toContain('2 in state, 2 of them on disk')
  expect(stdout.match(/\| {3}[ab]\| {3}[12]\|/g)).toHaveLength(2)
  expect(readdirSync(join(cwd, 'spill'))).toEqual([])
  const refused = await millrace([...run, 'in/1.json/x', '--set', 'input=in'], { cwd: project() })
  expect(refused.code).toBe(1)
  expect(refused.stderr).toMatch(
    /State that memory has no room for cannot be put into .*1\.json\/x \(stateDirectory\): /,
  )
})

test('a signal ends the queries, exit code 0', async () => {
  const cwd = project()
  const run = new MillraceProcess(['run', 'pipeline.ts', '--workers', '0', '--trigger', '50ms'], { cwd })
  await run.says('pages: batch 0')
  await run.says('late: batch 0')
  run.child.kill('SIGTERM')
  expect(await run.exited, run.stderr).toBe(0)
  expect(run.stderr).toContain('stopped; the same command continues')
})

test('a query that fails ends the others; the error is one sentence with its name', async () => {
  const result = await millrace(['run', 'pipeline.ts', '--workers', '0', '--set', 'least=99'], { cwd: project() })
  expect(result.code).toBe(1)
  expect(result.stderr.trimEnd().split('\n').at(-1)).toMatch(/^millrace: .*the store is full/)
})

test('explain shows the plans and starts nothing', async () => {
  const cwd = project()
  const { code, stdout } = await millrace(['explain', 'pipeline.ts'], { cwd })
  expect(code).toBe(0)
  expect(stdout).toContain('Query pages\n')
  expect(stdout).toContain('== Logical Plan ==\nAggregate [page], [count(*) AS hits]')
  expect(stdout).toContain('== Physical Plan ==')
  expect(readdirSync(cwd).sort()).toEqual(['in', 'pipeline.ts'])
})

test.each([
  [
    'a setting that is not declared',
    ['--set', 'lest=1'],
    2,
    '--set lest: there is no such setting; did you mean least.',
  ],
  ['a value of another type', ['--set', 'least=x'], 2, '--set least: "x" is not'],
  ['no value', ['--set', 'least'], 2, '--set least is not understood; expected name=value.'],
])('refused: %s', async (_, args, code, message) => {
  const result = await millrace(['run', 'pipeline.ts', ...args], { cwd: project() })
  expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) })
  expect(result.stderr.split('\n')).toHaveLength(2)
})

test.each([
  ['export const x = 1', 2, 'does not export a pipeline: expected export default definePipeline('],
  ['throw new Error("not today")', 2, 'pipeline.ts cannot be loaded: Error: not today'],
  ['export default 1\nsyntax error', 2, /cannot be loaded: SyntaxError: .* \(\/.*pipeline\.ts:2\)\n/],
  ["import 'no-such-package'", 2, "cannot be loaded: Error: Cannot find package 'no-such-package'"],
  [
    PIPELINE.replace("'checkpoints/late'", "'checkpoints/pages'"),
    1,
    'Queries pages and late have the same checkpoint checkpoints/pages',
  ],
  [
    PIPELINE.replace("mode: 'complete', trigger", "mode: 'append', trigger"),
    1,
    'is written in append mode, but the sink Console is one of complete mode',
  ],
])('refused pipeline %#', async (pipeline, code, message) => {
  const result = await millrace(['run', 'pipeline.ts', '--once'], { cwd: project(pipeline) })
  expect(result).toMatchObject({
    code,
    stderr: typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
  })
})

test('a file that is not there', async () => {
  const cwd = projectFolder()
  const result = await millrace(['run', 'nowhere.ts'], { cwd })
  expect(result).toMatchObject({ code: 1, stderr: `millrace: There is no pipeline file ${join(cwd, 'nowhere.ts')}.\n` })
})
