import { crc32 } from 'node:zlib'
import { type Column, Dictionary, type Schema, setValid, validityBytes, writeInt64 } from '@millrace/columns'
import type { RawBlock, RecordBlock, RecordDecoderFactory } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { type DecodedBatch, type DecodedKeys, decodePayload } from './batch-payload.ts'
import { decompress } from './compression.ts'
import type { BatchRange } from './split-ranges.ts'

/**
 * Columns of a journal record beside its line, named as those of a Kafka record; `timestamp` is when it was appended, and
 * `timestampType` says so. `topicPartition` is for example `logs-0`.
 */
export const RECORD_SCHEMA: Schema = [
  { name: 'key', type: 'binary', nullable: true },
  { name: 'topic', type: 'string', nullable: false },
  { name: 'partition', type: 'int32', nullable: false },
  { name: 'topicPartition', type: 'string', nullable: false },
  { name: 'offset', type: 'int64', nullable: false },
  { name: 'timestamp', type: 'timestamp', nullable: false },
  { name: 'timestampType', type: 'int32', nullable: false },
]

/** Kafka's number for a time that the log gave at appending. */
const LOG_APPEND_TIME = 1

/** What a stored batch says of itself, and which of its rows are asked for: [from, to) as offsets. */
export type BatchMeta = {
  readonly partition: number
  readonly base: number
  readonly count: number
  /** Milliseconds since 1970. */
  readonly timestamp: number
  readonly codec: number
  readonly keyed: boolean
  readonly crc: number
  /** Stored bytes. */
  readonly size: number
  readonly from: number
  readonly to: number
}

/** Meta of a raw block: its batches lie one after another in its bytes. */
export type BlockMeta = { readonly batches: readonly BatchMeta[] }

export type JournalDecoderOptions = { readonly path: string; readonly topic: string }

/**
 * Decodes stored batches in a worker: one record block for each.
 *
 * @throws MillraceError MILLRACE_JOURNAL_DAMAGED when a batch's bytes are not what was written.
 */
export const journalDecoder: RecordDecoderFactory<JournalDecoderOptions> = (options, partition, columns) => {
  const names = new Dictionary(2)
  names.internString(options.topic)
  names.internString(`${options.topic}-${(partition.range as BatchRange).partition}`)
  return {
    decode(block: RawBlock, emit: (records: RecordBlock) => void): void {
      let at = 0
      for (const meta of (block.meta as BlockMeta).batches) {
        const batch = rowsOf(block.bytes.subarray(at, at + meta.size), meta, options)
        at += meta.size
        const filled: Record<string, Column> = {}
        for (const name of columns) filled[name] = columnOf(name, meta, batch, names)
        emit({ bytes: batch.bytes, starts: batch.starts, ends: batch.ends, count: batch.count, columns: filled })
      }
    },
  }
}

function rowsOf(data: Uint8Array<ArrayBuffer>, meta: BatchMeta, options: JournalDecoderOptions): DecodedBatch {
  const damaged = (what: string, cause?: unknown): MillraceError =>
    new MillraceError(
      'MILLRACE_JOURNAL_DAMAGED',
      `The journal ${options.path} is damaged: the batch at offset ${meta.base} of ${options.topic}-${meta.partition} ${what}.`,
      { cause },
    )
  if (crc32(data) !== meta.crc) throw damaged('does not match its checksum')
  let bytes: Uint8Array<ArrayBuffer>
  try {
    bytes = decompress(data, meta.codec)
  } catch (error) {
    throw damaged('cannot be decompressed', error)
  }
  const payload = { bytes, count: meta.count, keyed: meta.keyed }
  const batch = decodePayload(payload, meta.from - meta.base, meta.to - meta.base)
  if (batch === null) throw damaged('has lengths that do not add up')
  return batch
}

function columnOf(name: string, meta: BatchMeta, batch: DecodedBatch, names: Dictionary): Column {
  const length = batch.count
  const full = { length, validity: null, nullCount: 0 }
  switch (name) {
    case 'key':
      return keyColumn(batch)
    case 'topic':
      return { type: 'string', length, ids: new Int32Array(length), dictionary: names, nullCount: 0 }
    case 'topicPartition':
      return { type: 'string', length, ids: new Int32Array(length).fill(1), dictionary: names, nullCount: 0 }
    case 'partition':
      return { type: 'int32', ...full, values: new Int32Array(length).fill(meta.partition) }
    case 'offset': {
      const values = new BigInt64Array(length)
      const words = new Uint32Array(values.buffer)
      for (let i = 0; i < length; i++) writeInt64(words, i, meta.from + i)
      return { type: 'int64', ...full, values }
    }
    case 'timestamp':
      return { type: 'timestamp', ...full, values: new BigInt64Array(length).fill(BigInt(meta.timestamp) * 1000n) }
    case 'timestampType':
      return { type: 'int32', ...full, values: new Int32Array(length).fill(LOG_APPEND_TIME) }
    default:
      throw new MillraceError('MILLRACE_ANALYSIS', `A journal record has no column ${name}.`)
  }
}

function keyColumn(batch: DecodedBatch): Column {
  const length = batch.count
  const keys: DecodedKeys = batch.keys ?? { lengths: new Int32Array(length).fill(-1), ends: new Int32Array(length) }
  const offsets = new Int32Array(length + 1)
  for (let i = 0; i < length; i++) offsets[i + 1] = offsets[i] + Math.max(0, keys.lengths[i])
  const bytes = new Uint8Array(offsets[length])
  const validity = new Uint8Array(validityBytes(length))
  let nullCount = 0
  for (let i = 0; i < length; i++) {
    const size = keys.lengths[i]
    if (size < 0) nullCount++
    else {
      bytes.set(batch.bytes.subarray(keys.ends[i] - size, keys.ends[i]), offsets[i])
      setValid(validity, i)
    }
  }
  return { type: 'binary', length, offsets, bytes, validity, nullCount }
}
