/**
 * MurmurHash2 as in Kafka's `org.apache.kafka.common.utils.Utils.murmur2`, so that a key is found in the partition where the
 * Java client would have put it.
 */
export function murmur2(key: Uint8Array): number {
  const m = 0x5bd1e995
  const { length } = key
  let h = 0x9747b28c ^ length
  let i = 0
  for (; i + 4 <= length; i += 4) {
    let k = key[i] | (key[i + 1] << 8) | (key[i + 2] << 16) | (key[i + 3] << 24)
    k = Math.imul(k, m)
    k ^= k >>> 24
    h = Math.imul(h, m) ^ Math.imul(k, m)
  }
  if (i < length) {
    if (i + 2 < length) h ^= key[i + 2] << 16
    if (i + 1 < length) h ^= key[i + 1] << 8
    h = Math.imul(h ^ key[i], m)
  }
  h = Math.imul(h ^ (h >>> 13), m)
  return h ^ (h >>> 15)
}

/** The partition of a key: the Java client's default partitioner. */
export const partitionOf = (key: Uint8Array, partitions: number): number => (murmur2(key) & 0x7fffffff) % partitions
