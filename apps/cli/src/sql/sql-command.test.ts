import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { millrace, temporaryFolder } from '../testing/millrace-process.ts'

function folder(): string {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 't.csv'), 'a,b\n1,x\n2,"y,z"\n')
  writeFileSync(join(cwd, 'j.jsonl'), '{"a":1,"c":{"d":[1,null]}}\n{"a":2.5}\n')
  writeFileSync(
    join(cwd, 'access.log'),
    'h1 - - [01/Jul/1995:00:00:01 -0400] "GET /a HTTP/1.0" 200 12\nh2 - - [01/Jul/1995:00:00:02 -0400] "GET /b HTTP/1.0" 404 -\n',
  )
  writeFileSync(join(cwd, 's.sql'), "create temp view v as select 1 a;\n-- the view\nselect a, ';' b from v;\n")
  return cwd
}

const lines = (text: string): unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))

test('files as tables, results as tables, tsv and csv', async () => {
  const cwd = folder()
  const csv = await millrace(['sql', 'select * from t order by a desc', '--table', 't=t.csv', '--output', 'csv'], {
    cwd,
  })
  expect(csv).toEqual({ code: 0, stdout: 'a,b\n2,"y,z"\n1,x\n', stderr: '' })
  const tsv = await millrace(['sql', 'select a, c, c.d from j order by a', '--table', 'j=j.jsonl', '--output', 'tsv'], {
    cwd,
  })
  expect(tsv.stdout).toBe('a\tc\td\n1.0\t{"d":[1,null]}\t[1,null]\n2.5\tNULL\tNULL\n')
  const log = ['sql', 'select host, bytes from l where status < 400', '--table', 'l=access.log']
  expect((await millrace(log, { cwd })).stdout).toBe('host  bytes\n----  -----\nh1       12\n(1 row)\n\n')
  const using = `create temp view u using csv options (path '${join(cwd, 't.csv')}', header true, inferSchema true); select sum(a) s from u`
  expect((await millrace(['sql', using, '--output', 'csv'], { cwd })).stdout).toBe('s\n3\n')
})

test('a script as jsonl: a line for each statement, going on after errors when told to', async () => {
  const cwd = folder()
  const script = await millrace(['sql', 's.sql', '--output', 'jsonl'], { cwd })
  expect(script.code).toBe(0)
  expect(lines(script.stdout)).toEqual([
    { statement: 'create temp view v as select 1 a', columns: [], rows: [] },
    {
      statement: "select a, ';' b from v",
      columns: [
        { name: 'a', type: 'int' },
        { name: 'b', type: 'string' },
      ],
      rows: [['1', ';']],
    },
  ])
  const failing = 'select nope;\nselect null n'
  const going = await millrace(['sql', failing, '--output', 'jsonl', '--keep-going'], { cwd })
  expect(going.code).toBe(1)
  expect(lines(going.stdout)).toMatchObject([
    { statement: 'select nope', error: { code: 'MILLRACE_ANALYSIS', position: { line: 1, column: 8 } } },
    { rows: [[null]] },
  ])
  const stopping = await millrace(['sql', failing, '--output', 'jsonl'], { cwd })
  expect([stopping.code, lines(stopping.stdout).length]).toEqual([1, 1])
})

test.each([
  ['csv', 'path, header, sep, delimiter, inferSchema'],
  ['weblog', 'path, logFormat'],
])('an option that a table of %s does not have is refused', async (format, known) => {
  const cwd = folder()
  writeFileSync(join(cwd, 'in.txt'), 'x')
  const view = `create temp view v using ${format} options (path 'in.txt', colour 'red')`
  const { code, stderr } = await millrace(['sql', `${view}; select * from v`], { cwd })
  expect(code).toBe(1)
  expect(stderr).toContain(`The option colour of ${format} tables is not known; known are ${known}.`)
})

test('an error on a terminal shows its line and a caret under its place; wrong options are usage errors', async () => {
  const cwd = folder()
  const { code, stderr } = await millrace(['sql', 'select 1;\nselect nope\nfrom range(2)'], { cwd })
  expect(code).toBe(1)
  expect(stderr).toContain('(line 2, column 8)')
  expect(stderr).toContain('\n  select nope\n         ^^^^\n')
  expect((await millrace(['sql', 'select 1', '--table', 'nothing'], { cwd })).code).toBe(2)
  expect((await millrace(['sql'], { cwd })).code).toBe(2)
  const missing = await millrace(['sql', 'select 1', '--table', 't=missing.csv'], { cwd })
  expect(missing).toMatchObject({ code: 1, stdout: '' })
  expect(missing.stderr).toContain('missing.csv')
})

test('directories, compressed logs and standard input are tables; what cannot be read right is refused', async () => {
  const cwd = folder()
  const rows = async (table: string, input?: Uint8Array): Promise<string> => {
    const args = ['sql', 'select count(*) n from t; select count(*) n from t', '--table', `t=${table}`]
    const { stdout, stderr } = await millrace([...args, '--output', 'tsv'], { cwd, input })
    return stdout + stderr
  }
  const log = readFileSync(join(cwd, 'access.log'))
  mkdirSync(join(cwd, 'logs/dt=1995-07-01'), { recursive: true })
  writeFileSync(join(cwd, 'logs/dt=1995-07-01/1.log.gz'), gzipSync(log))
  writeFileSync(join(cwd, 'logs/2.log'), log)
  expect(await rows('logs')).toBe('n\n4\nn\n4\n')
  expect(await rows('-', log)).toBe('n\n2\nn\n2\n')
  mkdirSync(join(cwd, 'csv/part=7'), { recursive: true })
  writeFileSync(join(cwd, 'csv/part=7/1.csv'), 'a,b\n1,x\n')
  writeFileSync(join(cwd, 'csv/2.csv'), 'a,b\n2,y\n')
  const csv = await millrace(['sql', 'select * from t order by a', '--table', 't=csv', '--output', 'csv'], { cwd })
  expect(csv.stdout).toBe('a,b,part\n1,x,7\n2,y,\n')
  writeFileSync(join(cwd, 't.csv.gz'), gzipSync('a,b\n1,x\n'))
  expect(await rows('t.csv.gz')).toContain('t.csv.gz is compressed with gzip: tables of csv are read uncompressed only')
  mkdirSync(join(cwd, 'empty'))
  expect(await rows('empty')).toContain('empty holds no files.')
  writeFileSync(join(cwd, 'notes.txt'), 'one\ntwo\n')
  expect(await rows('notes.txt')).toMatch(
    /^n\n0\nn\n0\nmillrace: None of the 2 lines of the table t is in the format weblog .*\n$/,
  )
  const named = ['--table', 't=notes.txt', '--format', 'auto', '--output', 'csv']
  expect((await millrace(['sql', 'select count(*) n from t', ...named], { cwd })).stderr).toMatch(
    /it is read as weblog\.\nmillrace: None of the 2 lines of the table t is in the format weblog \([^)]*\): [^;]*\.\n$/,
  )
})

test('lines of a log that are in no row are counted on standard error, once a table', async () => {
  const cwd = folder()
  const log = join(cwd, 'access.log')
  writeFileSync(log, `${readFileSync(log)}not a log line\n`)
  const twice = 'select count(*) n from l; select a.host from l a join l b on a.host = b.host where a.status = 404'
  const named = await millrace(['sql', twice, '--table', 'l=access.log', '--output', 'jsonl'], { cwd })
  expect(lines(named.stdout)).toMatchObject([{ rows: [['2']] }, { rows: [['h2']] }])
  expect(named.stderr).toMatch(
    /^millrace: 1 of the 3 lines read of the table l is malformed and in no row: 1 "[^"]+"\.\n$/,
  )
  const view = `create temp view v using common options (path '${log}'); select count(*) n from v; select nope from v`
  const failing = await millrace(['sql', view, '--output', 'csv'], { cwd })
  expect(failing).toMatchObject({ code: 1, stdout: 'n\n2\n' })
  expect(failing.stderr).toContain('millrace: 1 of the 3 lines read of the table v is malformed')
  const unread = await millrace(['sql', 'select 1', '--table', 'l=access.log'], { cwd })
  expect(unread).toMatchObject({ code: 0, stderr: '' })
})

test('a time zone that there is not, and text that is not closed, are said once', async () => {
  const zone = await millrace(['sql', 'select 1', '--time-zone', 'Mars/Olympus'], { cwd: folder() })
  expect(zone).toMatchObject({ code: 2, stdout: '' })
  expect(zone.stderr).toContain('--time-zone: "Mars/Olympus" is no time zone')
  const open = await millrace(['sql', "select 'x"], { cwd: folder() })
  expect(open).toMatchObject({ code: 1, stdout: '' })
  expect(open.stderr.match(/not closed/g)).toHaveLength(1)
})
