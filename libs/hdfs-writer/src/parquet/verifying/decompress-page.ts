import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { ParquetDamage } from '../reading/damage.ts'
import { decompressLz4Block, decompressLz4Hadoop } from './lz4-block.ts'

/** A page as it was before compression: it has `size` bytes. @throws ParquetDamage */
export async function decompressPage(codec: string, page: Uint8Array, size: number): Promise<Uint8Array> {
  if (size === 0 && page.length === 0) return page
  let bytes: Uint8Array
  try {
    bytes = await decompressed(codec, page, size)
  } catch (cause) {
    if (cause instanceof ParquetDamage) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ParquetDamage(`a page cannot be decompressed (${codec}: ${why})`)
  }
  if (bytes.length !== size)
    throw new ParquetDamage(`a page has ${bytes.length} bytes and its header says ${size} (${codec})`)
  return bytes
}

async function decompressed(codec: string, page: Uint8Array, size: number): Promise<Uint8Array> {
  // One more, so that a page that is too long is seen.
  const options = { maxOutputLength: size + 1 }
  switch (codec) {
    case 'none':
      return page
    case 'zstd':
      return zstdDecompressSync(page, options)
    case 'gzip':
      return gunzipSync(page, options)
    case 'brotli':
      return brotliDecompressSync(page, options)
    case 'snappy': {
      const { snappyDecompress } = await import('@platformatic/wasm-utils')
      return snappyDecompress(Buffer.from(page.buffer, page.byteOffset, page.length))
    }
    case 'lz4_raw':
      return decompressLz4Block(page, size)
    case 'lz4':
      return decompressLz4Hadoop(page, size)
    default:
      throw new ParquetDamage(`it is compressed with ${codec}, which cannot be verified`)
  }
}
