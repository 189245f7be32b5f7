import type { ColumnBatch } from '@millrace/columns'

/** Event time in milliseconds since 1970, as a batch uses it. */
export interface BatchWatermarks {
  /** What is over at this is evicted: the batch's watermark. */
  readonly eviction: number
  /** What is over at this comes too late: the watermark of the batch before. */
  readonly late: number
}

/**
 * State that an operator keeps between batches, on the main thread. The same deltas in the same order, with the same watermarks, give
 * the same state: what a batch's delta holds is what the operator took in that batch.
 */
export interface StatefulOperator {
  /** Spark's name of the operator, for progress. */
  readonly operatorName: string
  /** True when a higher watermark alone makes another batch, as Spark's shouldRunAnotherBatch. */
  readonly hasEventTime: boolean
  readonly numRowsTotal: number
  readonly numRowsUpdated: number
  readonly numRowsRemoved: number
  readonly numRowsDroppedByWatermark: number
  /** Bytes held. */
  readonly memoryUsedBytes: number
  /** True when there is something to do at a processing time (in milliseconds) though no row comes. */
  isDue?(processingTimeMs: number): boolean
  beginBatch(watermarks: BatchWatermarks): void
  /** After the last input of a batch: takes out what is over. */
  endBatch(): void
  /** What the batch took in; see `apply`. */
  delta(): Uint8Array
  /** The whole state, in one piece or in several of which not all need be in memory at once; see `restore`. */
  snapshot(): Uint8Array | Iterable<Uint8Array>
  /** Takes a delta in as the batch that made it did; MILLRACE_CHECKPOINT_DAMAGED when it is damaged or another operator's. */
  apply(delta: Uint8Array, evictionMs: number): void
  /** The whole state as a table for people. */
  stateRows(): ColumnBatch
  /** Replaces the state by a snapshot's first piece, or adds another one; MILLRACE_CHECKPOINT_DAMAGED as above. */
  restore(piece: Uint8Array, evictionMs: number, isFirst?: boolean): void
  /** Rows of the state that are on local disk, and their bytes there; undefined where all are in memory. */
  readonly spilled?: SpilledSize
  /**
   * Moves what was untouched for longest to local disk until no more than so many bytes are in memory, as far as that goes. Called
   * between batches. Operators without it keep everything in memory.
   */
  spill?(bytes: number): void
}

/** What of a state is on local disk. */
export interface SpilledSize {
  readonly rows: number
  readonly bytes: number
}
