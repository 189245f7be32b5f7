import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompressSync } from 'node:zlib'

/** How batches are stored. */
export type Compression = 'none' | 'zstd'

/** The numbers in `batches.codec`. */
export const CODEC = { none: 0, zstd: 1 } as const satisfies Record<Compression, number>

const compressZstd = promisify(zstdCompress)

/** Level 1: log lines shrink some eightfold at several hundred MB/s, off the main thread. */
export async function compress(bytes: Uint8Array, compression: Compression): Promise<Uint8Array> {
  if (compression === 'none') return bytes
  return compressZstd(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 1 } })
}

/** @throws when the bytes are not what the codec says. */
export function decompress(bytes: Uint8Array<ArrayBuffer>, codec: number): Uint8Array<ArrayBuffer> {
  if (codec === CODEC.none) return bytes
  if (codec === CODEC.zstd) return zstdDecompressSync(bytes)
  throw new Error(`unknown codec ${codec}`)
}
