import { constants, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { lz4Decompress, snappyDecompress } from '@platformatic/wasm-utils'
import type { Codec } from './layout.ts'

/** Bytes of records that one batch may hold when decompressed: far above what brokers accept, below what exhausts memory. */
const MAX_DECOMPRESSED = 1 << 30
const CHUNK = 1 << 20

/** Codecs that Millrace writes; it reads all. */
export interface Compression {
  readonly codec: 'none' | 'gzip' | 'zstd'
  /** gzip 1 to 9, zstd 1 to 22; default 1. */
  readonly level?: number
}

/** The compressed records of a batch. */
export function compress(records: Uint8Array, { codec, level = 1 }: Compression): Uint8Array {
  if (codec === 'gzip') return gzipSync(records, { level })
  if (codec === 'zstd') return zstdCompressSync(records, { params: { [constants.ZSTD_c_compressionLevel]: level } })
  return records
}

/** The records of a batch; throws whatever the codec throws on damaged bytes. */
export function decompress(codec: Codec, bytes: Uint8Array): Uint8Array {
  if (codec === 'gzip') return gunzipSync(bytes, { chunkSize: CHUNK, maxOutputLength: MAX_DECOMPRESSED })
  if (codec === 'zstd') return zstdDecompressSync(bytes, { chunkSize: CHUNK, maxOutputLength: MAX_DECOMPRESSED })
  if (codec === 'lz4') return lz4Decompress(asBuffer(bytes))
  if (codec === 'snappy') return isXerial(bytes) ? decompressXerial(bytes) : snappyBlock(bytes)
  return bytes
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

const XERIAL_MAGIC = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]
const XERIAL_HEADER = 16

const isXerial = (bytes: Uint8Array): boolean =>
  bytes.length >= XERIAL_HEADER && XERIAL_MAGIC.every((byte, i) => bytes[i] === byte)

/** The Java client's framing: a 16-byte header, then blocks, each after its length as an int32. */
function decompressXerial(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const blocks: Uint8Array[] = []
  let total = 0
  for (let p = XERIAL_HEADER; p < bytes.length; ) {
    const length = p + 4 <= bytes.length ? view.getInt32(p) : -1
    p += 4
    if (length < 0 || length > bytes.length - p) throw new Error('a snappy block reaches beyond the batch')
    const block = snappyBlock(bytes.subarray(p, p + length))
    blocks.push(block)
    total += block.length
    if (total > MAX_DECOMPRESSED) throw new Error('the snappy data is too long')
    p += length
  }
  return blocks.length === 1 ? blocks[0] : Buffer.concat(blocks, total)
}

/** A raw snappy block begins with its decompressed length, which is checked before anything is allocated for it. */
function snappyBlock(bytes: Uint8Array): Uint8Array {
  let length = 0
  for (let i = 0, factor = 1; ; i++, factor *= 128) {
    if (i === 5 || i >= bytes.length) throw new Error('a snappy block has no length')
    length += (bytes[i] & 127) * factor
    if (bytes[i] < 128) break
  }
  if (length > MAX_DECOMPRESSED) throw new Error('a snappy block is too long')
  return snappyDecompress(asBuffer(bytes))
}
