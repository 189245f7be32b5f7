import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openTableLocation } from '@millrace/hdfs-writer'
import { expect, test } from 'vitest'
import { MillraceProcess, millrace } from '../../testing/millrace-process.ts'
import { projectFolder } from '../../testing/project-folder.ts'
import { sqlPipeline } from './sql-pipeline.ts'

const SQL = `-- Slow pages
create temporary view events using json options (
  path 'in', schema 'time timestamp, page string, ms bigint', eventTime 'time', watermarkDelay '1 minute');
create temporary view names using csv options (path 'names.csv', schema 'page string, title string', stream 'false');
create temporary view slow as select * from events where ms >= \${least};
create streaming table per_minute using console options (mode 'update', checkpoint 'checkpoints/per_minute')
as select window.start, page, count(*) as hits from slow group by window(time, '1 minute'), page;
create streaming table rows using parquet options (path 'rows', checkpoint 'checkpoints/rows') as
select s.page, title, ms from slow s join names n on s.page = n.page;
`

function project(sql = SQL): string {
  const cwd = projectFolder()
  const rows = ['a', 'b', 'a'].map((page, i) => ({ time: '2026-01-01T10:00:00Z', page, ms: i * 10 }))
  writeFileSync(join(cwd, 'in/1.json'), rows.map(row => `${JSON.stringify(row)}\n`).join(''))
  writeFileSync(join(cwd, 'names.csv'), 'a,Start\nb,Help\n')
  writeFileSync(join(cwd, 'pipeline.sql'), sql)
  return cwd
}

const run = (cwd: string, ...args: string[]) =>
  millrace(['run', 'pipeline.sql', '--once', '--workers', '0', ...args], { cwd })

test('every streaming table is a query; views stand between; a name in braces is a setting', async () => {
  const cwd = project()
  const { code, stdout, stderr } = await run(cwd, '--set', 'least=5')
  expect(code, stderr).toBe(0)
  expect(stdout).toContain('|2026-01-01 10:00:00|   b|   1|\n|2026-01-01 10:00:00|   a|   1|\n')
  expect(readdirSync(join(cwd, 'rows')).filter(name => name.endsWith('.parquet'))).toHaveLength(1)
})

test('a topic that is not there yet is waited for, which is said', async () => {
  const options = "path 'data/journal.sqlite', topic 'logs', startingOffsets 'latest'"
  const cwd = project(`create temporary view logs using journal options (${options});
create streaming table hosts using console options (checkpoint 'checkpoints/hosts') as select host from logs;`)
  const running = new MillraceProcess(['run', 'pipeline.sql', '--workers', '0', '--trigger', '100ms'], { cwd })
  await running.says('Waiting for the topic logs')
  running.child.kill('SIGTERM')
  expect(await running.exited, running.stderr).toBe(0)
})

test('lines go through a journal from one pipeline to another', async () => {
  const cwd = project(`create temporary view lines using text options (path 'text');
create streaming table kept using journal options (path 'data/journal.sqlite', topic 'logs', checkpoint 'checkpoints/kept') as
select value, 'k' as key from lines where value like '% 404 %';`)
  mkdirSync(join(cwd, 'text'))
  const line = (host: string, status: number) =>
    `${host} - - [01/Jul/1995:00:00:01 -0400] "GET / HTTP/1.0" ${status} 10\n`
  writeFileSync(join(cwd, 'text/1.log'), line('a', 200) + line('b', 404))
  expect(await run(cwd)).toMatchObject({ code: 0, stdout: '' })
  writeFileSync(
    join(cwd, 'pipeline.sql'),
    `create temporary view logs using journal options (path 'data/journal.sqlite', topic 'logs');
create streaming table missed using console options (checkpoint 'checkpoints/missed') as select host, status from logs;`,
  )
  const { code, stdout, stderr } = await run(cwd)
  expect(code, stderr).toBe(0)
  expect(stdout).toContain('|   b|   404|')
  expect(stdout).not.toContain('|   a|')
})

test('a table of someone else is refused unless adopted', async () => {
  const cwd = project()
  mkdirSync(join(cwd, 'rows'))
  writeFileSync(join(cwd, 'rows/theirs.parquet'), 'PAR1')
  const refused = await run(cwd, '--set', 'least=5')
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('or add to this one with --adopt')
  expect(readdirSync(join(cwd, 'rows'))).toEqual(['theirs.parquet'])
  const adopted = await run(cwd, '--set', 'least=5', '--adopt')
  expect(adopted.code, adopted.stderr).toBe(0)
  expect(readdirSync(join(cwd, 'rows')).filter(name => name.startsWith('part-'))).toHaveLength(1)
  // It is asked for once.
  expect((await run(cwd, '--set', 'least=5')).code).toBe(0)
})

test('sources and sinks are opened as the command opens locations', async () => {
  const cwd = project()
  const opened: string[] = []
  const pipeline = await sqlPipeline(join(cwd, 'pipeline.sql'), location => {
    opened.push(location)
    return openTableLocation(location, { baseDirectory: cwd })
  })
  await pipeline.queries([['least', '5']])
  expect(new Set(opened)).toEqual(new Set(['in', 'names.csv', 'rows', 'checkpoints/per_minute', 'checkpoints/rows']))
})

test.each([
  [
    'a column that is not there',
    SQL.replace('select s.page', 'select s.pag'),
    1,
    /pipeline\.sql:9:8: \[UNRESOLVED_COLUMN/,
  ],
  [
    'a statement of another kind',
    'select 1',
    1,
    /A pipeline of SQL has CREATE TEMPORARY VIEW, CREATE STREAMING TABLE .* it cannot have "select 1"/,
  ],
  [
    'a format that is none',
    SQL.replace('using json', 'using orc'),
    1,
    /pipeline\.sql:2:1: USING orc is not supported as a source; expected one of weblog/,
  ],
  [
    'an option that is none',
    SQL.replace("path 'rows'", "path 'rows', colour 'red'"),
    1,
    /Streaming table rows using parquet has no option colour; expected mode, path/,
  ],
  [
    'no checkpoint',
    SQL.replace(", checkpoint 'checkpoints/rows'", ''),
    1,
    /Streaming table rows using parquet needs the option checkpoint\./,
  ],
])('refused: %s', async (_, sql, code, message) => {
  const result = await run(project(sql), '--set', 'least=5')
  expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) })
})

test('a setting that nobody gave', async () => {
  expect(await run(project())).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--set least (or least in the'),
  })
})
