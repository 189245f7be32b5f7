import type { LineBlock } from '@millrace/log-parser'

/** How far a source of lines has been taken in: JSON that only the reader of that source understands. */
export type SourcePosition = { readonly [key: string]: string | number | boolean | null }

/** A header of a record. */
export interface LineHeader {
  readonly key: string
  readonly value: Uint8Array | null
}

/** Where lines go and what goes with them, one entry per line over all blocks in order; only for producers that know these. */
export interface LineRouting {
  /** Null: the producer's own topic. */
  readonly topics?: readonly (string | null)[]
  /** Null: as the key says, or any. */
  readonly partitions?: readonly (number | null)[]
  readonly headers?: readonly (readonly LineHeader[] | null)[]
  /** True for a line that is null, which for Kafka removes its key from a compacted topic; its bytes are none. */
  readonly nulls?: readonly boolean[]
}

/** Lines and the positions reached by sending them. */
export interface LineTransaction extends LineRouting {
  readonly blocks: readonly LineBlock[]
  /** Record keys, one per line over all blocks in order; absent for null keys. */
  readonly keys?: readonly (Uint8Array | null)[]
  /** New positions by source id, stored in the same transaction as the lines. */
  readonly positions: ReadonlyMap<string, SourcePosition>
}

/** Where ingest sends lines: lines and positions are stored together, or neither is. */
export interface LineProducer {
  readonly description: string
  /** Bytes of the longest line that can be stored, its key included; a commit may find that it is less than before. */
  readonly maxLineBytes: number
  /** Connects, creates the topic where that is asked for, and fences an earlier producer of the same identity. */
  open(): Promise<void>
  /** Positions committed so far, by source id. */
  positions(): Promise<ReadonlyMap<string, SourcePosition>>
  /**
   * Commits lines and positions together; resolves when they are durable. On a retryable error nothing of the transaction
   * is visible and the caller sends the same transaction again. `signal` gives up. MILLRACE_KAFKA_RECORD_TOO_LARGE: lines are
   * above `maxLineBytes`, nothing is visible, and the caller sends another transaction without them.
   */
  commit(transaction: LineTransaction, signal?: AbortSignal): Promise<void>
  close(): Promise<void>
}
