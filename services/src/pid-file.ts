import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { processStartTime } from './process-identity.ts'
import type { ProcessExit, ServerProcess } from './server-process.ts'

/** What is remembered of a server that outlives the command that started it. */
export interface PidRecord {
  readonly pid: number
  /** See {@link processStartTime}: a reused pid is never taken for the server. */
  readonly startTime: string
  /** `host:port` or URL. */
  readonly address: string
}

export function writePidFile(path: string, record: PidRecord): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(record)}\n`)
  renameSync(`${path}.new`, path)
}

/** The recorded server, when that very process still runs. */
export function runningRecord(path: string): PidRecord | undefined {
  let record: Partial<PidRecord>
  try {
    record = JSON.parse(readFileSync(path, 'utf8')) as Partial<PidRecord>
  } catch {
    return undefined
  }
  const { pid, startTime, address = '' } = record
  if (typeof pid !== 'number' || typeof startTime !== 'string') return undefined
  return processStartTime(pid) === startTime ? { pid, startTime, address } : undefined
}

export const removePidFile = (path: string): void => rmSync(path, { force: true })

/** A process known by its record: whether it runs is looked up each time. */
export class RecordedProcess implements ServerProcess {
  readonly pid: number
  readonly #startTime: string

  constructor({ pid, startTime }: PidRecord) {
    this.pid = pid
    this.#startTime = startTime
  }

  get exit(): ProcessExit | undefined {
    return processStartTime(this.pid) === this.#startTime ? undefined : { code: null, signal: null }
  }

  get exited(): Promise<ProcessExit> {
    return this.#poll()
  }

  signal(signal: NodeJS.Signals): void {
    if (this.exit !== undefined) return
    try {
      process.kill(this.pid, signal)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }

  async #poll(): Promise<ProcessExit> {
    for (;;) {
      const exit = this.exit
      if (exit !== undefined) return exit
      await delay(50)
    }
  }
}
