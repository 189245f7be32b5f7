/**
 * 32-bit murmur2 as Kafka's Java client computes it for record keys (org.apache.kafka.common.utils.Utils.murmur2); a signed
 * number.
 */
export function murmur2(data: Uint8Array): number {
  const M = 0x5bd1e995
  const { length } = data
  let h = 0x9747b28c ^ length
  let i = 0
  for (; i + 4 <= length; i += 4) {
    let k = data[i] | (data[i + 1] << 8) | (data[i + 2] << 16) | (data[i + 3] << 24)
    k = Math.imul(k, M)
    k ^= k >>> 24
    k = Math.imul(k, M)
    h = Math.imul(h, M) ^ k
  }
  const rest = length - i
  if (rest >= 3) h ^= data[i + 2] << 16
  if (rest >= 2) h ^= data[i + 1] << 8
  if (rest >= 1) h = Math.imul(h ^ data[i], M)
  h ^= h >>> 13
  h = Math.imul(h, M)
  return h ^ (h >>> 15)
}

/** The partition of a key: the Java client's default partitioner. */
export const partitionOfKey = (key: Uint8Array, partitions: number): number => (murmur2(key) & 0x7fffffff) % partitions
