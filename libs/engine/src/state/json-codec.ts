import { crc32 } from 'node:zlib'
import { MillraceError } from '@millrace/errors'

const HEADER = 4

/** A value as JSON text in UTF-8 after its CRC-32 (little-endian). */
export function encodeJson(value: unknown): Uint8Array {
  const json = Buffer.from(JSON.stringify(value))
  const bytes = new Uint8Array(HEADER + json.length)
  bytes.set(json, HEADER)
  new DataView(bytes.buffer).setUint32(0, crc32(json), true)
  return bytes
}

/** The value again; MILLRACE_CHECKPOINT_DAMAGED when the bytes are damaged. */
export function decodeJson(bytes: Uint8Array): unknown {
  const json = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(HEADER)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length >= HEADER && view.getUint32(0, true) === crc32(json)) return JSON.parse(json.toString())
  throw new MillraceError(
    'MILLRACE_CHECKPOINT_DAMAGED',
    'The state of an operator is not usable: its checksum is wrong',
  )
}
