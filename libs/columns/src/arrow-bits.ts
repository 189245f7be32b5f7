import { countValid } from './bitmap.ts'

/** Rows without a value, counted from the bitmap itself. */
export const nullCountOf = (validity: Uint8Array | null, length: number): number =>
  validity === null ? 0 : length - countValid(validity, length)

/** Arrow's boolean layout (a bit a row, least significant first) from a byte a row. */
export function packBits(values: Uint8Array, length: number): Uint8Array {
  const bits = new Uint8Array((length + 7) >> 3)
  for (let i = 0; i < length; i++) if (values[i] !== 0) bits[i >> 3] |= 1 << (i & 7)
  return bits
}

/** A byte a row from Arrow's boolean layout, starting at bit `offset`. */
export function unpackBits(bits: Uint8Array, offset: number, length: number): Uint8Array {
  const values = new Uint8Array(length)
  for (let i = 0; i < length; i++) values[i] = (bits[(offset + i) >> 3] >> ((offset + i) & 7)) & 1
  return values
}
