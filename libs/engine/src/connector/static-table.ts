import type { BatchSource } from './batch-source.ts'

/** A bounded table: rows of `schema`, whose blocks are decoded by any thread. See `readTable`, `loadTable`, `tableBatches`. */
export interface StaticTable extends BatchSource {
  readonly structured: true
  /** True when its rows may differ from one batch of a stream to the next, so that a join reads it for each. Default false. */
  readonly changing?: boolean
}
