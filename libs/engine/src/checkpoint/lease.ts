import { randomUUID } from 'node:crypto'
import { asMillraceError, MillraceError } from '@millrace/errors'
import type { FileStatus, FileSystem } from '../connector/file-system.ts'
import { createAtomic } from './create-atomic.ts'
import {
  type Holder,
  heldHere,
  isOnThisMachine,
  isSameThread,
  parseHolder,
  processIsGone,
  thisHolder,
} from './lease-holder.ts'

const encoder = new TextEncoder()

/** How long a holder on another machine that no longer renews its lease is still believed in, in milliseconds. */
const EXPIRY = 60_000
const RENEWAL = 10_000
/** Lost races for an epoch, one after another, before a contender gives up. */
const ATTEMPTS = 5

/** Learns how renewing the lease goes. */
export interface LeaseWatcher {
  failed(error: MillraceError): void
  recovered(): void
}

/**
 * Says which engine works on a checkpoint: `lease/<epoch>`, the highest epoch holds. A holder that has released it, whose process
 * is gone from this machine, or that has not renewed from another machine for a minute, is succeeded by creating the next
 * epoch, which only one contender can do. The offset and commit logs fence what slips through.
 */
export class Lease {
  readonly #fs: FileSystem
  readonly #directory: string
  readonly #epoch: number
  readonly #holder: Holder
  readonly #timer: NodeJS.Timeout
  #renewing: Promise<void> = Promise.resolve()
  /** Renewals that were begun and have not ended. */
  #unfinished = 0
  #watcher: LeaseWatcher | undefined
  #lost = false

  private constructor(fs: FileSystem, directory: string, epoch: number, holder: Holder) {
    this.#fs = fs
    this.#directory = directory
    this.#epoch = epoch
    this.#holder = holder
    this.#timer = setInterval(() => this.#renewUnlessSlow(), RENEWAL)
    this.#timer.unref()
  }

  /** MILLRACE_CHECKPOINT_FENCED when another engine holds it. */
  static async acquire(fs: FileSystem, checkpoint: string, runId: string): Promise<Lease> {
    const directory = `${checkpoint}/lease`
    const me = thisHolder(runId)
    let rival: Rival | undefined
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const last = (await epochs(fs, directory)).at(-1)
      rival = last && (await livingRival(fs, directory, last))
      if (rival !== undefined) break
      const epoch = last === undefined ? 0 : Number(last.name) + 1
      heldHere.add(runId)
      try {
        if (await claim(fs, directory, epoch, me)) return new Lease(fs, directory, epoch, me)
      } catch (error) {
        heldHere.delete(runId)
        throw error
      }
      heldHere.delete(runId)
    }
    const who = rival === undefined ? 'another engine' : `process ${rival.holder.pid} on ${rival.holder.host}`
    const free =
      rival?.expiresInMs === undefined
        ? ''
        : ` If that one no longer runs, the checkpoint is free in ${Math.ceil(rival.expiresInMs / 1000)} s.`
    throw new MillraceError(
      'MILLRACE_CHECKPOINT_FENCED',
      `The checkpoint ${fs.display(checkpoint)} is in use by ${who}: stop that one first, or give this one a checkpoint of its own.${free}`,
    )
  }

  /** MILLRACE_CHECKPOINT_FENCED when another engine was seen to have taken over. */
  assertHeld(): void {
    if (!this.#lost) return
    throw new MillraceError(
      'MILLRACE_CHECKPOINT_FENCED',
      `The lease ${this.#fs.display(this.#path())} was taken over or removed: another engine may work on the same checkpoint, and this one stops.`,
    )
  }

  /** From now on `watcher` hears of every renewal. */
  watch(watcher: LeaseWatcher): void {
    this.#watcher = watcher
  }

  /** Tells engines on other machines that this one is alive; done every 10 seconds. */
  renew(): Promise<void> {
    this.#unfinished++
    const renewal = this.#renewing.then(() => this.#renewNow()).finally(() => this.#unfinished--)
    this.#renewing = renewal
    return renewal
  }

  /**
   * Lets the next engine start at once. The epoch stays taken: numbers that came back could be created by a contender with an
   * old view of the directory. `discard`: nothing of the checkpoint came into being, so nothing of it stays.
   */
  async release({ discard = false } = {}): Promise<void> {
    clearInterval(this.#timer)
    heldHere.delete(this.#holder.runId)
    await this.#renewing
    if (this.#lost) return
    if (!discard || this.#epoch > 0) return this.#write({ ...this.#holder, released: true })
    await this.#fs.delete(this.#path())
    await this.#fs.delete(this.#directory).catch(() => false)
    await this.#fs.delete(this.#directory.slice(0, this.#directory.lastIndexOf('/'))).catch(() => false)
  }

  #renewUnlessSlow(): void {
    if (this.#unfinished === 0) return void this.renew()
    const shown = this.#fs.display(this.#path())
    this.#watcher?.failed(
      new MillraceError('MILLRACE_FILE_SYSTEM', `The lease ${shown} could not be renewed within ${RENEWAL / 1000} s.`),
    )
  }

  async #renewNow(): Promise<void> {
    if (!this.#isMine()) return
    try {
      this.#lost = Number((await epochs(this.#fs, this.#directory)).at(-1)?.name) !== this.#epoch
      if (!this.#lost) await this.#write(this.#holder)
      this.#watcher?.recovered()
    } catch (error) {
      // An unreachable file system also keeps others from taking the lease.
      if (this.#isMine()) this.#watcher?.failed(asMillraceError(error))
    }
  }

  /** False once it was released. */
  #isMine(): boolean {
    return heldHere.has(this.#holder.runId)
  }

  async #write(holder: Holder): Promise<void> {
    const next = `${this.#directory}/.${this.#epoch}.renewed`
    await this.#fs.write(next, encoder.encode(JSON.stringify(holder)))
    await this.#fs.rename(next, this.#path(), { overwrite: true })
  }

  #path(): string {
    return `${this.#directory}/${this.#epoch}`
  }
}

/** True when this contender has the epoch and no later one exists. */
async function claim(fs: FileSystem, directory: string, epoch: number, me: Holder): Promise<boolean> {
  const path = `${directory}/${epoch}`
  if (!(await createAtomic(fs, path, encoder.encode(JSON.stringify(me))))) return false
  const all = await epochs(fs, directory)
  // Behind a slow look at the directory others may have come and gone, and the epoch been free again.
  if (Number(all.at(-1)?.name) !== epoch) {
    await fs.delete(path)
    return false
  }
  for (const old of all) if (old.path !== all.at(-1)?.path) await fs.delete(old.path).catch(() => false)
  return true
}

async function epochs(fs: FileSystem, directory: string): Promise<FileStatus[]> {
  const files = await fs.list(directory)
  return files.filter(f => /^\d+$/.test(f.name)).sort((a, b) => Number(a.name) - Number(b.name))
}

/** Undefined when the file has gone meanwhile, or names nobody. */
async function readHolder(fs: FileSystem, path: string): Promise<Holder | undefined> {
  try {
    return parseHolder(await fs.read(path))
  } catch (error) {
    if (error instanceof MillraceError && error.code === 'MILLRACE_FILE_MISSING') return undefined
    throw error
  }
}

interface Rival {
  readonly holder: Holder
  /** For one on another machine: how long it is believed in if it says nothing more. */
  readonly expiresInMs?: number
}

/** Who holds an epoch; undefined when it may be succeeded. */
async function livingRival(fs: FileSystem, directory: string, file: FileStatus): Promise<Rival | undefined> {
  const holder = await readHolder(fs, file.path)
  if (holder === undefined || holder.released) return undefined
  if (isOnThisMachine(holder)) {
    const alive = isSameThread(holder) ? heldHere.has(holder.runId) : !processIsGone(holder)
    return alive ? { holder } : undefined
  }
  const expiresInMs = file.modified + EXPIRY - (await timeOf(fs, directory))
  return expiresInMs > 0 ? { holder, expiresInMs } : undefined
}

/** The time as the file system sees it, so that clocks that differ do not matter. */
async function timeOf(fs: FileSystem, directory: string): Promise<number> {
  const probe = `${directory}/.${randomUUID()}.probe`
  try {
    await fs.write(probe, new Uint8Array(0))
    return (await fs.status(probe))?.modified ?? Date.now()
  } finally {
    await fs.delete(probe).catch(() => false)
  }
}
