import { MillraceError } from '@millrace/errors'
import type { FileSystem } from '../connector/file-system.ts'

/** Snapshots kept of each operator: the committed one, the one before, and the one of a batch that is not committed yet. */
const KEPT = 3

/** State snapshots: `<directory>/<operator>/0/<batch>.snapshot`, written whole every batch. */
export class StateFiles {
  readonly #fs: FileSystem
  readonly #directory: string
  /** Operators whose directory was looked through by this run for what an earlier one left. */
  readonly #swept = new Set<string>()

  constructor(fs: FileSystem, directory: string) {
    this.#fs = fs
    this.#directory = directory
  }

  /** The directory, for messages. */
  display(): string {
    return this.#fs.display(this.#directory)
  }

  async isEmpty(): Promise<boolean> {
    return (await this.#fs.list(this.#directory)).length === 0
  }

  /** Writes the state after `batchId`; a snapshot of an earlier attempt at the same batch is replaced. */
  async write(operator: string, batchId: number, snapshot: Uint8Array): Promise<void> {
    const path = this.#path(operator, batchId)
    const temporary = `${this.#directory}/${operator}/0/.${batchId}.snapshot.tmp`
    await this.#fs.write(temporary, snapshot)
    await this.#fs.rename(temporary, path, { overwrite: true })
  }

  /** Gives the snapshot to `use`; MILLRACE_CHECKPOINT_DAMAGED, with its path, when it is missing or `use` finds it damaged. */
  async read(operator: string, batchId: number, use: (snapshot: Uint8Array) => void): Promise<void> {
    const path = this.#path(operator, batchId)
    const shown = this.#fs.display(path)
    try {
      use(await this.#fs.read(path))
    } catch (cause) {
      if (!(cause instanceof MillraceError)) throw cause
      if (cause.code !== 'MILLRACE_FILE_MISSING' && cause.code !== 'MILLRACE_CHECKPOINT_DAMAGED') throw cause
      const what =
        cause.code === 'MILLRACE_FILE_MISSING'
          ? 'it is missing, though the batch is committed: the checkpoint is damaged.'
          : cause.message
      throw new MillraceError('MILLRACE_CHECKPOINT_DAMAGED', `State snapshot ${shown}: ${what}`, { cause })
    }
  }

  /** Removes snapshots that a restart after `committed` does not need. */
  async purge(operator: string, committed: number): Promise<void> {
    const oldest = committed - KEPT + 1
    if (this.#swept.has(operator)) {
      if (oldest > 0) await this.#deleteOrSweep(operator, oldest - 1)
      return
    }
    for (const { name, path } of await this.#fs.list(`${this.#directory}/${operator}/0`)) {
      const batchId = /^\.?(\d+)\.snapshot(\.tmp)?$/.exec(name)?.[1]
      if (batchId !== undefined && Number(batchId) < oldest) await this.#fs.delete(path)
    }
    this.#swept.add(operator)
  }

  async #deleteOrSweep(operator: string, batchId: number): Promise<void> {
    this.#swept.delete(operator)
    await this.#fs.delete(this.#path(operator, batchId))
    this.#swept.add(operator)
  }

  #path(operator: string, batchId: number): string {
    return `${this.#directory}/${operator}/0/${batchId}.snapshot`
  }
}
