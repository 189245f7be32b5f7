import { type HostValue, type Interval, type MapValue, type TypeName, typeParts } from '@millrace/columns'

/** The hashes of primitive values that a hash function is made of; each goes on from `seed`. */
export interface Hasher<H> {
  int(value: number, seed: H): H
  long(value: bigint, seed: H): H
  bytes(value: Uint8Array, seed: H): H
}

export type HashOf<H> = (value: HostValue, seed: H) => H

const float = new DataView(new ArrayBuffer(8))

/** The bits of a float; -0.0 hashes as 0.0. */
function floatBits(value: number): number {
  float.setFloat32(0, value === 0 ? 0 : value)
  return float.getInt32(0)
}

function doubleBits(value: number): bigint {
  float.setFloat64(0, value === 0 ? 0 : value)
  return float.getBigInt64(0)
}

/** The fewest bytes of two's complement, as BigInteger.toByteArray gives them. */
export function bigIntegerBytes(value: bigint): Uint8Array {
  let length = 1
  while (BigInt.asIntN(8 * length, value) !== value) length++
  return Uint8Array.from({ length }, (_, i) => Number((value >> BigInt(8 * (length - 1 - i))) & 0xffn))
}

/** How Spark hashes values of a type, going on from a seed; a null leaves the seed as it is. */
export function hashOf<H>(type: TypeName, hasher: Hasher<H>): HashOf<H> {
  const hash = hashPresent(type, hasher)
  return (value, seed) => (value === null ? seed : hash(value, seed))
}

function hashPresent<H>(type: TypeName, hasher: Hasher<H>): HashOf<H> {
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'decimal':
      return parts.precision <= 18
        ? (value, seed) => hasher.long(value as bigint, seed)
        : (value, seed) => hasher.bytes(bigIntegerBytes(value as bigint), seed)
    case 'list': {
      const element = hashOf(parts.element, hasher)
      return (value, seed) => (value as HostValue[]).reduce<H>((h, v) => element(v, h), seed)
    }
    case 'struct': {
      const members = parts.members.map(m => hashOf(m.type, hasher))
      return (value, seed) => members.reduce<H>((h, member, i) => member((value as HostValue[])[i], h), seed)
    }
    case 'map': {
      const key = hashOf(parts.key, hasher)
      const item = hashOf(parts.value, hasher)
      return (value, seed) => {
        const { keys, values } = value as MapValue
        return keys.reduce<H>((h, k, i) => item(values[i], key(k, h)), seed)
      }
    }
    case 'simple':
      return hashSimple(parts.type, hasher)
  }
}

function hashSimple<H>(type: string, hasher: Hasher<H>): HashOf<H> {
  switch (type) {
    case 'boolean':
      return (value, seed) => hasher.int(value === true ? 1 : 0, seed)
    case 'float':
      return (value, seed) => hasher.int(floatBits(value as number), seed)
    case 'double':
      return (value, seed) => hasher.long(doubleBits(value as number), seed)
    case 'string':
      return (value, seed) => hasher.bytes(Buffer.from(value as string), seed)
    case 'binary':
      return (value, seed) => hasher.bytes(value as Uint8Array, seed)
    case 'interval':
      return (value, seed) => {
        const { months, days, microseconds } = value as Interval
        return hasher.int(months, hasher.int(days, hasher.long(microseconds, seed)))
      }
    default:
      return (value, seed) => (typeof value === 'bigint' ? hasher.long(value, seed) : hasher.int(value as number, seed))
  }
}
