import { asMillraceError } from '@millrace/errors'
import { type CompactionReport, compactTable, openTableLocation, type TableLocation } from '@millrace/hdfs-writer'
import type { Logger } from '@millrace/logging'

const DAY_MS = 24 * 60 * 60 * 1000

export interface BackgroundCompaction {
  readonly table: TableLocation
  readonly checkpoint: TableLocation
  /** Milliseconds between the end of one and the start of the next; the first comes as late. */
  readonly every: number
  readonly olderThanMs: number
  /** Milliseconds; undefined keeps all partitions. */
  readonly keepMs: number | undefined
  readonly log: Logger
}

/** Compacts the lines table and the quarantine from time to time, until what it gives is called. A failure is told and tried again the next time. */
export function compactInBackground({ every, ...options }: BackgroundCompaction): () => Promise<void> {
  const stop = new AbortController()
  const timer = setTimeout(() => {
    running = compactBoth(options, stop.signal).then(() => void (stop.signal.aborted || timer.refresh()))
  }, every)
  timer.unref()
  let running: Promise<void> = Promise.resolve()
  return async () => {
    stop.abort()
    clearTimeout(timer)
    await running
  }
}

async function compactBoth(options: Omit<BackgroundCompaction, 'every'>, signal: AbortSignal): Promise<void> {
  const { table, checkpoint, olderThanMs, keepMs, log } = options
  for (const path of [table.path, `${table.path}.quarantine`]) {
    try {
      if (signal.aborted || (await table.fs.status(path)) === null) continue
      const report = await compactTable({
        fs: table.fs,
        table: path,
        checkpoint,
        open: openTableLocation,
        olderThanMs,
        ...(keepMs === undefined ? {} : { keepDays: Math.ceil(keepMs / DAY_MS) }),
        skipDamaged: true,
        threads: 1,
        signal,
      })
      tell(report, table.fs.display(path), log)
    } catch (error) {
      log.warn(`Compaction: ${asMillraceError(error).message}`)
    }
  }
}

function tell({ merged, dropped, skipped, files }: CompactionReport, table: string, log: Logger): void {
  for (const { path, reason } of skipped) log.warn(`Compaction left ${table}/${path}: ${reason}`)
  const before = merged.reduce((sum, group) => sum + group.files, 0)
  if (before > 0) log.info(`merged ${before} files of ${table} into ${merged.length}; it has ${files}`)
  if (dropped.length > 0) log.info(`dropped ${dropped.map(({ directory }) => directory).join(', ')} of ${table}`)
}
