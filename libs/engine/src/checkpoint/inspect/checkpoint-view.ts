import { MillraceError } from '@millrace/errors'
import type { FileSystem } from '../../connector/file-system.ts'
import type { Offset } from '../../connector/source.ts'
import { BatchLog } from '../batch-log.ts'
import { readQueryId, readStartOffset } from '../checkpoint-files.ts'
import { CommitLog } from '../commit-log.ts'
import { type QueryIdentity, readIdentity } from '../identity.ts'
import { type Holder, parseHolder } from '../lease-holder.ts'
import { OffsetLog } from '../offset-log.ts'
import { StateFiles } from '../state-files.ts'

/** The engine that last took a checkpoint's lease. */
export interface LeaseView extends Holder {
  readonly epoch: number
  /** Milliseconds since 1970 when it last renewed it. */
  readonly renewed: number
}

/** A checkpoint, read only: it takes no lease and writes nothing, so that its query may be running meanwhile. */
export class CheckpointView {
  readonly fs: FileSystem
  readonly path: string
  readonly queryId: string
  readonly identity: QueryIdentity
  /** How many offsets a file of `offsets/` holds. */
  readonly sources: number
  readonly offsets: OffsetLog
  readonly commits: CommitLog
  readonly state: StateFiles

  private constructor(fs: FileSystem, path: string, queryId: string, identity: QueryIdentity, sources: number) {
    this.fs = fs
    this.path = path
    this.queryId = queryId
    this.identity = identity
    this.sources = sources
    this.offsets = new OffsetLog(fs, `${path}/offsets`, sources)
    this.commits = new CommitLog(fs, `${path}/commits`)
    this.state = new StateFiles(fs, `${path}/state`)
  }

  /** MILLRACE_INPUT_MISSING: there is no checkpoint. MILLRACE_CHECKPOINT_DAMAGED, _FOREIGN: it is not readable, or Spark's. */
  static async open(fs: FileSystem, path: string): Promise<CheckpointView> {
    const queryId = await readQueryId(fs, path)
    if (queryId === undefined)
      throw new MillraceError(
        'MILLRACE_INPUT_MISSING',
        `There is no checkpoint in ${fs.display(path)}: it has no file "metadata".`,
      )
    const identity = await readIdentity(fs, path)
    return new CheckpointView(fs, path, queryId, identity, await countSources(fs, path))
  }

  startOffset(): Promise<Offset> {
    return readStartOffset(this.fs, this.path)
  }

  /** The last committed batch, or -1. */
  async committed(): Promise<number> {
    return (await this.commits.ids()).at(-1) ?? -1
  }

  /** The newest lease; null where there is none. */
  async lease(): Promise<LeaseView | null> {
    const files = await this.fs.list(`${this.path}/lease`)
    const epochs = files.filter(file => /^\d+$/.test(file.name)).sort((a, b) => Number(a.name) - Number(b.name))
    const newest = epochs.at(-1)
    if (newest === undefined) return null
    const holder = parseHolder(await this.fs.read(newest.path))
    return holder === undefined ? null : { ...holder, epoch: Number(newest.name), renewed: newest.modified }
  }
}

/** Of a file of the log that can be read; one where there is none yet. */
async function countSources(fs: FileSystem, path: string): Promise<number> {
  const log = new BatchLog(fs, `${path}/offsets`)
  for (const id of (await log.ids()).reverse()) {
    const lines = await log.read(id).catch(error => {
      if (error instanceof MillraceError && error.code === 'MILLRACE_CHECKPOINT_DAMAGED') return null
      throw error
    })
    if (lines !== null && lines.length > 1) return lines.length - 1
  }
  return 1
}
