import { constants, zstdCompressSync } from 'node:zlib'
import type { ParquetCodec } from './parquet-format.ts'

/** How the pages of a file are compressed. */
export interface PageCodec {
  readonly codec: ParquetCodec
  compress(page: Uint8Array<ArrayBuffer>): Uint8Array
}

const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

export const zstdCodec: PageCodec = {
  codec: 'zstd',
  compress: page => zstdCompressSync(page, ZSTD),
}

/** Loaded when asked for: it is a WebAssembly module. */
export async function loadSnappyCodec(): Promise<PageCodec> {
  const { snappyCompress } = await import('@platformatic/wasm-utils')
  return {
    codec: 'snappy',
    compress: page => snappyCompress(Buffer.from(page.buffer, page.byteOffset, page.length)),
  }
}
