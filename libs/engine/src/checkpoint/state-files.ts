import { MillraceError } from '@millrace/errors'
import type { FileSystem } from '../connector/file-system.ts'

/** Snapshots kept of each operator: the committed one, the one before, and the one of a batch that is not committed yet. */
const KEPT = 3

/** State snapshots: `<directory>/<operator>/0/<batch>.snapshot`, written whole every batch. */
export class StateFiles {
  readonly #fs: FileSystem
  readonly #directory: string

  constructor(fs: FileSystem, directory: string) {
    this.#fs = fs
    this.#directory = directory
  }

  /** Writes the state after `batchId`; a snapshot of an earlier attempt at the same batch is replaced. */
  async write(operator: string, batchId: number, snapshot: Uint8Array): Promise<void> {
    const path = this.#path(operator, batchId)
    const temporary = `${this.#directory}/${operator}/0/.${batchId}.snapshot.tmp`
    await this.#fs.write(temporary, snapshot)
    await this.#fs.rename(temporary, path, { overwrite: true })
  }

  async read(operator: string, batchId: number): Promise<Uint8Array> {
    const path = this.#path(operator, batchId)
    try {
      return await this.#fs.read(path)
    } catch (cause) {
      if (!(cause instanceof MillraceError) || cause.code !== 'MILLRACE_FILE_MISSING') throw cause
      throw new MillraceError(
        'MILLRACE_CHECKPOINT_DAMAGED',
        `The state snapshot ${this.#fs.display(path)} of the last committed batch is missing: the checkpoint is damaged.`,
        { cause },
      )
    }
  }

  /** Removes snapshots that a restart after `committed` does not need. */
  async purge(operator: string, committed: number): Promise<void> {
    const old = committed - KEPT
    if (old >= 0) await this.#fs.delete(this.#path(operator, old))
  }

  #path(operator: string, batchId: number): string {
    return `${this.#directory}/${operator}/0/${batchId}.snapshot`
  }
}
