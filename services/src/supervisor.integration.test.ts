import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { processStartTime } from './process-identity.ts'
import { createOwnedFolder, launchSupervised, removeOwnedFolder } from './supervisor.ts'
import { describeWithServices } from './testing.ts'

interface Report {
  readonly pid: number
  readonly folder: string
}

const url = (file: string): string => new URL(file, import.meta.url).href
const idle = `{ name: 'idle', command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'], cwd: '/', logFile: '/dev/null' }`

const startIdle = `
  import { createOwnedFolder, launchSupervised } from '${url('./supervisor.ts')}'
  const folder = createOwnedFolder('millrace-test-')
  const { pid } = await launchSupervised(${idle})
  console.log(JSON.stringify({ pid, folder }))`

const startKafka = `
  import { dirname } from 'node:path'
  import { startKafka } from '${url('./kafka.ts')}'
  const cluster = await startKafka()
  const [{ pid, logFile }] = cluster.brokers
  console.log(JSON.stringify({ pid, folder: dirname(dirname(logFile)) }))`

let starter: ChildProcess | undefined
afterEach(() => starter?.kill('SIGKILL'))

/** Runs a program that starts servers, until it reports or ends. */
async function run(program: string): Promise<Report> {
  starter = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  starter.stdout!.setEncoding('utf8')
  const [line] = (await once(starter.stdout!, 'data')) as [string]
  return JSON.parse(line) as Report
}

const gone = ({ pid, folder }: Report): Promise<void> =>
  vi.waitFor(
    () => {
      expect(processStartTime(pid)).toBeUndefined()
      expect(existsSync(folder)).toBe(false)
    },
    { timeout: 30_000, interval: 50 },
  )

describe('supervisor', () => {
  it('kills servers and removes folders when the starter is killed with kill -9', async () => {
    const report = await run(`${startIdle}; setInterval(() => {}, 1000)`)
    expect(processStartTime(report.pid)).toBeDefined()
    expect(existsSync(report.folder)).toBe(true)
    starter!.kill('SIGKILL')
    await gone(report)
  })

  it('lets a program that forgets to stop its server end', async () => {
    const report = await run(startIdle)
    if (starter!.exitCode === null) await once(starter!, 'exit')
    expect(starter!.exitCode).toBe(0)
    await gone(report)
  })

  it('keeps a program alive until the server that it stops is gone', async () => {
    const report = await run(`${startIdle.replace('{ pid }', 'server').replace('{ pid,', '{ pid: server.pid,')}
      server.signal('SIGTERM')
      await server.exited
      process.exitCode = 7`)
    if (starter!.exitCode === null) await once(starter!, 'exit')
    expect(starter!.exitCode).toBe(7)
    await gone(report)
  })

  it('tells how a server ended, and that a command does not exist', async () => {
    const folder = createOwnedFolder('millrace-test-')
    const command = { name: 'ends', command: process.execPath, cwd: folder, logFile: `${folder}/log` }
    const server = await launchSupervised({ ...command, args: ['-e', 'process.exit(3)'] })
    expect(await server.exited).toEqual({ code: 3, signal: null })
    expect(server.exit).toEqual({ code: 3, signal: null })
    const missing = launchSupervised({ ...command, command: `${folder}/no-such-command`, args: [] })
    await expect(missing).rejects.toMatchObject({
      code: 'MILLRACE_SERVICE',
      message: expect.stringContaining('ENOENT'),
    })
    removeOwnedFolder(folder)
    expect(existsSync(folder)).toBe(false)
  })
})

describeWithServices('a Kafka broker', () => {
  it('disappears with its data when the process that started it is killed with kill -9', async () => {
    const report = await run(`${startKafka}; setInterval(() => {}, 1000)`)
    expect(processStartTime(report.pid)).toBeDefined()
    starter!.kill('SIGKILL')
    await gone(report)
  })
})
