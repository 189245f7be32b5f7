import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { MillraceProcess, millrace, temporaryFolder, until } from '../testing/millrace-process.ts'

const line = (i: number): string =>
  `host-${i % 7} - - [01/Aug/1995:00:00:${String(i % 60).padStart(2, '0')} -0400] "GET /${i} HTTP/1.0" 200 10\n`
const linesOf = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => line(from + i)).join('')

function folderWithLog(lines: number): string {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'access.log'), linesOf(0, lines))
  return cwd
}

const parquetFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.parquet'))

/** Processes of Linux whose parent is `pid`. */
function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
}

/** A zombie has ended. */
function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}

const summaryOf = (lines: number): RegExp =>
  new RegExp(`\\b${lines} +${lines} +0 +7 .*\\n.*Lines +Requests +Malformed lines +Hosts`)

test('--once takes everything, prints the analyses, writes where the caller stands, and goes on the next time', async () => {
  const cwd = folderWithLog(100)
  const first = await millrace(['start', '--once', '--file', 'access.log'], { cwd })
  expect(first.code, first.stderr).toBe(0)
  expect(first.stdout).toMatch(summaryOf(100))
  expect(first.stderr).toContain('100 lines')
  const table = join(cwd, 'data/warehouse/logs')
  expect(parquetFiles(table).every(name => name.startsWith('dt=1995-08-01/'))).toBe(true)
  expect(parquetFiles(`${table}.analyses`)).toContain('hosts.parquet')

  writeFileSync(join(cwd, 'access.log'), linesOf(0, 150))
  const second = await millrace(['start', '--once', '--file', 'access.log'], { cwd })
  expect(second.code, second.stderr).toBe(0)
  expect(second.stdout).toMatch(summaryOf(150))
})

test('SIGTERM ends both apps with 0; starting again continues', async () => {
  const cwd = folderWithLog(100)
  const args = ['start', '--file', 'access.log', '--rate', '0', '--trigger', '200ms', '--port', '0']
  const first = new MillraceProcess(args, { cwd })
  await first.says('Missing values')
  await first.says('millrace | all lines are sent; the analyzer goes on until Ctrl-C\n')
  expect(first.stdout).toMatch(summaryOf(100))
  expect(first.stdout).not.toMatch(/ \n/)
  first.child.kill('SIGTERM')
  expect(await first.exited, first.stderr).toBe(0)
  expect(first.stderr).toContain('analyzer | ')
  const second = new MillraceProcess(args, { cwd })
  await second.says('going on after batch')
  await second.says('Missing values')
  expect(second.stdout).toMatch(summaryOf(100))
  second.child.kill('SIGINT')
  expect(await second.exited, second.stderr).toBe(0)
})

test.skipIf(!existsSync('/proc/self/stat'))(
  'the apps end when the launcher is killed with -9 (needs /proc)',
  async () => {
    const cwd = folderWithLog(100)
    const run = new MillraceProcess(
      ['start', '--file', 'access.log', '--rate', '5', '--trigger', '1s', '--port', '0'],
      {
        cwd,
      },
    )
    await run.says('figures at')
    const children = childrenOf(run.child.pid as number)
    expect(children).toHaveLength(2)
    run.child.kill('SIGKILL')
    await until(() => !children.some(isAlive), 'both apps have ended')
  },
)

test('one app that fails ends the other one, with its exit code', async () => {
  const cwd = folderWithLog(100)
  const args = ['--file', 'access.log', '--rate', '5', '--table', 'hdfs://namenode:8020/logs']
  const { code, stderr } = await millrace(['start', ...args], { cwd })
  expect(code).toBe(2)
  expect(stderr).toContain('analyzer | The table hdfs://namenode:8020/logs cannot be used')
})

test('a port that is taken is said before anything is started', async () => {
  const cwd = folderWithLog(100)
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const { code, stderr } = await millrace(['start', '--file', 'access.log', '--port', String(port)], { cwd })
  expect(code).toBe(2)
  const sentence = `--port ${port}: cannot listen on 127.0.0.1:${port}, it is in use; expected a free port, or 0 to take one.`
  expect(stderr).toBe(`millrace: ${sentence}\n`)
  expect(readdirSync(cwd)).toEqual(['access.log'])
})

test.each([
  [['start', '--help'], 0, ''],
  [['start', '--onse'], 2, 'Unknown option --onse; did you mean --once?'],
  [['start', '--once', 'absent.log'], 1, 'absent.log does not exist'],
  [['start', '--once', '--file', 'absent.log'], 1, 'absent.log does not exist'],
])('millrace %s ends with %i', async (args, code, sentence) => {
  const cwd = temporaryFolder()
  const result = await millrace(args, { cwd })
  expect(result.code).toBe(code)
  expect(result.stderr).toContain(sentence)
  expect(result.stderr).not.toContain('ingest:')
  expect(existsSync(join(cwd, 'data/warehouse'))).toBe(false)
})
