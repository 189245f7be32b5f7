import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { Report } from '@millrace/analytics'
import { expect, test } from 'vitest'
import { MillraceProcess, millrace, temporaryFolder } from '../testing/millrace-process.ts'

const LINES = [
  'a.example - - [01/Aug/1995:00:00:01 -0400] "GET /one?x=1 HTTP/1.0" 200 10',
  'b.example - - [01/Aug/1995:00:00:02 -0400] "GET /two HTTP/1.0" 404 -',
  'a.example - - [01/Aug/1995:00:00:03 -0400] "GET /two HTTP/1.0" 404 - "-" "agent"',
  'damaged',
]
const LOG = Buffer.from(LINES.join('\n'))

function folderWithLogs(): string {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'access.log'), LOG)
  writeFileSync(join(cwd, 'access.log.gz'), gzipSync(LOG))
  writeFileSync(join(cwd, 'access.log.zst'), zstdCompressSync(LOG))
  return cwd
}

test('one JSON document, the same for a file, its compressed forms and stdin', async () => {
  const cwd = folderWithLogs()
  const plain = await millrace(['report', 'access.log', '--json'], { cwd })
  expect(plain).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(plain.stdout)).toMatchObject({
    lines: 4,
    parsed: 3,
    malformed: 1,
    hosts: [
      { host: 'a.example', count: 2 },
      { host: 'b.example', count: 1 },
    ],
    notFound: { count: 2, distinctEndpoints: 1, endpoints: [{ endpoint: '/two', count: 2 }] },
  })
  const others = await Promise.all([
    millrace(['report', 'access.log.gz', '--json'], { cwd }),
    millrace(['report', '--json', 'access.log.zst'], { cwd }),
    millrace(['report', '-', '--json'], { cwd, input: LOG }),
    millrace(['report', '-', '--json'], { cwd, input: gzipSync(LOG) }),
  ])
  for (const { stdout } of others) expect(stdout).toBe(plain.stdout)
})

test('several files are one log, and worker threads do not change a figure', async () => {
  const cwd = folderWithLogs()
  const files = ['access.log', 'access.log.gz', 'access.log']
  const [inline, threads] = await Promise.all(
    ['0', '2'].map(workers => millrace(['report', ...files, '--json', '--top', '1', '--workers', workers], { cwd })),
  )
  expect(JSON.parse(inline.stdout)).toMatchObject({ lines: 12, hosts: [{ host: 'a.example', count: 6 }] })
  expect(threads).toEqual(inline)
})

test('a directory or a glob is all of its files', async () => {
  const cwd = folderWithLogs()
  mkdirSync(join(cwd, 'logs/old'), { recursive: true })
  writeFileSync(join(cwd, 'logs/access.log'), LOG)
  writeFileSync(join(cwd, 'logs/old/access.log.1.gz'), gzipSync(LOG))
  writeFileSync(join(cwd, 'logs/.hidden'), LOG)
  const [folder, glob, both] = await Promise.all(
    [['logs'], ['access.log*'], ['logs/**/*.gz', 'access.log']].map(files =>
      millrace(['report', ...files, '--json'], { cwd }),
    ),
  )
  expect(JSON.parse(folder.stdout)).toMatchObject({ lines: 8, parsed: 6 })
  expect(JSON.parse(glob.stdout)).toMatchObject({ lines: 12, parsed: 9 })
  expect(both.stdout).toBe(folder.stdout)
})

test('without --json the analyses are a page; what a log holds does not reach the terminal', async () => {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'x.log'), 'h\u001b[31m - - [01/Aug/1995:00:00:01 -0400] "GET /\u0007 HTTP/1.0" 200 10\n')
  const { code, stdout } = await millrace(['report', 'x.log'], { cwd })
  expect(code).toBe(0)
  expect(stdout).toMatch(/ Frequent hosts .*\n.*\n Host +Requests .*\n h\\x1b\[31m +1 /)
  expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
})

test('the name of a file does not reach the terminal either', async () => {
  const cwd = temporaryFolder()
  const name = 'a\u001b[31m\u202e.log'
  writeFileSync(join(cwd, name), 'no log\n')
  for (const args of [[], ['--json'], ['--format', 'auto']]) {
    const { stdout, stderr } = await millrace(['report', name, ...args], { cwd })
    expect(stderr).toContain('a\\x1b[31m\\u{202e}.log')
    expect((stdout + stderr).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  }
})

test('an empty file has the empty report', async () => {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'empty.log'), '')
  const { code, stdout, stderr } = await millrace(['report', 'empty.log', '--json'], { cwd })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const report = JSON.parse(stdout) as Report
  expect(report).toMatchObject({ lines: 0, contentSize: { count: 0, mean: null }, status: [] })
  expect(report.notFound.hourly).toHaveLength(24)
})

test('input that is no web log has its report, and a warning', async () => {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'table.csv'), 'id,name\n1, a\n2,b\n')
  writeFileSync(join(cwd, 'one.json'), '{"a":1}\n')
  const weblog = 'in the format weblog (NCSA common or combined)'
  const csv = await millrace(['report', 'table.csv', '--json'], { cwd })
  expect(csv.code).toBe(0)
  expect(csv.stderr).toBe(
    `millrace: None of the 3 lines of ${cwd}/table.csv is ${weblog}: most are malformed because of "host"; --format auto looks for the format.\n`,
  )
  expect(JSON.parse(csv.stdout)).toMatchObject({ lines: 3, parsed: 0, malformedReasons: { host: 2, ident: 1 } })
  const one = await millrace(['report', '-', '--format', 'common'], { cwd, input: Buffer.from('{"a":1}\n') })
  expect(one).toMatchObject({
    code: 0,
    stderr:
      'millrace: The one line of standard input is not in the format common (NCSA): it is malformed because of "host"; --format auto looks for the format.\n',
  })
  expect(one.stdout).not.toContain('(none)')
  const several = await millrace(['report', 'one.json', 'one.json'], { cwd })
  expect(several.stderr).toBe(
    `millrace: None of the 2 lines of 2 inputs is ${weblog}: all are malformed because of "host"; --format auto looks for the format.\n`,
  )
})

test('a format that does not fit makes malformed lines, not an error', async () => {
  const cwd = folderWithLogs()
  const { code, stdout } = await millrace(['report', 'access.log', '--json', '--format', 'combined'], { cwd })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ lines: 4 })
})

const many = (args: readonly string[], cwd: string) => millrace(['report', 'access.log', '--json', ...args], { cwd })

test('filters apply to every figure; malformed lines are counted whatever they are', async () => {
  const cwd = folderWithLogs()
  const found = { lines: 4, malformed: 1, parsed: 1, filteredOut: 2, hosts: [{ host: 'b.example', count: 1 }] }
  const filters = [
    ['--where', "status = 404 and host like 'b%'"],
    ['--from', '1995-08-01T04:00:02Z', '--to', '1995-08-01T00:00:03'],
  ]
  for (const args of filters) expect(JSON.parse((await many(args, cwd)).stdout)).toMatchObject(found)
  expect(JSON.parse((await many(['--to', '1995-08-01'], cwd)).stdout)).toMatchObject({ parsed: 3, malformed: 1 })
})

test('what is wrong with a condition is shown at its place', async () => {
  const cwd = folderWithLogs()
  const { code, stdout, stderr } = await many(['--where', "status = 404 and hst = 'b'"], cwd)
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^millrace: MILLRACE_ANALYSIS: \[UNRESOLVED_COLUMN.*`hst`.*\(line 1, column 18\)\n/)
  expect(stderr).toContain("\n  status = 404 and hst = 'b'\n                   ^^^\n")
})

test('a filter that leaves nothing is no reason for a warning', async () => {
  const cwd = folderWithLogs()
  const { code, stdout, stderr } = await many(['--where', 'status = 999'], cwd)
  expect([code, stderr]).toEqual([0, ''])
  expect(JSON.parse(stdout)).toMatchObject({ lines: 4, parsed: 0, filteredOut: 3, malformed: 1 })
})

test('what a log holds reaches no terminal through JSON or CSV', async () => {
  const cwd = temporaryFolder()
  const agent = '\u001b]0;x\u0007\u202e\u009b2J\ufeff'
  const line = Buffer.concat([Buffer.from(`h - - [01/Aug/1995:00:00:01 -0400] "GET /a`), Buffer.from([0xff, 0x80])])
  writeFileSync(join(cwd, 'x.log'), Buffer.concat([line, Buffer.from(` HTTP/1.0" 200 10 "http://x" "${agent}"\n`)]))
  const [json, csv] = await Promise.all([
    millrace(['report', 'x.log', '--json', '--panels', 'all'], { cwd }),
    millrace(['report', 'x.log', '--csv', 'out'], { cwd }),
  ])
  expect([json.code, csv.code]).toEqual([0, 0])
  expect(json.stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  const { userAgents, endpoints } = JSON.parse(json.stdout)
  expect([userAgents[0].name, endpoints[0].endpoint]).toEqual([agent, '/a\\xff\\x80'])
  const file = readFileSync(join(cwd, 'out/userAgents.csv'), 'utf8')
  expect(file).toContain('"\\x1b]0;x\\x07\\u{202e}\\x9b2J\\u{feff}",1,1,1\r\n')
  expect(readFileSync(join(cwd, 'out/endpoints.csv'), 'utf8')).toBe('endpoint,count\r\n/a\\xff\\x80,1\r\n')
})

test('panels as keys of their own, the others as before', async () => {
  const cwd = folderWithLogs()
  const [main, all] = await Promise.all([many([], cwd), many(['--panels', 'all'], cwd)])
  const { totals, daily, ...more } = JSON.parse(all.stdout)
  expect(more).toMatchObject(JSON.parse(main.stdout))
  expect(totals).toEqual({ from: '1995-08-01 00:00:01', to: '1995-08-01 00:00:03', bytes: 10, visitors: 3 })
  expect(daily).toEqual([{ day: '1995-08-01', requests: 3, visitors: 3, bytes: 10 }])
})

test('a CSV file a panel, whole or not at all', async () => {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'access.log'), LINES.join('\n').replaceAll('a.example', '=HYPERLINK("x")'))
  mkdirSync(join(cwd, 'figures'))
  writeFileSync(join(cwd, 'figures/hosts.csv'), 'old')
  const { code, stdout, stderr } = await millrace(['report', 'access.log', '--csv', 'figures'], { cwd })
  expect([code, stdout, stderr]).toEqual([0, '', ''])
  const names = readdirSync(join(cwd, 'figures'))
  expect(names).toEqual(expect.arrayContaining(['daily.csv', 'hosts.csv', 'malformedReasons.csv', 'userAgents.csv']))
  expect(names.filter(name => !/^\w+\.csv$/.test(name))).toEqual([])
  const hosts = readFileSync(join(cwd, 'figures/hosts.csv'), 'utf8')
  expect(hosts).toBe('host,count\r\n"\'=HYPERLINK(""x"")",2\r\nb.example,1\r\n')
  mkdirSync(join(cwd, 'taken/daily.csv'), { recursive: true })
  const taken = await millrace(['report', 'access.log', '--csv', 'taken'], { cwd })
  expect(taken).toMatchObject({ code: 1, stdout: '' })
  expect(taken.stderr).toContain('taken/daily.csv cannot be written')
  expect(readdirSync(join(cwd, 'taken')).filter(name => name.includes('inprogress'))).toEqual([])
  const file = await millrace(['report', 'access.log', '--csv', 'access.log/x'], { cwd })
  expect(file).toMatchObject({ code: 1, stdout: '' })
})

test.each([
  [['report'], 2, 'millrace: No file was given; expected a path (or several).'],
  [['report', 'access.log', '--jsn'], 2, 'millrace: Unknown option --jsn; did you mean --json?'],
  [['report', 'access.log', '--top', '0'], 2, 'millrace: --top: "0" is not'],
  [['report', 'access.log', '--from', 'noon'], 2, 'millrace: --from: "noon" is not a day such as 2015-05-17'],
  [['report', 'access.log', '--to', '2015-02-30'], 2, 'millrace: --to: "2015-02-30" is not a day'],
  [['report', 'access.log', '--format', 'iss'], 2, 'millrace: Unknown log format "iss"; expected one of weblog'],
  [['report', '-', '-'], 2, 'millrace: Standard input was given twice'],
  [['report', 'absent.log', '--json'], 1, 'absent.log does not exist.'],
  [['report', 'folder', '--json'], 1, 'folder holds no files.'],
  [['report', 'no*.log'], 1, 'no*.log.'],
  [['report', 'cut.gz', '--json'], 1, 'cut.gz is cut short.'],
  [['report', 'cut.gz', '--json', '--workers', '2'], 1, 'cut.gz is cut short.'],
  [['report', 'noise.zst', '--json'], 1, 'noise.zst is damaged'],
  [['report', 'log.xz', '--json'], 1, 'log.xz is compressed with xz, which is not read; pipe it through xzcat into -.'],
])('%s is one sentence and exit code %i', async (args, code, sentence) => {
  const cwd = folderWithLogs()
  writeFileSync(join(cwd, 'cut.gz'), gzipSync(LOG).subarray(0, -12))
  writeFileSync(join(cwd, 'noise.zst'), Buffer.concat([zstdCompressSync(LOG).subarray(0, 8), Buffer.alloc(200, 0xff)]))
  writeFileSync(join(cwd, 'log.xz'), Buffer.from('fd377a585a000004e6d6b446', 'hex'))
  mkdirSync(join(cwd, 'folder'))
  const result = await millrace(args, { cwd })
  expect(result).toMatchObject({ code, stdout: '' })
  expect(result.stderr).toContain(sentence)
  expect(result.stderr.trimEnd().split('\n')).toHaveLength(1)
})

test('whoever reads the output may go away', async () => {
  const run = new MillraceProcess(['report', '-', '--json', '--top', '100000'], {
    cwd: temporaryFolder(),
    input: Buffer.from(Array.from({ length: 20_000 }, (_, i) => LINES[0].replace('a.example', `host-${i}`)).join('\n')),
  })
  run.child.stdout?.destroy()
  expect(await run.exited).toBe(0)
  expect(run.stderr).toBe('')
})
