/** The widest value that `packGroup` takes, in bits. */
export const MAX_PACKED_BITS = 24

/** Bits that hold every integer from 0 to `max`. */
export const bitWidth = (max: number): number => 32 - Math.clz32(max)

/**
 * Stores eight values of `width` bits in `width` bytes at `bytes[at ...]`, the first in the lowest bits; what lies beyond `end`
 * of the values is 0. Returns the position behind.
 */
export function packGroup(
  bytes: Uint8Array,
  at: number,
  values: Int32Array,
  from: number,
  end: number,
  width: number,
): number {
  const last = from + 8
  const stop = last < end ? last : end
  let bits = 0
  let count = 0
  let p = at
  for (let i = from; i < stop; i++) {
    bits |= values[i] << count
    count += width
    while (count >= 8) {
      bytes[p++] = bits
      bits >>>= 8
      count -= 8
    }
  }
  const behind = at + width
  while (p < behind) {
    bytes[p++] = bits
    bits = 0
  }
  return p
}
