import type { LineHeader } from '@millrace/engine'

/** A record without headers. */
const NONE = Uint8Array.of(0)

/** Headers as they stand at the end of a record: their number, then key and value of each with their lengths, as zigzag varints. */
export function encodeHeaders(headers: readonly LineHeader[] | null | undefined): Uint8Array {
  if (headers === null || headers === undefined || headers.length === 0) return NONE
  const parts: Uint8Array[] = [varint(headers.length)]
  for (const { key, value } of headers) {
    const name = Buffer.from(key)
    parts.push(varint(name.length), name)
    if (value === null) parts.push(varint(-1))
    else parts.push(varint(value.length), value)
  }
  return Buffer.concat(parts)
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = ((value << 1) ^ (value >> 31)) >>> 0
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128)
  return Uint8Array.from([...bytes, rest])
}
