/** UTF-8 as the Unicode Standard defines it (table 3-7): no overlong forms, surrogates or code points above U+10FFFF. */

const HEX = new TextEncoder().encode('0123456789abcdef')

/** Bytes of the well-formed sequence that begins at `i`, or 0 when none does. */
function sequenceLength(bytes: Uint8Array, i: number, end: number): number {
  const lead = bytes[i]
  if (lead < 0x80) return 1
  if (lead < 0xc2 || lead > 0xf4) return 0
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  if (i + length > end) return 0
  const second = bytes[i + 1]
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  if (second < low || second > high) return 0
  for (let k = 2; k < length; k++) if ((bytes[i + k] & 0xc0) !== 0x80) return 0
  return length
}

/** True when the range is well-formed UTF-8. */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; ) {
    const length = sequenceLength(bytes, i, end)
    if (length === 0) return false
    i += length
  }
  return true
}

/** A copy of the range in which each byte that is part of no well-formed sequence is written as `\xhh`, in lowercase hex. */
export function escapeInvalidUtf8(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const escaped = new Uint8Array((end - start) * 4)
  let to = 0
  for (let i = start; i < end; ) {
    const length = sequenceLength(bytes, i, end)
    if (length === 0) {
      escaped[to++] = 0x5c
      escaped[to++] = 0x78
      escaped[to++] = HEX[bytes[i] >> 4]
      escaped[to++] = HEX[bytes[i++] & 15]
    } else {
      for (const next = i + length; i < next; i++) escaped[to++] = bytes[i]
    }
  }
  return escaped.subarray(0, to)
}
