const P1 = 0x9e3779b185ebca87n
const P2 = 0xc2b2ae3d27d4eb4fn
const P3 = 0x165667b19e3779f9n
const P4 = 0x85ebca77c2b2ae63n
const P5 = 0x27d4eb2f165667c5n
const MASK = 0xffffffffffffffffn

const rotate = (x: bigint, n: bigint): bigint => ((x << n) | (x >> (64n - n))) & MASK
const times = (a: bigint, b: bigint): bigint => (a * b) & MASK

function avalanche(hash: bigint): bigint {
  let h = times(hash ^ (hash >> 33n), P2)
  h = times(h ^ (h >> 29n), P3)
  return BigInt.asIntN(64, h ^ (h >> 32n))
}

const round = (accumulator: bigint, input: bigint): bigint =>
  times(rotate((accumulator + times(input, P2)) & MASK, 31n), P1)

const mix8 = (h: bigint, word: bigint): bigint => (times(rotate(h ^ round(0n, word), 27n), P1) + P4) & MASK
const mix4 = (h: bigint, word: bigint): bigint => (times(rotate(h ^ times(word, P1), 23n), P2) + P3) & MASK
const start = (seed: bigint, length: number): bigint => (BigInt.asUintN(64, seed) + P5 + BigInt(length)) & MASK

/** XXH64 of an int32 in four bytes. */
export const xxhashInt = (value: number, seed: bigint): bigint => avalanche(mix4(start(seed, 4), BigInt(value >>> 0)))

/** XXH64 of an int64 in eight bytes. */
export const xxhashLong = (value: bigint, seed: bigint): bigint =>
  avalanche(mix8(start(seed, 8), BigInt.asUintN(64, value)))

/** XXH64 of bytes. */
export function xxhashBytes(bytes: Uint8Array, seed: bigint): bigint {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { length } = bytes
  let at = 0
  let h = start(seed, length)
  if (length >= 32) {
    const unsigned = BigInt.asUintN(64, seed)
    const lanes = [(unsigned + P1 + P2) & MASK, (unsigned + P2) & MASK, unsigned, (unsigned - P1) & MASK]
    for (; at + 32 <= length; at += 32) {
      for (let lane = 0; lane < 4; lane++) lanes[lane] = round(lanes[lane], words.getBigUint64(at + 8 * lane, true))
    }
    h = (rotate(lanes[0], 1n) + rotate(lanes[1], 7n) + rotate(lanes[2], 12n) + rotate(lanes[3], 18n)) & MASK
    for (const lane of lanes) h = (times(h ^ round(0n, lane), P1) + P4) & MASK
    h = (h + BigInt(length)) & MASK
  }
  for (; at + 8 <= length; at += 8) h = mix8(h, words.getBigUint64(at, true))
  for (; at + 4 <= length; at += 4) h = mix4(h, BigInt(words.getUint32(at, true)))
  for (; at < length; at++) h = times(rotate(h ^ times(BigInt(bytes[at]), P5), 11n), P1)
  return avalanche(h)
}
