import type { FileStatus, FileSystem, Lease } from '@millrace/engine'
import { MergedFiles, parseDataFileName, replacedFolder, visibleFiles } from '@millrace/engine/table'
import { MillraceError } from '@millrace/errors'
import { SparkSinkLog } from '../sink/spark-sink-log.ts'
import { tableFiles } from '../sink/table-files.ts'
import { type CheckpointSearch, committedBatches } from './committed-batches.ts'
import { withCompactionLease } from './compaction-lease.ts'
import type { CompactionReport, DroppedPartition, MergedGroup } from './compaction-report.ts'
import { type PlannedMerge, planMerges } from './plan-merges.ts'
import { dropPartition, droppedFolder, oldPartitions } from './retention.ts'
import { groupOf, runMerges } from './run-merges.ts'
import { Swap, stagingFolder } from './swap.ts'
import { deleteAll, takeAway } from './take-away.ts'

export interface CompactionOptions extends CheckpointSearch {
  /** Bytes of a merged file, at most. Default 128 MiB. */
  readonly targetBytes?: number
  /** Milliseconds: files that were changed later than so long ago are left. Default one hour. */
  readonly olderThanMs?: number
  /** Days, counted from the newest in the table: older partitions are dropped. Default: none is. */
  readonly keepDays?: number
  /** Milliseconds for which replaced files are kept for readers that have listed them. Default ten minutes. */
  readonly graceMs?: number
  /** Leaves damaged files where they are; without it one ends the compaction. Default false. */
  readonly skipDamaged?: boolean
  /** Says what would be done, and changes nothing. Default false. */
  readonly dryRun?: boolean
  /** Files that are made at the same time, each in a thread of its own; 0: one after another, in the caller's thread. Default 2. */
  readonly threads?: number
  readonly signal?: AbortSignal
  readonly onMerged?: (group: MergedGroup) => void
}

const MINUTE_MS = 60_000

/**
 * Merges the small files that batches have left in a table, each with others of its query and directory, and drops old partitions.
 * Files of committed batches only. Every state in which it can be ended is one from which readers have every row once, and the next run goes on.
 *
 * @throws MillraceError MILLRACE_TABLE_FOREIGN: no checkpoint says which batches are committed. MILLRACE_CHECKPOINT_FENCED: the table is
 *   being compacted. MILLRACE_INPUT_DAMAGED, MILLRACE_INPUT_MISSING, MILLRACE_DISK_FULL ...
 */
export async function compactTable(options: CompactionOptions): Promise<CompactionReport> {
  const { fs, table, dryRun = false } = options
  if ((await fs.status(table))?.kind !== 'directory')
    throw new MillraceError('MILLRACE_INPUT_MISSING', `There is no table at ${fs.display(table)}.`)
  const committed = await committedBatches(options)
  const compaction = new Compaction(options, committed)
  return dryRun ? compaction.plan() : withCompactionLease(fs, table, lease => compaction.run(lease))
}

class Compaction {
  readonly #options: CompactionOptions
  readonly #fs: FileSystem
  readonly #table: string
  readonly #committed: ReadonlyMap<string, number>
  readonly #log: SparkSinkLog

  constructor(options: CompactionOptions, committed: ReadonlyMap<string, number>) {
    this.#options = options
    this.#fs = options.fs
    this.#table = options.table
    this.#committed = committed
    this.#log = new SparkSinkLog(options.fs, options.table)
  }

  async plan(): Promise<CompactionReport> {
    const all = visibleFiles(await tableFiles(this.#fs, this.#table))
    const upTo = await this.#upTo(all)
    const dropped = this.#oldPartitions(all, upTo)
    const left = without(all, this.#table, dropped)
    const merged = (await this.#planned(left, upTo)).map(groupOf)
    const files = merged.reduce((sum, group) => sum - group.files + 1, left.length)
    return { merged, dropped, skipped: [], finished: 0, kept: 0, files, unknown: unknownFiles(all, upTo) }
  }

  async run(lease: Lease): Promise<CompactionReport> {
    const { targetBytes: _, ...options } = this.#options
    await this.#fs.delete(stagingFolder(this.#table), { recursive: true })
    await this.#fs.delete(droppedFolder(this.#table), { recursive: true })
    const finished = await this.#finish(await tableFiles(this.#fs, this.#table))
    const all = await tableFiles(this.#fs, this.#table)
    const upTo = await this.#upTo(all)
    const dropped = this.#oldPartitions(all, upTo)
    for (const { directory } of dropped) {
      lease.assertHeld()
      await this.#log.forget(directory)
      await dropPartition(this.#fs, this.#table, directory)
    }
    const left = without(all, this.#table, dropped)
    const swap = new Swap(this.#fs, this.#table, this.#log, lease)
    const { merged, skipped } = await runMerges(await this.#planned(left, upTo), { ...options, swap })
    await this.#fs.delete(stagingFolder(this.#table), { recursive: true })
    const kept = await this.#clean()
    const files = (await tableFiles(this.#fs, this.#table)).length
    return { merged, skipped, dropped, finished, kept, files, unknown: unknownFiles(left, upTo) }
  }

  async #planned(files: readonly FileStatus[], upTo: ReadonlyMap<string, number>): Promise<PlannedMerge[]> {
    const { targetBytes = TARGET_BYTES, olderThanMs = OLDER_THAN_MS } = this.#options
    // What is not in Spark's log is not of the table.
    const logged = await this.#log.compacted()
    const taken = logged === null ? files : files.filter(file => logged.has(file.path))
    return planMerges(this.#table, taken, { upTo, targetBytes, changedBefore: Date.now() - olderThanMs })
  }

  /** The last batch of each query that may be taken: committed, and where Spark's log is kept in its newest compaction. */
  async #upTo(files: readonly FileStatus[]): Promise<ReadonlyMap<string, number>> {
    const written = new Set(files.flatMap(({ name }) => parseDataFileName(name)?.query ?? []))
    if (written.size > 0 && ![...written].some(query => this.#committed.has(query)))
      throw new MillraceError(
        'MILLRACE_TABLE_FOREIGN',
        `No checkpoint says which batches of the table ${this.#fs.display(this.#table)} are committed: give the one of its query with --checkpoint.`,
      )
    const logged = await this.#log.lastCompaction()
    if (logged === null) return this.#committed
    return new Map([...this.#committed].map(([query, batch]) => [query, Math.min(batch, logged)]))
  }

  #oldPartitions(files: readonly FileStatus[], upTo: ReadonlyMap<string, number>): DroppedPartition[] {
    const { keepDays } = this.#options
    return keepDays === undefined ? [] : oldPartitions(this.#table, files, keepDays, upTo)
  }

  /** Takes away what merged files hold, where an earlier run could not; returns how many. */
  async #finish(files: readonly FileStatus[]): Promise<number> {
    const seen = new Set(visibleFiles(files).map(file => file.path))
    const replaced = files.filter(file => !seen.has(file.path))
    if (files.some(file => parseDataFileName(file.name)?.merged)) await this.#log.resolve()
    await takeAway(this.#fs, this.#table, replaced)
    return replaced.length
  }

  /** Deletes replaced files that no reader should need any more; returns how many are left. */
  async #clean(): Promise<number> {
    const { graceMs = GRACE_MS } = this.#options
    const folder = replacedFolder(this.#table)
    const replaced = await tableFiles(this.#fs, folder)
    const merged = new MergedFiles(await tableFiles(this.#fs, this.#table))
    const due = replaced.filter(file => {
      const path = this.#table + file.path.slice(folder.length)
      const holding = merged.holding({ path, name: file.name })
      return holding === undefined || holding.modified + graceMs <= Date.now()
    })
    await deleteAll(this.#fs, due)
    if (due.length === replaced.length) await this.#fs.delete(folder, { recursive: true })
    return replaced.length - due.length
  }
}

const TARGET_BYTES = 128 << 20
const OLDER_THAN_MS = 60 * MINUTE_MS
const GRACE_MS = 10 * MINUTE_MS

function without(
  files: readonly FileStatus[],
  table: string,
  dropped: readonly DroppedPartition[],
): readonly FileStatus[] {
  const directories = new Set(dropped.map(({ directory }) => directory))
  return files.filter(({ path }) => !directories.has(path.slice(table.length + 1).split('/', 1)[0]))
}

const unknownFiles = (files: readonly FileStatus[], upTo: ReadonlyMap<string, number>): number =>
  files.filter(({ name }) => {
    const data = parseDataFileName(name)
    return data === null ? name.endsWith('.parquet') : !upTo.has(data.query)
  }).length
