import { byteReader } from './byte-reader.ts'
import { FINGERPRINT_BYTES } from './consumed.ts'
import type { OpenFile } from './open-file.ts'

/** The first bytes of a file's content, decompressed: at most 1024, and what there is before damage. */
export async function firstBytes(file: OpenFile): Promise<Uint8Array> {
  const reader = byteReader(file)
  const chunks: Uint8Array[] = []
  let length = 0
  while (length < FINGERPRINT_BYTES) {
    const chunk = await reader.read().catch(() => null)
    if (chunk === null) break
    chunks.push(chunk)
    length += chunk.length
  }
  await reader.close()
  return Buffer.concat(chunks).subarray(0, FINGERPRINT_BYTES)
}
