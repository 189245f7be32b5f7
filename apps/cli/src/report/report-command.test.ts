import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { Report } from '@millrace/analytics'
import { expect, test } from 'vitest'
import { MillraceProcess, millrace, temporaryFolder } from '../testing/millrace-process.ts'
import { folderWithLogs, LINES, LOG } from './testing/log-folder.ts'

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

test('a detected format that reads none of the lines is named', async () => {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'table.csv'), 'id,name\n1, a\n2,b\n')
  for (const args of [[], ['--json']]) {
    const { stderr } = await millrace(['report', 'table.csv', '--format', 'auto', ...args], { cwd })
    expect(stderr).toBe(
      'millrace: No format reads the first lines of table.csv; it is read as weblog.\n' +
        `millrace: None of the 3 lines of ${cwd}/table.csv is in the format weblog (NCSA common or combined): most are malformed because of "host".\n`,
    )
  }
})

test('a format that does not fit makes malformed lines, not an error', async () => {
  const cwd = folderWithLogs()
  const { code, stdout } = await millrace(['report', 'access.log', '--json', '--format', 'combined'], { cwd })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ lines: 4 })
})

test.each([
  [['report'], 2, 'millrace: No file was given; expected a path (or several).'],
  [['report', 'access.log', '--jsn'], 2, 'millrace: Unknown option --jsn; did you mean --json?'],
  [['report', 'access.log', '--top', '0'], 2, 'millrace: --top: "0" is not'],
  [['report', 'access.log', '--from', 'noon'], 2, 'millrace: --from: "noon" is not a day such as 2015-05-17'],
  [
    ['report', 'access.log', '--from', '2015-05-18', '--to', '2015-05-17'],
    2,
    'millrace: --from 2015-05-18 is not before --to 2015-05-17',
  ],
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

test('a log is not replaced by its report', async () => {
  const cwd = folderWithLogs()
  for (const input of ['access.log', '.']) {
    const { code, stderr } = await millrace(['report', input, '--html', 'access.log'], { cwd })
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('it is one of the files that are read'),
    })
  }
  expect(readFileSync(join(cwd, 'access.log'))).toEqual(LOG)
})
