import { type HostValue, isInt64Based, type TypeName } from '@millrace/columns'
import { hashBytes, hashInt } from '../../kernels/functions/murmur3.ts'

const INITIAL_CAPACITY = 64
const LOAD_FACTOR = 0.7
const TEXT_SEED = 42

const float = new DataView(new ArrayBuffer(8))
const fold = (bits: bigint): number => Number(BigInt.asIntN(32, bits ^ (BigInt.asUintN(64, bits) >> 32n)))

/** Java's hashCode of a value as Spark holds it; undefined for types whose hash is not known here. */
function javaHash(type: TypeName): ((value: HostValue) => number) | undefined {
  if (isInt64Based(type)) return v => fold(v as bigint)
  switch (type) {
    case 'boolean':
      return v => (v === true ? 1231 : 1237)
    case 'string':
      return v => hashBytes(Buffer.from(v as string), TEXT_SEED)
    case 'float':
      return v => {
        float.setFloat32(0, v as number)
        return float.getInt32(0)
      }
    case 'double':
      return v => {
        float.setFloat64(0, v as number)
        return fold(float.getBigInt64(0))
      }
    case 'int8':
    case 'int16':
    case 'int32':
    case 'date':
    case 'interval_ym':
    case 'interval_year':
    case 'interval_month':
      return v => v as number
    default:
      return undefined
  }
}

/**
 * Items in the order in which Spark's OpenHashMap gives its keys after they were put in one after another; the same order for types
 * whose hash is not known. Where Spark says that any of several values may be the answer, it is the first in this order.
 */
export function openHashOrder<T extends { readonly value: HostValue }>(
  type: TypeName,
  items: readonly T[],
): readonly T[] {
  const hash = javaHash(type)
  if (hash === undefined || items.length < 2) return items
  let slots = new Array<T | undefined>(INITIAL_CAPACITY)
  const put = (item: T): void => {
    const mask = slots.length - 1
    let at = hashInt(hash(item.value), 0) & mask
    for (let step = 1; slots[at] !== undefined; step++) at = (at + step) & mask
    slots[at] = item
  }
  let size = 0
  for (const item of items) {
    put(item)
    if (++size <= Math.trunc(LOAD_FACTOR * slots.length)) continue
    const old = slots
    slots = new Array<T | undefined>(old.length * 2)
    for (const kept of old) if (kept !== undefined) put(kept)
  }
  return slots.filter(item => item !== undefined)
}
