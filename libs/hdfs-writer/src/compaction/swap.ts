import type { FileSystem, Lease } from '@millrace/engine'
import { compactionFolder, replacedFolder } from '@millrace/engine/table'
import { MillraceError } from '@millrace/errors'
import type { SparkSinkLog } from '../sink/spark-sink-log.ts'
import { IN_PROGRESS } from '../sink/staging.ts'
import { filesOf, type PlannedMerge } from './plan-merges.ts'
import { takeAway } from './take-away.ts'

/** Where merged files are written: beside the table, because DuckDB reads hidden folders inside it. */
export const stagingFolder = (table: string): string => `${compactionFolder(table)}/staging`

/** Puts merged files into the place of those that they hold, one after another. */
export class Swap {
  readonly #fs: FileSystem
  readonly #table: string
  readonly #log: SparkSinkLog
  readonly #lease: Lease
  #last: Promise<void> = Promise.resolve()

  constructor(fs: FileSystem, table: string, log: SparkSinkLog, lease: Lease) {
    this.#fs = fs
    this.#table = table
    this.#log = log
    this.#lease = lease
  }

  /**
   * From the rename on, which is one step, the merged file stands for the others: its name says which batches it holds. Whatever is not
   * done after it is done by the next run.
   */
  async replace(merge: PlannedMerge, path: string, bytes: Uint8Array): Promise<void> {
    const staged = `${stagingFolder(this.#table)}/${path}${IN_PROGRESS}`
    await this.#fs.write(staged, bytes)
    const before = this.#last
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#last = promise
    await before
    try {
      await this.#checkSources(merge)
      // Made now, so that little is left to do once both can be seen.
      await this.#fs.mkdirs(`${replacedFolder(this.#table)}/${merge.directory}`.replace(/\/$/, ''))
      this.#lease.assertHeld()
      await this.#fs.rename(staged, `${this.#table}/${path}`, { overwrite: false })
      await this.#log.resolve()
      await takeAway(this.#fs, this.#table, filesOf(merge))
    } finally {
      resolve()
    }
  }

  /** What somebody else has removed must not come back in a merged file. */
  async #checkSources(merge: PlannedMerge): Promise<void> {
    const directory = `${this.#table}/${merge.directory}`.replace(/\/$/, '')
    const there = new Map((await this.#fs.list(directory)).map(file => [file.path, file.length]))
    const gone = filesOf(merge).find(file => there.get(file.path) !== file.length)
    if (gone === undefined) return
    throw new MillraceError(
      'MILLRACE_FILE_MISSING',
      `${this.#fs.display(gone.path)} was changed or removed while it was merged with others: nothing was replaced.`,
    )
  }
}
