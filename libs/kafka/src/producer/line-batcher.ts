import type { LineTransaction } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { HEADER_BYTES } from '../record-batch/layout.ts'
import { RECORD_OVERHEAD, RecordBatchBuilder } from '../record-batch/record-batch-builder.ts'
import { encodeHeaders } from '../record-batch/record-headers.ts'
import { partitionOfKey } from './murmur2.ts'

/** Bytes of the longest key and value that fit a batch of at most `maxMessageBytes`. */
export const maxRecordBytes = (maxMessageBytes: number): number => maxMessageBytes - HEADER_BYTES - RECORD_OVERHEAD

/**
 * Turns lines into full batches, in order. Lines go to the partition that they name, lines with a key to the key's partition; the others fill one batch after
 * another, each for the next of the given partitions.
 */
export class LineBatcher {
  readonly #transaction: LineTransaction
  readonly #partitionCount: number
  readonly #rotation: readonly number[]
  readonly #capacity: number
  readonly #builders = new Map<number, RecordBatchBuilder>()
  #turn: number
  #block = 0
  #line = 0
  #index = 0

  /** `rotation`: the partitions for lines without key; `turn`: where in it to start. */
  constructor(
    transaction: LineTransaction,
    options: {
      readonly partitionCount: number
      readonly rotation: readonly number[]
      readonly turn: number
      readonly capacity: number
    },
  ) {
    this.#transaction = transaction
    this.#partitionCount = options.partitionCount
    this.#rotation = options.rotation
    this.#turn = options.turn % options.rotation.length
    this.#capacity = options.capacity
  }

  /** How many turns were taken, for the next transaction to go on from. */
  get turn(): number {
    return this.#turn
  }

  /** The partitions that batches will be for, as far as sizes tell beforehand. */
  expectedPartitions(): readonly number[] {
    const { blocks, keys, partitions } = this.#transaction
    if (keys !== undefined || partitions !== undefined) return Array.from({ length: this.#partitionCount }, (_, i) => i)
    let bytes = 0
    for (const { starts, ends, count } of blocks) if (count > 0) bytes += ends[count - 1] - starts[0] + count * 8
    const batches = Math.min(this.#rotation.length, Math.ceil(bytes / this.#capacity))
    return Array.from({ length: batches }, (_, i) => this.#rotation[(this.#turn + i) % this.#rotation.length])
  }

  /** Fills until a batch is full: its partition and builder, to be built before the next call. null when all is done. */
  next(): { readonly partition: number; readonly builder: RecordBatchBuilder } | null {
    const { blocks, keys, partitions, headers, nulls } = this.#transaction
    const plain = keys === undefined && partitions === undefined && headers === undefined && nulls === undefined
    for (; this.#block < blocks.length; this.#block++) {
      const { bytes, starts, ends, count } = blocks[this.#block]
      for (let i = this.#line; i < count; i++) {
        const key = keys === undefined ? null : keys[this.#index]
        const given = partitions?.[this.#index] ?? null
        const partition = given === null ? this.#partitionOf(key) : this.#expected(given)
        const header = headers === undefined ? null : encodeHeaders(headers[this.#index])
        let builder = this.#builders.get(partition)
        if (builder === undefined) {
          builder = new RecordBatchBuilder(this.#capacity + RECORD_OVERHEAD)
          this.#builders.set(partition, builder)
        }
        const size = builder.sizeWith((key?.length ?? 0) + (header?.length ?? 0), ends[i] - starts[i])
        if (size > this.#capacity && builder.count > 0) {
          this.#line = i
          if (key === null && given === null) this.#turn = (this.#turn + 1) % this.#rotation.length
          return { partition, builder }
        }
        if (plain) {
          i = this.#fill(builder, bytes, starts, ends, i, count) - 1
        } else {
          const isNull = nulls?.[this.#index] === true
          builder.append(bytes, starts[i], isNull ? starts[i] - 1 : ends[i], key, header)
          this.#index++
        }
      }
      this.#line = 0
    }
    for (const [partition, builder] of this.#builders) {
      if (builder.count > 0) {
        if (partition === this.#rotation[this.#turn]) this.#turn = (this.#turn + 1) % this.#rotation.length
        return { partition, builder }
      }
    }
    return null
  }

  #expected(partition: number): number {
    if (partition >= 0 && partition < this.#partitionCount) return partition
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `A row is for partition ${partition} of a Kafka topic with ${this.#partitionCount} partitions: expected 0 to ${this.#partitionCount - 1}, or null.`,
    )
  }

  #partitionOf(key: Uint8Array | null): number {
    return key === null ? this.#rotation[this.#turn] : partitionOfKey(key, this.#partitionCount)
  }

  /** Appends lines without keys from `first` on until the batch is full; returns the first line left. */
  #fill(
    builder: RecordBatchBuilder,
    bytes: Uint8Array,
    starts: Int32Array,
    ends: Int32Array,
    first: number,
    count: number,
  ): number {
    for (let i = first; i < count; i++) {
      if (builder.count > 0 && builder.sizeWith(0, ends[i] - starts[i]) > this.#capacity) return i
      builder.append(bytes, starts[i], ends[i], null)
    }
    return count
  }
}
