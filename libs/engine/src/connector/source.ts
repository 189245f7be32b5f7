import type { Column } from '@millrace/columns'
import type { LineBlock } from '@millrace/log-parser'
import type { Json } from './json.ts'
import type { RecordSource } from './record-source.ts'

/**
 * A position in every partition of a source, as JSON: what one line of `offsets/N` holds. Only the source looks inside.
 * Kafka's is Spark's `{"topic":{"0":23,"1":45}}`: the next offset to read.
 */
export type Offset = Json

/** What one task of a batch reads: JSON, the same on every replay of the batch. */
export interface InputPartition {
  /** Stable name, for example `logs-0`. Partitions of a batch are sorted by it and numbered in that order. */
  readonly id: string
  /** Index of the stream among those of the query, where it reads several. Set by the engine. */
  readonly stream?: number
  /** The range, in the source's own words. */
  readonly range: Json
  /** Rows in the range, exact or estimated. */
  readonly rows: number
}

/**
 * Raw bytes on their way to a worker, for instance one Kafka fetch response of one partition. `bytes` must own its whole
 * ArrayBuffer: it is transferred, not copied.
 */
export interface RawBlock {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** What the decoder needs to know about these bytes, as small JSON. */
  readonly meta: Json
}

/** Lines decoded from raw blocks, with the record's own columns (those asked for). */
export interface RecordBlock extends LineBlock {
  /** One column of `count` rows for each asked-for source column. */
  readonly columns: Readonly<Record<string, Column>>
}

/** Runs in a worker, one per task: raw blocks in order in, record blocks out. */
export interface RecordDecoder {
  decode(block: RawBlock, emit: (records: RecordBlock) => void): void
  /** After the last block, for a record that spans blocks. */
  end?(emit: (records: RecordBlock) => void): void
}

/** The signature of the function that a source's `decoder` names. `columns` are the source columns the query asks for. */
export type RecordDecoderFactory<Options extends Json = Json> = (
  options: Options,
  partition: InputPartition,
  columns: readonly string[],
) => RecordDecoder

/** Everything there is, or at most so many rows a batch. */
export type ReadLimit = { readonly maxRows: number } | 'all'

/** A replayable source: reading the same range again gives the same records in the same order. */
export interface Source extends RecordSource {
  /** Limit of a batch when the query sets none. */
  readonly defaultLimit: ReadLimit
  /** Connects. At start an unreachable server is an error at once; `wait` says to wait for a missing topic. */
  open(options: { readonly wait: boolean }): Promise<void>
  /** Where a new query starts. */
  initialOffset(): Promise<Offset>
  /**
   * The end of the next batch after `start`: no further than `limit` rows, and no further than the offsets seen by
   * `pin` where that was called. Equal to `start` when there is nothing new.
   */
  latestOffset(start: Offset, limit: ReadLimit): Promise<{ readonly end: Offset; readonly latest: Offset }>
  /** Spark's prepareForTriggerAvailableNow: what is there now is all that this run will see. */
  pin(): Promise<void>
  /** Splits a batch into tasks. Called again with the same offsets after a crash, it must describe the same records. */
  partitions(start: Offset, end: Offset): Promise<readonly InputPartition[]>
  read(partition: InputPartition, signal: AbortSignal): AsyncIterable<RawBlock>
  /** Told after `commits/N`: everything before `end` is done. For retention or lag monitors; never needed for correctness. */
  committed(end: Offset): Promise<void>
  /** Rows between two offsets, for lag. */
  distance(from: Offset, to: Offset): number
  close(): Promise<void>
}
