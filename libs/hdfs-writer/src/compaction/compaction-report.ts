/** Files that became one, or would. */
export interface MergedGroup {
  /** Path of the merged file within the table. */
  readonly path: string
  readonly files: number
  /** Bytes of the files. */
  readonly bytes: number
  /** Bytes of the merged file and its rows; null where nothing was done. */
  readonly mergedBytes: number | null
  readonly rows: number | null
}

/** A file that was left where it is. */
export interface SkippedFile {
  /** Path within the table. */
  readonly path: string
  readonly reason: string
}

/** A partition that is older than what is kept. */
export interface DroppedPartition {
  /** Its directory within the table. */
  readonly directory: string
  readonly files: number
  readonly bytes: number
}

export interface CompactionReport {
  readonly merged: readonly MergedGroup[]
  readonly skipped: readonly SkippedFile[]
  readonly dropped: readonly DroppedPartition[]
  /** Merged files of an earlier run that was ended before it had taken away what they hold; now it is done. */
  readonly finished: number
  /** Files of queries whose checkpoint is not known, which were left. */
  readonly unknown: number
  /** Files that readers see afterwards. */
  readonly files: number
  /** Replaced files that are still kept for readers that have listed them. */
  readonly kept: number
}
