const C1 = 0xcc9e2d51
const C2 = 0x1b873593

const rotate = (x: number, n: number): number => (x << n) | (x >>> (32 - n))

const mixK = (k: number): number => Math.imul(rotate(Math.imul(k, C1), 15), C2)
const mixH = (h: number, k: number): number => (Math.imul(rotate(h ^ mixK(k), 13), 5) + 0xe6546b64) | 0

function finish(h: number, length: number): number {
  let x = h ^ length
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Hash of an int32 as Spark computes it. */
export const hashInt = (value: number, seed: number): number => finish(mixH(seed, value), 4)

/** Hash of an int64 as Spark computes it. */
export function hashLong(value: bigint, seed: number): number {
  const low = Number(BigInt.asIntN(32, value))
  const high = Number(BigInt.asIntN(32, value >> 32n))
  return finish(mixH(mixH(seed, low), high), 8)
}

/** Spark's hash of bytes: words of four bytes, then each byte that is left as a word of its own (signed). */
export function hashBytes(bytes: Uint8Array, seed: number): number {
  const words = view(bytes)
  const aligned = bytes.length - (bytes.length % 4)
  let h = seed
  for (let i = 0; i < aligned; i += 4) h = mixH(h, words.getInt32(i, true))
  for (let i = aligned; i < bytes.length; i++) h = mixH(h, words.getInt8(i))
  return finish(h, bytes.length)
}

/** Scala's MurmurHash3.bytesHash, which mixes the bytes that are left as the algorithm says. */
export function murmur3Bytes(bytes: Uint8Array, seed: number): number {
  const words = view(bytes)
  const aligned = bytes.length - (bytes.length % 4)
  let h = seed
  for (let i = 0; i < aligned; i += 4) h = mixH(h, words.getInt32(i, true))
  let k = 0
  for (let i = bytes.length - 1; i >= aligned; i--) k = (k << 8) | bytes[i]
  if (aligned < bytes.length) h ^= mixK(k)
  return finish(h, bytes.length)
}
