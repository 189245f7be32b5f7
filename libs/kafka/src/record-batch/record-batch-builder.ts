import { crc32c } from '@platformatic/wasm-utils'
import { type Compression, compress } from './compression.ts'
import { AT, ATTRIBUTE, CODECS, HEADER_BYTES, LOG_OVERHEAD } from './layout.ts'

/** Bytes that a record needs at most besides its key and value. */
export const RECORD_OVERHEAD = 24

/** -1 as a zigzag varint: the length of what is null. */
const NULL = 1

/** Who wrote a batch and in which place of its sequence; -1 for a producer without identity. */
export interface BatchIdentity {
  readonly producerId: bigint
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly transactional: boolean
}

/** Encodes records one after another into one batch. All of them carry the batch's own time. */
export class RecordBatchBuilder {
  /** Records appended so far. */
  count = 0
  #buffer: Buffer
  #size: number = HEADER_BYTES

  constructor(capacity: number) {
    this.#buffer = Buffer.allocUnsafeSlow(capacity)
  }

  /** Bytes of the batch so far, uncompressed. */
  get size(): number {
    return this.#size
  }

  /** An upper bound of the size with one more record. */
  sizeWith(keyBytes: number, valueBytes: number): number {
    return this.#size + RECORD_OVERHEAD + keyBytes + valueBytes
  }

  /** Appends a record with the value `bytes[start .. end)`, or null where `end` is before `start`; `headers` is what `encodeHeaders` gives. */
  append(
    bytes: Uint8Array,
    start: number,
    end: number,
    key: Uint8Array | null,
    headers: Uint8Array | null = null,
  ): void {
    const isNull = end < start
    const length = isNull ? 0 : end - start
    const keyLength = key === null ? 0 : key.length
    const headerLength = headers === null ? 1 : headers.length
    const needed = this.#size + RECORD_OVERHEAD + keyLength + length + headerLength
    if (needed > this.#buffer.length) this.#grow(needed)
    const out = this.#buffer
    const delta = this.count
    const keyField = key === null ? 1 : varintBytes(keyLength) + keyLength
    const body = 2 + varintBytes(delta) + keyField + varintBytes(length) + length + headerLength
    let p = putVarint(out, this.#size, body)
    out[p++] = 0
    out[p++] = 0
    p = putVarint(out, p, delta)
    if (key === null) out[p++] = NULL
    else {
      p = putVarint(out, p, keyLength)
      out.set(key, p)
      p += keyLength
    }
    if (isNull) out[p++] = NULL
    else p = putVarint(out, p, length)
    if (length > 48) out.set(bytes.subarray(start, end), p)
    else for (let i = start, q = p; i < end; i++) out[q++] = bytes[i]
    p += length
    if (headers === null) out[p++] = 0
    else {
      out.set(headers, p)
      p += headerLength
    }
    this.#size = p
    this.count = delta + 1
  }

  /** The finished batch, in memory of its own; the builder is empty afterwards. `timestamp` in milliseconds. */
  build(compression: Compression, identity: BatchIdentity, timestamp: number): Buffer {
    const records = this.#buffer.subarray(HEADER_BYTES, this.#size)
    const compressed = compress(records, compression)
    const useful = compression.codec !== 'none' && compressed.length < records.length
    const body = useful ? compressed : records
    const codec = useful ? CODECS.indexOf(compression.codec) : 0
    const batch = Buffer.allocUnsafeSlow(HEADER_BYTES + body.length)
    batch.set(body, HEADER_BYTES)
    batch.writeBigInt64BE(0n, AT.baseOffset)
    batch.writeInt32BE(batch.length - LOG_OVERHEAD, AT.batchLength)
    batch.writeInt32BE(-1, AT.leaderEpoch)
    batch[AT.magic] = 2
    batch.writeInt16BE(codec | (identity.transactional ? ATTRIBUTE.transactional : 0), AT.attributes)
    batch.writeInt32BE(this.count - 1, AT.lastOffsetDelta)
    batch.writeBigInt64BE(BigInt(timestamp), AT.baseTimestamp)
    batch.writeBigInt64BE(BigInt(timestamp), AT.maxTimestamp)
    batch.writeBigInt64BE(identity.producerId, AT.producerId)
    batch.writeInt16BE(identity.producerEpoch, AT.producerEpoch)
    batch.writeInt32BE(identity.baseSequence, AT.baseSequence)
    batch.writeInt32BE(this.count, AT.recordCount)
    batch.writeUInt32BE(crc32c(batch.subarray(AT.attributes)), AT.crc)
    this.count = 0
    this.#size = HEADER_BYTES
    return batch
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2))
    larger.set(this.#buffer.subarray(0, this.#size))
    this.#buffer = larger
  }
}

/** Bytes of a non-negative number as a zigzag varint. */
const varintBytes = (value: number): number =>
  value < 64 ? 1 : value < 8192 ? 2 : value < 1048576 ? 3 : value < 134217728 ? 4 : 5

function putVarint(out: Uint8Array, at: number, value: number): number {
  let rest = (value << 1) >>> 0
  let p = at
  while (rest > 127) {
    out[p++] = (rest & 127) | 128
    rest >>>= 7
  }
  out[p++] = rest
  return p
}
