import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { millrace, temporaryFolder } from '../testing/millrace-process.ts'
import { folderWithLogs, LINES } from './testing/log-folder.ts'

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
