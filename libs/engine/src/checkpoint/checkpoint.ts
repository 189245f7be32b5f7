import { randomUUID } from 'node:crypto'
import { MillraceError } from '@millrace/errors'
import type { FileSystem } from '../connector/file-system.ts'
import type { Json } from '../connector/json.ts'
import type { Offset } from '../connector/source.ts'
import { BatchLog } from './batch-log.ts'
import { createAtomic } from './create-atomic.ts'
import { Lease } from './lease.ts'
import { OffsetLog } from './offset-log.ts'
import { StateFiles } from './state-files.ts'

const decoder = new TextDecoder()
const encoder = new TextEncoder()

/** What must stay the same between starts of a query: compared with what the first start wrote. */
export interface QueryIdentity {
  /** The source, as its description. */
  readonly source: string
  /** Stateful operators by name, with what their state depends on. */
  readonly state: Readonly<Record<string, Json>>
}

/**
 * A query's checkpoint directory, in Spark's layout: `metadata` (the query id), `sources/0/0` (where it started), `offsets/N`
 * before a batch, `commits/N` after it, `state/<operator>/0/N.snapshot`.
 */
export class Checkpoint {
  readonly queryId: string
  readonly newQuery: boolean
  readonly offsets: OffsetLog
  readonly commits: BatchLog
  readonly state: StateFiles
  readonly #fs: FileSystem
  readonly #path: string
  readonly #lease: Lease

  private constructor(fs: FileSystem, path: string, queryId: string, newQuery: boolean, lease: Lease) {
    this.#fs = fs
    this.#path = path
    this.#lease = lease
    this.queryId = queryId
    this.newQuery = newQuery
    this.offsets = new OffsetLog(fs, `${path}/offsets`)
    this.commits = new BatchLog(fs, `${path}/commits`)
    this.state = new StateFiles(fs, `${path}/state`)
  }

  /**
   * Opens or makes the checkpoint and takes its lease.
   * MILLRACE_CHECKPOINT_FENCED: another engine has it. MILLRACE_CHECKPOINT_DAMAGED: logs without metadata, unreadable files.
   * MILLRACE_CHECKPOINT_FOREIGN: it belongs to a query over another source or with other state.
   */
  static async open(fs: FileSystem, path: string, runId: string, identity: QueryIdentity): Promise<Checkpoint> {
    const queryId = await readQueryId(fs, path)
    if (queryId === undefined) await refuseOrphanedLogs(fs, path)
    else await compareIdentity(fs, path, identity)
    const lease = await Lease.acquire(fs, path, runId)
    try {
      // The holder before may have written the metadata since.
      const id = queryId ?? (await readQueryId(fs, path))
      return new Checkpoint(fs, path, id ?? randomUUID(), id === undefined, lease)
    } catch (error) {
      await lease.release().catch(() => {})
      throw error
    }
  }

  /** Makes a new query's checkpoint known, once its sinks have accepted it; nothing for one that exists. */
  async initialise(identity: QueryIdentity): Promise<void> {
    if (!this.newQuery) return
    await createAtomic(this.#fs, identityPath(this.#path), encoder.encode(JSON.stringify(identity, null, 2)))
    await createAtomic(this.#fs, `${this.#path}/metadata`, encoder.encode(JSON.stringify({ id: this.queryId })))
  }

  /** Where the query started, as the first start found it. */
  async startOffset(initial: () => Promise<Offset>): Promise<Offset> {
    const path = `${this.#path}/sources/0/0`
    if ((await this.#fs.status(path)) === null)
      await createAtomic(this.#fs, path, encoder.encode(`v1\n${JSON.stringify(await initial())}`))
    const text = decoder.decode(await this.#fs.read(path))
    try {
      return JSON.parse(text.slice(text.indexOf('\n') + 1)) as Offset
    } catch (cause) {
      const shown = this.#fs.display(path)
      throw new MillraceError(
        'MILLRACE_CHECKPOINT_DAMAGED',
        `${shown} does not hold an offset in JSON: the checkpoint is damaged.`,
        { cause },
      )
    }
  }

  /** Removes what no restart needs: logs older than `keep` batches before `committed`. */
  async purge(committed: number, keep: number): Promise<void> {
    if (committed < keep || committed % 10 !== 0) return
    await this.offsets.purge(committed - keep)
    await this.commits.purge(committed - keep)
  }

  close(): Promise<void> {
    return this.#lease.release()
  }
}

const identityPath = (path: string): string => `${path}/sources/0/query`

async function readQueryId(fs: FileSystem, path: string): Promise<string | undefined> {
  const file = `${path}/metadata`
  if ((await fs.status(file)) === null) return undefined
  try {
    const { id } = JSON.parse(decoder.decode(await fs.read(file))) as { id?: unknown }
    if (typeof id === 'string' && id.length > 0) return id
  } catch (error) {
    if (error instanceof MillraceError) throw error
  }
  throw new MillraceError(
    'MILLRACE_CHECKPOINT_DAMAGED',
    `${fs.display(file)} does not hold {"id":"..."}: the checkpoint is damaged or was written by another program.`,
  )
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

async function compareIdentity(fs: FileSystem, path: string, now: QueryIdentity): Promise<void> {
  const file = identityPath(path)
  let before: QueryIdentity
  try {
    before = JSON.parse(decoder.decode(await fs.read(file))) as QueryIdentity
  } catch (cause) {
    throw new MillraceError(
      'MILLRACE_CHECKPOINT_FOREIGN',
      `The checkpoint ${fs.display(path)} lacks a readable ${fs.display(file)}: it was not written by Millrace, or it is damaged.`,
      { cause },
    )
  }
  if (before.source !== now.source)
    throw new MillraceError(
      'MILLRACE_CHECKPOINT_FOREIGN',
      `The checkpoint ${fs.display(path)} belongs to a query over ${before.source}, not over ${now.source}: use the same source, or another checkpoint and table.`,
    )
  const names = new Set([...Object.keys(before.state), ...Object.keys(now.state)])
  const changed = [...names].filter(name => JSON.stringify(before.state[name]) !== JSON.stringify(now.state[name]))
  if (changed.length > 0)
    throw new MillraceError(
      'MILLRACE_CHECKPOINT_FOREIGN',
      `The state in the checkpoint ${fs.display(path)} was kept for other aggregations (${changed.join(', ')} changed): start with a new checkpoint and table.`,
    )
}
