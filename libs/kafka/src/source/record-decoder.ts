import type { InputPartition, Json, RawBlock, RecordBlock, RecordDecoder } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { AbortedTransactions } from '../record-batch/aborted-transactions.ts'
import { BatchFormatError, type BatchHeader, readBatchHeader } from '../record-batch/batch-header.ts'
import { decompress } from '../record-batch/compression.ts'
import type { FetchMeta } from './fetch-range.ts'
import type { KafkaRange } from './kafka-range.ts'
import { RecordAppender } from './record-appender.ts'

/** Decompressed batches are collected up to this many bytes, so that small batches do not become small blocks. */
const ARENA_BYTES = 1 << 20

/** The worker's side of the Kafka source: record batches to lines and record columns. */
export function kafkaRecordDecoder(
  _options: Json,
  partition: InputPartition,
  columns: readonly string[],
): RecordDecoder {
  return new KafkaRecordDecoder(partition.range as KafkaRange, columns)
}

class KafkaRecordDecoder implements RecordDecoder {
  readonly #name: string
  readonly #appender: RecordAppender
  /** What the appender's line ranges point into: fetched bytes, a decompressed batch, or the arena. */
  #bytes: Uint8Array = new Uint8Array(0)
  #arena: Uint8Array | null = null
  #used = 0

  constructor(range: KafkaRange, columns: readonly string[]) {
    this.#name = `${range.topic}-${range.partition}`
    this.#appender = new RecordAppender(range.topic, range.partition, columns)
  }

  decode(block: RawBlock, emit: (records: RecordBlock) => void): void {
    const { bytes } = block
    const meta = block.meta as FetchMeta
    const aborted = new AbortedTransactions(meta.aborted)
    for (let at = 0; at < bytes.length; ) {
      let offset: number | undefined
      try {
        const batch = readBatchHeader(bytes, at)
        offset = batch.baseOffset
        if (aborted.keeps(batch, bytes)) this.#decodeBatch(batch, bytes, meta, emit)
        at = batch.end
      } catch (error) {
        throw this.#error(error, offset ?? meta.start)
      }
    }
    this.#flush(emit)
    this.#arena = null
  }

  #decodeBatch(batch: BatchHeader, bytes: Uint8Array, meta: FetchMeta, emit: (records: RecordBlock) => void): void {
    const { start, end } = meta
    if (batch.lastOffset < start || batch.baseOffset >= end) return
    const from = batch.start + 61
    if (batch.codec === 'none') {
      this.#use(bytes, emit)
      this.#appender.append(batch, bytes, from, batch.end, start, end)
      return
    }
    const records = decompress(batch.codec, bytes.subarray(from, batch.end))
    if (records.length > ARENA_BYTES / 2) {
      this.#use(records, emit)
      this.#appender.append(batch, records, 0, records.length, start, end)
      return
    }
    if (this.#arena === null || this.#used + records.length > this.#arena.length) {
      this.#arena = Buffer.allocUnsafeSlow(ARENA_BYTES)
      this.#used = 0
    }
    this.#use(this.#arena, emit)
    this.#arena.set(records, this.#used)
    this.#appender.append(batch, this.#arena, this.#used, this.#used + records.length, start, end)
    this.#used += records.length
  }

  #use(bytes: Uint8Array, emit: (records: RecordBlock) => void): void {
    if (this.#bytes === bytes) return
    this.#flush(emit)
    this.#bytes = bytes
  }

  #flush(emit: (records: RecordBlock) => void): void {
    if (this.#appender.count > 0) emit(this.#appender.take(this.#bytes))
  }

  #error(error: unknown, offset: number): unknown {
    if (error instanceof MillraceError) return error
    const reason = error instanceof Error ? error.message : String(error)
    const at = error instanceof BatchFormatError && error.offset !== undefined ? error.offset : offset
    return new MillraceError('MILLRACE_KAFKA_PROTOCOL', `Kafka's ${this.#name} at offset ${at}: ${reason}.`, {
      cause: error,
    })
  }
}
