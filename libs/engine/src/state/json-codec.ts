import { crc32 } from 'node:zlib'
import { MillraceError } from '@millrace/errors'

const HEADER = 4

/** Characters of a piece. */
const PIECE_LENGTH = 2 ** 24

/** A value as JSON text in UTF-8 after its CRC-32 (little-endian). */
export const encodeJson = (value: unknown): Uint8Array => encodeText(JSON.stringify(value))

/** The elements of arrays as arrays that are encoded so, one at least, each of at most so many characters or of one given array. */
export function* encodePieces(arrays: Iterable<readonly unknown[]>): Generator<Uint8Array> {
  let texts: string[] = []
  let length = 0
  let isFirst = true
  for (const array of arrays) {
    const text = JSON.stringify(array).slice(1, -1)
    if (length > 0 && length + text.length > PIECE_LENGTH) {
      yield encodeText(`[${texts.join()}]`)
      isFirst = false
      texts = []
      length = 0
    }
    if (text.length > 0) texts.push(text)
    length += text.length
  }
  if (isFirst || length > 0) yield encodeText(`[${texts.join()}]`)
}

function encodeText(text: string): Uint8Array {
  const json = Buffer.from(text)
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
