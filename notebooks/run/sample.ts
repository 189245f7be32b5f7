import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { MillraceError } from '@millrace/errors'
import { MADE, ROOT } from './folders.ts'
import { startRelay } from './relay.ts'
import { run } from './run.ts'

const ANALYZER = join(ROOT, 'apps', 'analyzer', 'src', 'main.ts')
const INGEST = join(ROOT, 'apps', 'ingest', 'src', 'main.ts')

/** An analyzer of ours, reading what an ingest of ours sends. */
export interface Sample {
  readonly table: string
  /** Its HTTP API. The lines begin to come with the first look at it. */
  readonly analyzer: string
  /** Waits until every line is in the table, and ends. */
  finish(): Promise<void>
  stop(): Promise<void>
}

export interface SampleOptions {
  /** Of the folder of its files, emptied first. */
  readonly name: string
  readonly logs: readonly string[]
  /** Lines a second, so that there is something to watch; as fast as it goes without. */
  readonly rate?: number
}

/** Starts an analyzer over an empty journal and an empty table, and makes ready to ingest. */
export async function startSample({ name, logs, rate }: SampleOptions): Promise<Sample> {
  const folder = join(MADE, 'sample', name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const journal = ['--journal', join(folder, 'journal.sqlite')]
  const table = join(folder, 'logs')
  const writing = [ANALYZER, ...journal, '--table', table, '--top', '20']
  const analyzer = startApp([...writing, '--trigger', '1s', '--port', '0'])
  const sending = [INGEST, ...logs, ...journal, ...(rate === undefined ? [] : ['--rate', String(rate)])]
  let ingest: ChildProcess | undefined
  let said = ''
  const begin = (): ChildProcess => {
    if (ingest !== undefined) return ingest
    ingest = startApp(sending)
    ingest.stderr?.setEncoding('utf8').on('data', text => (said = text))
    return ingest
  }
  const relay = await startRelay(await listening(analyzer), begin)
  const stop = async (): Promise<void> => {
    await Promise.all([relay.close(), end(analyzer), ingest === undefined ? null : end(ingest)])
  }
  return {
    table,
    analyzer: relay.url,
    async finish() {
      const code = await ended(begin())
      await stop()
      if (code !== 0) throw new MillraceError('MILLRACE_SERVICE', `The sample has not all its lines: ${said.trim()}`)
      await run(process.execPath, [...writing, '--once'], { env: APP_ENV, silent: true })
    },
    stop,
  }
}

/** They end when this process is gone, and take nothing from the settings of other analyzers. */
const APP_ENV = {
  MILLRACE_LOG: 'pretty',
  MILLRACE_WATCH_PARENT: '1',
  KAFKA_BROKERS: '',
  MILLRACE_CHECKPOINT: '',
  MILLRACE_TRIGGER: '',
}

const startApp = (args: readonly string[]): ChildProcess =>
  spawn(process.execPath, args, { env: { ...process.env, ...APP_ENV }, stdio: ['ignore', 'ignore', 'pipe'] })

/** The address that the analyzer says, or what it says instead. */
async function listening(analyzer: ChildProcess): Promise<string> {
  const said: string[] = []
  if (analyzer.stderr !== null)
    for await (const line of createInterface({ input: analyzer.stderr })) {
      const url = /figures at (http:\/\/[^/]+)/.exec(line)?.[1]
      if (url === undefined) said.push(line)
      else {
        analyzer.stderr.resume()
        return url
      }
    }
  throw new MillraceError('MILLRACE_SERVICE', `The sample analyzer did not start: ${said.join(' ')}`)
}

const ended = (app: ChildProcess): Promise<number | null> =>
  app.exitCode !== null || app.signalCode !== null
    ? Promise.resolve(app.exitCode)
    : once(app, 'close').then(([code]) => code as number | null)

async function end(app: ChildProcess): Promise<void> {
  app.kill('SIGTERM')
  const kill = setTimeout(() => app.kill('SIGKILL'), 10_000)
  await ended(app)
  clearTimeout(kill)
}
