import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mayMount, SmallDisk } from '@millrace/services/testing'
import { tableFromIPC } from 'apache-arrow'
import { expect, onTestFinished, test } from 'vitest'
import { MillraceProcess, millrace, temporaryFolder, until } from '../testing/millrace-process.ts'
import { damaged, parquetOf, withNamelessMetadata, writeFiles } from '../testing/parquet-files.ts'

/** What a log may hold to do harm: terminal commands, marks that turn text around, formulas, markup, breaks. */
const HOSTILE = [
  '\u001b]0;x\u0007',
  '\u202eevil',
  '=cmd()',
  '<script>',
  'two\nlines',
  '\u009b31m',
  '',
  'plain',
] as const

const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A table of two days, of which the second has a column more. */
async function given() {
  const cwd = temporaryFolder()
  writeFiles(join(cwd, 'logs'), {
    'dt=2026-01-01/part-0.parquet': await parquetOf(
      "select range as id, 'a' as host, timestamptz '2026-01-01 10:00:00.5+00' as time from range(3)",
    ),
    'dt=2026-01-02/part-0.parquet': await parquetOf(
      "select range as id, 'b' as host, timestamptz '2026-01-02 10:00:00+00' as time, 7 as added from range(2)",
    ),
    // What is still being written, and what is hidden, is no part of a table.
    'dt=2026-01-02/part-1.parquet.inprogress': Buffer.from('half'),
    '_temporary/part-2.parquet': Buffer.from('half'),
  })
  const query = (...args: string[]) => millrace(['query', ...args, '--table', 'logs'], { cwd })
  return { cwd, query }
}

test('tables by name, with days and with columns that were added later', async () => {
  const { cwd, query } = await given()
  const sql =
    'select dt, host, count(*) as n, max(added) as added, max(time) as time from logs group by all order by dt'
  expect(await query(sql)).toEqual({
    code: 0,
    stdout: [
      'dt          host  n  added  time',
      '----------  ----  -  -----  ------------------------',
      '2026-01-01  a     3   NULL  2026-01-01 10:00:00.5+00',
      '2026-01-02  b     2      7  2026-01-02 10:00:00+00',
      '(2 rows)',
      '',
    ].join('\n'),
    stderr: '',
  })
  expect((await query(`${sql} -- the end`, '--output', 'json')).stdout).toBe(
    '[\n{"dt":"2026-01-01","host":"a","n":3,"added":null,"time":"2026-01-01T10:00:00.5Z"},\n{"dt":"2026-01-02","host":"b","n":2,"added":7,"time":"2026-01-02T10:00:00Z"}\n]\n',
  )
  writeFiles(cwd, { 'logs.analyses/hosts.parquet': await parquetOf("select 'a' as host, 3 as count") })
  writeFileSync(join(cwd, 'join.sql'), 'select l.id, h.count from Logs l join logs_analyses.hosts h using (host);')
  const joined = await query('join.sql', '--table', 'other=logs/dt=2026-01-01/part-0.parquet', '--output', 'csv')
  expect(joined).toEqual({ code: 0, stdout: 'id,count\n0,3\n1,3\n2,3\n', stderr: '' })
}, 60_000)

test('what a log holds is harmless in every text, and the same in parquet and arrow', async () => {
  const cwd = temporaryFolder()
  const rows = HOSTILE.map((text, i) => `(${i}, ${sqlText(text)})`).join(', ')
  writeFiles(cwd, { 't/x.parquet': await parquetOf(`select * from (values ${rows}) as t(i, text)`) })
  const query = (output: string, ...more: string[]) =>
    millrace(['query', 'select text, -i as n from t order by i', '--table', 't=t', '--output', output, ...more], {
      cwd,
    })
  const [table, csv, json] = await Promise.all(['table', 'csv', 'json'].map(output => query(output)))
  for (const { stdout, code } of [table, csv, json]) {
    expect(code).toBe(0)
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  }
  expect(table.stdout).toContain('two\\x0alines')
  expect(csv.stdout.split('\n').slice(1, 8)).toEqual([
    '"\\x1b]0;x\\x07",0',
    '\\u{202e}evil,-1',
    "'=cmd(),-2",
    '<script>,-3',
    'two\\x0alines,-4',
    '\\x9b31m,-5',
    '"",-6',
  ])
  expect(JSON.parse(json.stdout).map((row: { text: string }) => row.text)).toEqual(HOSTILE)
  expect((await query('arrow', '--file', 'out.arrow')).code).toBe(0)
  const arrow = tableFromIPC(readFileSync(join(cwd, 'out.arrow')))
  expect(arrow.toArray().map(row => row.text)).toEqual(HOSTILE)
  expect((await query('parquet', '--file', 'out.parquet')).code).toBe(0)
  const again = await millrace(['query', 'select text from logs', '--table', 'out.parquet', '--output', 'json'], {
    cwd,
  })
  expect(JSON.parse(again.stdout).map((row: { text: string }) => row.text)).toEqual(HOSTILE)
}, 60_000)

test('numbers keep their digits in every form', async () => {
  const cwd = temporaryFolder()
  const sql =
    'select sum(9007199254740993::bigint) as h, 0.1::float as f, 1.50::decimal(9,2) as d, {a: [1, null]} as s, 1e300 as x from range(2)'
  const query = (...args: string[]) => millrace(['query', sql, ...args], { cwd })
  expect((await query('--output', 'json')).stdout).toBe(
    '[\n{"h":18014398509481986,"f":0.1,"d":1.50,"s":{"a":[1,null]},"x":1e+300}\n]\n',
  )
  expect((await query('--output', 'csv')).stdout).toBe(
    'h,f,d,s,x\n18014398509481986,0.1,1.50,"{\'a\': [1, NULL]}",1e+300\n',
  )
  await query('--output', 'arrow', '--file', 'x.arrow')
  const arrow = tableFromIPC(readFileSync(join(cwd, 'x.arrow')))
  expect(String(arrow.getChild('h')?.type)).toBe('Decimal[38e0]')
  expect(arrow.numRows).toBe(1)
}, 60_000)

test('infinite dates and times are told as such in every text', async () => {
  const cwd = temporaryFolder()
  const sql = "select date 'infinity' as a, date '-infinity' as b, timestamp 'infinity' as c, [date 'infinity'] as d"
  const text = async (output: string) => (await millrace(['query', sql, '--output', output], { cwd })).stdout
  expect(await text('json')).toBe('[\n{"a":"infinity","b":"-infinity","c":"infinity","d":["infinity"]}\n]\n')
  const scalars = sql.replace(/, \[.*/, '')
  for (const [output, expected] of [
    ['csv', 'a,b,c\ninfinity,-infinity,infinity\n'],
    ['table', 'a         b          c\n--------  ---------  --------\ninfinity  -infinity  infinity\n(1 row)\n'],
  ])
    expect((await millrace(['query', scalars, '--output', output], { cwd })).stdout).toBe(expected)
}, 60_000)

test('errors point at the place, and say what was expected', async () => {
  const { query } = await given()
  const error = async (...args: string[]) => {
    const { code, stdout, stderr } = await query(...args)
    expect(stdout).toBe('')
    expect(code).not.toBe(0)
    return stderr
  }
  expect(await error("select 'ä',\n\tnosuch from logs")).toBe(
    'millrace: MILLRACE_ANALYSIS: Binder: Referenced column "nosuch" not found in FROM clause!; Candidate bindings: "host".\n   nosuch from logs\n   ^\n',
  )
  expect(await error('select *\nfrom lgs')).toMatch(
    /Table with name lgs does not exist!; Did you mean "logs"\?\n {2}from lgs\n {7}\^\n$/,
  )
  expect(await error('select cast(host as int) from logs')).toMatch(
    /Conversion: .*\n {2}select cast\(host as int\) from logs\n {9}\^\n$/,
  )
  expect(await error('from logs', '--table', 'logs')).toContain('Two tables are called logs')
  expect(await error('from x', '--table', 'x=nowhere')).toMatch(/^millrace: The table .*\/nowhere does not exist\.\n$/)
  expect(await error('  ')).toContain('There is no statement in the SQL')
  expect(await error('select 1; select 2', '--output', 'parquet')).toContain('a single query')
  expect(await error('from logs', '--file', 'no/such/out.csv', '--output', 'csv')).toContain(
    'its directory does not exist',
  )
}, 60_000)

test('a damaged file is named, and left out where that is asked for', async () => {
  const { cwd, query } = await given()
  const part = join(cwd, 'logs/dt=2026-01-01')
  writeFileSync(join(part, 'bad.parquet'), damaged(readFileSync(join(part, 'part-0.parquet')), 6))
  writeFileSync(join(part, 'cut.parquet'), readFileSync(join(part, 'part-0.parquet')).subarray(0, 200))
  copyFileSync(join(part, 'part-0.parquet'), join(part, 'good.parquet'))
  const refused = await query('select sum(id) from logs', '--file', 'out.csv', '--output', 'csv')
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toContain('cut.parquet is damaged: it does not end as Parquet files do')
  expect(readdirSync(cwd).filter(name => name.startsWith('out'))).toEqual([])
  const rest = await query('select count(*) as n from logs', '--skip-damaged', '--output', 'csv')
  expect(rest).toMatchObject({ code: 0, stdout: 'n\n8\n' })
  expect(rest.stderr.match(/^millrace: left out: .*\/(bad|cut)\.parquet is damaged.*\.$/gm)).toHaveLength(2)
}, 60_000)

test('a file that only DuckDB cannot read is named and left out as well', async () => {
  const { cwd, query } = await given()
  const part = join(cwd, 'logs/dt=2026-01-01')
  writeFileSync(join(part, 'bad.parquet'), withNamelessMetadata(readFileSync(join(part, 'part-0.parquet'))))
  const refused = await query('select max(id) from logs')
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toMatch(
    /^millrace: .*\/bad\.parquet cannot be read by DuckDB: .*\. With --skip-damaged the other files are read\.\n$/,
  )
  const rest = await query('select count(*) as n from logs', '--skip-damaged', '--output', 'csv')
  expect(rest).toMatchObject({ code: 0, stdout: 'n\n5\n' })
  expect(rest.stderr).toMatch(/^millrace: left out: .*\/bad\.parquet cannot be read by DuckDB: .*\.\n$/)
}, 60_000)

test('files that a merged one stands for count no more', async () => {
  const cwd = temporaryFolder()
  const part = (batch: number) => `part-00000-0123456789ab-b0000000${batch}-c000.zstd.parquet`
  writeFiles(join(cwd, 'logs/dt=2026-01-01'), {
    [part(0)]: await parquetOf('select 1 as n'),
    [part(1)]: await parquetOf('select 2 as n'),
    [part(2)]: await parquetOf('select 4 as n'),
    'merged-0123456789ab-b00000000-b00000001.zstd.parquet': await parquetOf('select unnest([1, 2]) as n'),
  })
  const { stdout } = await millrace(['query', 'select sum(n) as n from logs', '--table', 'logs', '--output', 'csv'], {
    cwd,
  })
  expect(stdout).toBe('n\n7\n')
}, 60_000)

test('an empty table, and paths that look like patterns', async () => {
  const cwd = temporaryFolder()
  mkdirSync(join(cwd, 'empty'))
  const empty = await millrace(['query', 'from logs', '--table', 'empty'], { cwd })
  expect(empty.stderr).toMatch(
    /^millrace: The table .*\/empty holds no Parquet file yet: its columns are not known\.\n$/,
  )
  writeFiles(join(cwd, "it's [1] *"), { 'a?.parquet': await parquetOf('select 1 as n where false') })
  const none = await millrace(['query', 'from logs', '--table', "it's [1] *"], { cwd })
  expect(none).toEqual({ code: 0, stdout: 'n\n-\n(0 rows)\n', stderr: '' })
}, 60_000)

test('a query that is stopped leaves nothing behind', async () => {
  const cwd = temporaryFolder()
  const sql = 'select range from range(1000000000)'
  const running = new MillraceProcess(['query', sql, '--output', 'csv', '--file', 'out.csv'], { cwd })
  await until(() => readdirSync(cwd).length > 0, 'the result is begun')
  running.child.kill('SIGTERM')
  await running.exited
  expect(running.child.signalCode).toBe('SIGTERM')
  expect(readdirSync(cwd)).toEqual([])
}, 60_000)

test.skipIf(!mayMount())(
  'a full disk is told, and no half result is left',
  async () => {
    const cwd = temporaryFolder()
    const disk = new SmallDisk('100k')
    onTestFinished(() => disk.remove())
    const file = join(disk.path, 'out.csv')
    const sql = 'select range from range(100000)'
    const full = await millrace(['query', sql, '--output', 'csv', '--file', file], { cwd })
    expect(full).toEqual({ code: 1, stdout: '', stderr: `millrace: Could not write ${file}: the disk is full.\n` })
    expect(existsSync(file)).toBe(false)
    expect(readdirSync(disk.path)).toEqual([])
  },
  60_000,
)
