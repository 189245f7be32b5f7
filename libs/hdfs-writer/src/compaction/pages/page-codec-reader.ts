import { zstdDecompressSync } from 'node:zlib'
import { ParquetDamage } from '../../parquet/reading/damage.ts'

export type Decompress = (page: Uint8Array, size: number) => Uint8Array

let snappy: ((data: Buffer) => Buffer) | undefined

/** Must have ended before pages are read: snappy is a WebAssembly module. */
export async function loadDecompression(): Promise<void> {
  snappy ??= (await import('@platformatic/wasm-utils')).snappyDecompress
}

/** A page as it was before compression, of `size` bytes. @throws ParquetDamage */
export function decompressPage(codec: string, page: Uint8Array, size: number): Uint8Array {
  const bytes = decompressed(codec, page, size)
  if (bytes.length !== size) throw new ParquetDamage('a page is not as long as its header says')
  return bytes
}

function decompressed(codec: string, page: Uint8Array, size: number): Uint8Array {
  try {
    if (codec === 'none') return page
    if (codec === 'zstd') return zstdDecompressSync(page, { maxOutputLength: Math.max(1, size) })
    if (codec === 'snappy' && snappy !== undefined)
      return snappy(Buffer.from(page.buffer, page.byteOffset, page.length))
  } catch (cause) {
    throw new ParquetDamage(`a page cannot be decompressed (${cause instanceof Error ? cause.message : cause})`)
  }
  throw new ParquetDamage(`it is compressed with ${codec}, which Millrace does not write`)
}
