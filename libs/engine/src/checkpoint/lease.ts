import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { MillraceError } from '@millrace/errors'
import type { FileSystem } from '../connector/file-system.ts'
import { createAtomic } from './create-atomic.ts'

const decoder = new TextDecoder()
const encoder = new TextEncoder()

interface Holder {
  readonly runId: string
  readonly host: string
  readonly pid: number
  /** Start time of the process in clock ticks, where the system tells it, so that a reused pid is not taken for it. */
  readonly started: string | null
}

/** How long a holder on another machine that no longer renews its lease is still believed in, in milliseconds. */
const EXPIRY = 60_000
const RENEWAL = 10_000

/**
 * Says which engine works on a checkpoint: `lease/<epoch>`, the highest epoch holds. A holder whose process is gone from this
 * machine, or that has not renewed from another machine for a minute, is succeeded by creating the next epoch, which only
 * one contender can do. The offset and commit logs fence what slips through.
 */
export class Lease {
  readonly #fs: FileSystem
  readonly #path: string
  readonly #content: Uint8Array
  readonly #timer: NodeJS.Timeout

  private constructor(fs: FileSystem, path: string, content: Uint8Array) {
    this.#fs = fs
    this.#path = path
    this.#content = content
    this.#timer = setInterval(() => void this.#renew(), RENEWAL)
    this.#timer.unref()
  }

  static async acquire(fs: FileSystem, checkpoint: string, runId: string): Promise<Lease> {
    const directory = `${checkpoint}/lease`
    const epochs = (await fs.list(directory))
      .filter(f => /^\d+$/.test(f.name))
      .sort((a, b) => Number(a.name) - Number(b.name))
    const last = epochs.at(-1)
    if (last !== undefined) {
      const holder = parse(await fs.read(last.path))
      if (holder !== undefined && isAlive(holder, last.modified)) throw held(fs, checkpoint, holder)
    }
    const me: Holder = { runId, host: hostname(), pid: process.pid, started: startTime(process.pid) }
    const content = encoder.encode(JSON.stringify(me))
    const path = `${directory}/${last === undefined ? 0 : Number(last.name) + 1}`
    if (!(await createAtomic(fs, path, content))) throw held(fs, checkpoint, parse(await fs.read(path)))
    for (const old of epochs) await fs.delete(old.path)
    return new Lease(fs, path, content)
  }

  /** Lets the next engine start at once. */
  async release(): Promise<void> {
    clearInterval(this.#timer)
    await this.#fs.delete(this.#path)
  }

  async #renew(): Promise<void> {
    const next = `${this.#path}.renewed`
    try {
      if ((await this.#fs.status(this.#path)) === null) return
      await this.#fs.write(next, this.#content)
      await this.#fs.rename(next, this.#path, { overwrite: true })
    } catch {
      // An unreachable file system also keeps others from taking the lease; the batch itself reports it.
    }
  }
}

function held(fs: FileSystem, checkpoint: string, holder: Holder | undefined): MillraceError {
  const who = holder === undefined ? 'another engine' : `process ${holder.pid} on ${holder.host}`
  return new MillraceError(
    'MILLRACE_CHECKPOINT_FENCED',
    `The checkpoint ${fs.display(checkpoint)} is in use by ${who}: stop that one first, or give this one a checkpoint of its own.`,
  )
}

function parse(bytes: Uint8Array): Holder | undefined {
  try {
    return JSON.parse(decoder.decode(bytes)) as Holder
  } catch {
    return undefined
  }
}

function isAlive(holder: Holder, renewed: number): boolean {
  if (holder.host !== hostname()) return Date.now() - renewed < EXPIRY
  if (holder.pid === process.pid) return holder.started === startTime(process.pid)
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const started = startTime(holder.pid)
  return started === null || holder.started === null || started === holder.started
}

/** Field 22 of /proc/PID/stat; null where there is no /proc. A zombie counts as gone. */
function startTime(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ')
    return fields[0] === 'Z' ? 'gone' : fields[19]
  } catch {
    return null
  }
}
