import { Dictionary, writeInt64 } from '@millrace/columns'
import type { RecordBlock } from '@millrace/engine'
import { BatchFormatError, type BatchHeader } from '../record-batch/batch-header.ts'
import { MIN_RECORD_BYTES } from '../record-batch/layout.ts'
import { cursor, readVarint, readVarlong } from '../record-batch/varint.ts'
import { binaryFromRanges, type Columns, constantInt32, constantString } from './record-columns.ts'
import { headersJson } from './record-headers.ts'

const NEWLINE = 10
const CARRIAGE_RETURN = 13

/** Collects the records of batches as line ranges and columns, and hands them on as record blocks. */
export class RecordAppender {
  /** Records collected since the last `take`. */
  count = 0
  readonly #topic: string
  readonly #partition: number
  readonly #wanted: ReadonlySet<string>
  readonly #topicColumn: ReturnType<typeof constantString>
  readonly #topicPartitionColumn: ReturnType<typeof constantString>
  readonly #headers = new Dictionary(64)
  #starts = new Int32Array(0)
  #ends = new Int32Array(0)
  #offsets = new BigInt64Array(0)
  #timestamps = new BigInt64Array(0)
  #timestampTypes = new Int32Array(0)
  #keyStarts = new Int32Array(0)
  #keyEnds = new Int32Array(0)
  #headerIds = new Int32Array(0)
  #headerNulls = 0

  constructor(topic: string, partition: number, columns: readonly string[]) {
    this.#topic = topic
    this.#partition = partition
    this.#wanted = new Set(columns)
    this.#topicColumn = constantString(this.#topic)
    this.#topicPartitionColumn = constantString(`${topic}-${partition}`)
  }

  /**
   * Adds the records in `bytes[from .. to)` of a batch whose offsets are in [start, end). Line ranges point into `bytes`,
   * which must be the same array until the next `take`.
   */
  append(batch: BatchHeader, bytes: Uint8Array, from: number, to: number, start: number, end: number): void {
    const { recordCount, baseOffset } = batch
    if (recordCount < 0 || recordCount > (to - from) / MIN_RECORD_BYTES) {
      throw new BatchFormatError(`${recordCount} records in ${to - from} bytes`, baseOffset)
    }
    this.#reserve(this.count + recordCount)
    const starts = this.#starts
    const ends = this.#ends
    const wanted = this.#wanted
    const offsetWords = wanted.has('offset') ? new Uint32Array(this.#offsets.buffer) : null
    const timestampWords = wanted.has('timestamp') ? new Uint32Array(this.#timestamps.buffer) : null
    const timestampTypes = wanted.has('timestampType') ? this.#timestampTypes : null
    const keyStarts = wanted.has('key') ? this.#keyStarts : null
    const headerIds = wanted.has('headers') ? this.#headerIds : null
    let row = this.count
    let p = from
    for (let i = 0; i < recordCount; i++) {
      if (p >= to) throw damaged(baseOffset)
      const length = readVarint(bytes, p, to)
      p = cursor.at
      const recordEnd = p + length
      if (length < MIN_RECORD_BYTES - 1 || recordEnd > to) throw damaged(baseOffset)
      // The record's attributes are unused by the format.
      const time = readVarlong(bytes, p + 1, recordEnd)
      const offset = baseOffset + readVarint(bytes, cursor.at, recordEnd)
      const keyLength = readVarint(bytes, cursor.at, recordEnd)
      p = cursor.at
      const keyStart = keyLength < 0 ? -1 : p
      if (keyLength > 0) p += keyLength
      if (keyLength < -1 || p >= recordEnd) throw damaged(baseOffset)
      const valueLength = readVarint(bytes, p, recordEnd)
      const valueStart = cursor.at
      p = valueStart
      if (valueLength > 0) p += valueLength
      if (valueLength < -1 || p >= recordEnd) throw damaged(baseOffset)
      if (offset < baseOffset || offset > batch.lastOffset) throw damaged(baseOffset)
      if (offset >= start && offset < end) {
        let lineEnd = p
        if (lineEnd > valueStart && bytes[lineEnd - 1] === NEWLINE) {
          lineEnd--
          if (lineEnd > valueStart && bytes[lineEnd - 1] === CARRIAGE_RETURN) lineEnd--
        }
        starts[row] = valueStart
        ends[row] = lineEnd
        if (offsetWords !== null) writeInt64(offsetWords, row, offset)
        if (timestampWords !== null) {
          const milliseconds = batch.logAppendTime ? batch.maxTimestamp : batch.baseTimestamp + time
          writeInt64(timestampWords, row, milliseconds * 1000)
        }
        if (timestampTypes !== null) timestampTypes[row] = batch.logAppendTime ? 1 : 0
        if (keyStarts !== null) {
          keyStarts[row] = keyStart
          this.#keyEnds[row] = keyStart < 0 ? -1 : keyStart + keyLength
        }
        if (headerIds !== null) {
          const json = headersJson(bytes, p, recordEnd)
          headerIds[row] = json === null ? -1 : this.#headers.internString(json)
          if (json === null) this.#headerNulls++
        }
        row++
      }
      p = recordEnd
    }
    if (p !== to) throw damaged(baseOffset)
    this.count = row
  }

  /** What was collected, as a block over `bytes`; starts anew. */
  take(bytes: Uint8Array): RecordBlock {
    const { count } = this
    const columns: Columns = {}
    for (const name of this.#wanted) columns[name] = this.#column(name, bytes, count)
    const block = { bytes, starts: this.#starts, ends: this.#ends, count, columns }
    this.count = 0
    this.#headerNulls = 0
    this.#resize(0)
    return block
  }

  #reserve(rows: number): void {
    if (rows > this.#starts.length) this.#resize(Math.max(rows, this.count * 2))
  }

  /** New arrays with what was collected: those of before belong to the block that was taken. */
  #resize(rows: number): void {
    const wanted = this.#wanted
    this.#starts = resized(this.#starts, rows)
    this.#ends = resized(this.#ends, rows)
    if (wanted.has('offset')) this.#offsets = resized(this.#offsets, rows)
    if (wanted.has('timestamp')) this.#timestamps = resized(this.#timestamps, rows)
    if (wanted.has('timestampType')) this.#timestampTypes = resized(this.#timestampTypes, rows)
    if (wanted.has('headers')) this.#headerIds = resized(this.#headerIds, rows)
    if (wanted.has('key')) {
      this.#keyStarts = resized(this.#keyStarts, rows)
      this.#keyEnds = resized(this.#keyEnds, rows)
    }
  }

  #column(name: string, bytes: Uint8Array, length: number): Columns[string] {
    switch (name) {
      case 'topic':
        return this.#topicColumn(length)
      case 'topicPartition':
        return this.#topicPartitionColumn(length)
      case 'partition':
        return constantInt32(this.#partition, length)
      case 'offset':
        return { type: 'int64', length, values: this.#offsets, validity: null, nullCount: 0 }
      case 'timestamp':
        return { type: 'timestamp', length, values: this.#timestamps, validity: null, nullCount: 0 }
      case 'timestampType':
        return { type: 'int32', length, values: this.#timestampTypes, validity: null, nullCount: 0 }
      case 'key':
        return binaryFromRanges(bytes, this.#keyStarts, this.#keyEnds, length)
      default:
        return {
          type: 'string',
          length,
          ids: this.#headerIds,
          dictionary: this.#headers,
          nullCount: this.#headerNulls,
        }
    }
  }
}

const damaged = (offset: number): BatchFormatError => new BatchFormatError('a damaged record in a batch', offset)

function resized<T extends Int32Array | BigInt64Array>(array: T, length: number): T {
  const made = new (array.constructor as new (n: number) => T)(length)
  made.set((length < array.length ? array.subarray(0, length) : array) as never)
  return made
}
