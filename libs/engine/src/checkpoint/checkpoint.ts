import { randomUUID } from 'node:crypto'
import { MillraceError } from '@millrace/errors'
import type { FileSystem } from '../connector/file-system.ts'
import type { Offset } from '../connector/source.ts'
import { readQueryId, readStartOffset, startOffsetPath } from './checkpoint-files.ts'
import { CommitLog } from './commit-log.ts'
import { createAtomic } from './create-atomic.ts'
import { compareIdentity, identityPath, type QueryIdentity } from './identity.ts'
import { Lease, type LeaseWatcher } from './lease.ts'
import { OffsetLog } from './offset-log.ts'
import { StateFiles } from './state-files.ts'

const encoder = new TextEncoder()

/**
 * A query's checkpoint directory, in Spark's layout: `metadata` (the query id), `sources/0/0` (where it started), `offsets/N`
 * before a batch, `commits/N` after it, `state/N.delta` or `state/N.snapshot`.
 */
export class Checkpoint {
  readonly queryId: string
  readonly newQuery: boolean
  readonly offsets: OffsetLog
  readonly commits: CommitLog
  readonly state: StateFiles
  readonly #fs: FileSystem
  readonly #path: string
  readonly #lease: Lease
  #initialised: boolean

  private constructor(fs: FileSystem, path: string, queryId: string, newQuery: boolean, lease: Lease, sources: number) {
    this.#fs = fs
    this.#path = path
    this.#lease = lease
    this.queryId = queryId
    this.newQuery = newQuery
    this.#initialised = !newQuery
    this.offsets = new OffsetLog(fs, `${path}/offsets`, sources)
    this.commits = new CommitLog(fs, `${path}/commits`)
    this.state = new StateFiles(fs, `${path}/state`)
  }

  /**
   * Opens or makes the checkpoint and takes its lease.
   * MILLRACE_CHECKPOINT_FENCED: another engine has it. MILLRACE_CHECKPOINT_DAMAGED: logs without metadata, unreadable files.
   * MILLRACE_CHECKPOINT_FOREIGN: it belongs to a query over another source or with other state.
   */
  static async open(
    fs: FileSystem,
    path: string,
    runId: string,
    identity: QueryIdentity,
    sources = 1,
  ): Promise<Checkpoint> {
    const seen = await inspect(fs, path, identity)
    const lease = await Lease.acquire(fs, path, runId)
    try {
      // The holder before may have made the checkpoint since.
      const queryId = seen ?? (await inspect(fs, path, identity))
      return new Checkpoint(fs, path, queryId ?? randomUUID(), queryId === undefined, lease, sources)
    } catch (error) {
      await lease.release({ discard: seen === undefined }).catch(() => {})
      throw error
    }
  }

  /** Makes a new query's checkpoint known, once its sinks have accepted it; nothing for one that exists. */
  async initialise(identity: QueryIdentity): Promise<void> {
    if (!this.newQuery) return
    const file = identityPath(this.#path)
    // A start that died before it wrote the metadata may have left another query's.
    await this.#fs.write(`${file}.tmp`, encoder.encode(JSON.stringify(identity, null, 2)))
    await this.#fs.rename(`${file}.tmp`, file, { overwrite: true })
    const metadata = `${this.#path}/metadata`
    if (!(await createAtomic(this.#fs, metadata, encoder.encode(JSON.stringify({ id: this.queryId })))))
      throw new MillraceError(
        'MILLRACE_CHECKPOINT_FENCED',
        `${this.#fs.display(metadata)} was written by another engine: two engines start on the same checkpoint, and this one stops.`,
      )
    this.#initialised = true
  }

  /**
   * Where the query started, as the first start found it. `initial` finds it out at the first start; without it a missing file is
   * MILLRACE_CHECKPOINT_DAMAGED.
   */
  async startOffset(initial: (() => Promise<Offset>) | undefined): Promise<Offset> {
    const path = startOffsetPath(this.#path)
    const shown = this.#fs.display(path)
    if ((await this.#fs.status(path)) === null) {
      if (initial === undefined)
        throw new MillraceError(
          'MILLRACE_CHECKPOINT_DAMAGED',
          `${shown} is missing, so nobody knows where the first batch starts: the checkpoint is damaged.`,
        )
      await createAtomic(this.#fs, path, encoder.encode(`v1\n${JSON.stringify(await initial())}`))
    }
    return readStartOffset(this.#fs, this.#path)
  }

  /** MILLRACE_CHECKPOINT_FENCED when another engine was seen to have taken over. */
  assertHeld(): void {
    this.#lease.assertHeld()
  }

  /** Tells `watcher` from now on how renewing the lease goes: every 10 seconds, also while there is no data. */
  watchLease(watcher: LeaseWatcher): void {
    this.#lease.watch(watcher)
  }

  /** Removes logs and state that are older than `keep` batches before `committed`; every tenth batch, as a listing costs. */
  async purge(committed: number, keep: number): Promise<void> {
    if (committed < keep || committed % 10 !== 0) return
    await this.offsets.purge(committed - keep)
    await this.commits.purge(committed - keep)
    await this.state.purge(committed - keep)
  }

  close(): Promise<void> {
    return this.#lease.release({ discard: !this.#initialised })
  }
}

/** The id of the query whose checkpoint this is; undefined for a new one. */
async function inspect(fs: FileSystem, path: string, identity: QueryIdentity): Promise<string | undefined> {
  const queryId = await readQueryId(fs, path)
  if (queryId === undefined) await refuseOrphanedLogs(fs, path)
  else await compareIdentity(fs, path, identity)
  return queryId
}

async function refuseOrphanedLogs(fs: FileSystem, path: string): Promise<void> {
  for (const log of ['offsets', 'commits']) {
    if ((await fs.list(`${path}/${log}`)).length === 0) continue
    throw new MillraceError(
      'MILLRACE_CHECKPOINT_DAMAGED',
      `The checkpoint ${fs.display(path)} has ${log} but no file "metadata" with the query's id: restore that file, or start with a new checkpoint and a new table.`,
    )
  }
}
