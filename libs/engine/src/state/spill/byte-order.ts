/** The numbers of keys in the order of their bytes, in which the disk is fastest. */
export const inOrder = (keys: readonly Uint8Array[]): Int32Array =>
  Int32Array.from(keys, (_, i) => i).sort((i, j) => compareBytes(keys[i], keys[j]))

/** Keys are short: a loop is faster than Buffer.compare. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i] - b[i]
  return a.length - b.length
}

/** Bytes of `writeTime`. */
export const TIME_BYTES = 8

/** Writes a whole number so that bytes are in its order: signed 64 bits, the sign turned, the highest byte first; all ones for infinity. */
export function writeTime(to: Uint8Array, at: number, time: number): void {
  const never = time === Number.POSITIVE_INFINITY
  const high = never ? 0xffffffff : (Math.floor(time / 2 ** 32) ^ 0x80000000) >>> 0
  const low = never ? 0xffffffff : time - Math.floor(time / 2 ** 32) * 2 ** 32
  for (let i = 0; i < 4; i++) {
    to[at + i] = high >>> (24 - 8 * i)
    to[at + 4 + i] = low >>> (24 - 8 * i)
  }
}
