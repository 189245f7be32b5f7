import { int64Words } from '@millrace/columns'
import type { Annotation } from './file-schema.ts'
import type { LeafValues } from './leaf-column.ts'

/** The least and the largest value of a column chunk in PLAIN encoding without lengths, or bounds of them. */
export interface Bounds {
  readonly min: Uint8Array
  readonly minExact: boolean
  /** Null when no short bound exists. */
  readonly max: Uint8Array | null
  readonly maxExact: boolean
}

/** Longer values are cut to bounds of this length. */
const MAX_BYTES = 64

/** The bounds of the values in the order of their type; null when there are none: no value, or no number. */
export function boundsOf(values: LeafValues, annotation: Annotation): Bounds | null {
  if (values.count === 0) return null
  switch (values.kind) {
    case 'boolean':
      return booleanBounds(values.values, values.count)
    case 'int32':
      return int32Bounds(values.values, values.count)
    case 'int64':
      return int64Bounds(values.values, values.count)
    case 'float':
    case 'double':
      return floatBounds(values.values, values.count)
    case 'string': {
      const { ids, dictionary, count } = values
      const { bytes, offsets } = dictionary
      let min = ids[0]
      let max = min
      for (let i = 1; i < count; i++) {
        const id = ids[i]
        if (before(bytes, offsets[id], offsets[id + 1], offsets[min], offsets[min + 1])) min = id
        else if (before(bytes, offsets[max], offsets[max + 1], offsets[id], offsets[id + 1])) max = id
      }
      return bytesBounds(dictionary.get(min), dictionary.get(max), annotation === 'string')
    }
    case 'binary': {
      const { bytes, starts, ends, count } = values
      let min = 0
      let max = 0
      for (let i = 1; i < count; i++) {
        if (before(bytes, starts[i], ends[i], starts[min], ends[min])) min = i
        else if (before(bytes, starts[max], ends[max], starts[i], ends[i])) max = i
      }
      const value = (i: number): Uint8Array => bytes.subarray(starts[i], ends[i])
      return bytesBounds(value(min), value(max), annotation === 'string')
    }
    case 'fixed':
      return fixedBounds(values.bytes, values.width, values.count)
  }
}

const exact = (min: Uint8Array, max: Uint8Array): Bounds => ({ min, minExact: true, max, maxExact: true })

function booleanBounds(values: Uint8Array, count: number): Bounds {
  const seen = values.subarray(0, count)
  return exact(Uint8Array.of(seen.includes(0) ? 0 : 1), Uint8Array.of(seen.includes(1) ? 1 : 0))
}

function int32Bounds(values: Int32Array, count: number): Bounds {
  let min = values[0]
  let max = min
  for (let i = 1; i < count; i++) {
    const value = values[i]
    if (value < min) min = value
    else if (value > max) max = value
  }
  return exact(bytesOf(Int32Array.of(min)), bytesOf(Int32Array.of(max)))
}

function int64Bounds(values: BigInt64Array, count: number): Bounds {
  const words = int64Words(values)
  let minHigh = words[1] | 0
  let minLow = words[0]
  let maxHigh = minHigh
  let maxLow = minLow
  for (let i = 1; i < count; i++) {
    const low = words[2 * i]
    const high = words[2 * i + 1] | 0
    if (high < minHigh || (high === minHigh && low < minLow)) {
      minHigh = high
      minLow = low
    } else if (high > maxHigh || (high === maxHigh && low > maxLow)) {
      maxHigh = high
      maxLow = low
    }
  }
  return exact(bytesOf(Uint32Array.of(minLow, minHigh)), bytesOf(Uint32Array.of(maxLow, maxHigh)))
}

/** NaN is left out, and zeros are widened to -0 and +0, as parquet.thrift asks for. */
function floatBounds(values: Float32Array | Float64Array, count: number): Bounds | null {
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (let i = 0; i < count; i++) {
    const value = values[i]
    if (value < min) min = value
    if (value > max) max = value
  }
  if (min > max) return null
  const one = (value: number): Uint8Array =>
    bytesOf(values instanceof Float32Array ? Float32Array.of(value) : Float64Array.of(value))
  return exact(one(min === 0 ? -0 : min), one(max === 0 ? 0 : max))
}

/** Signed numbers of `width` bytes, high byte first. */
function fixedBounds(bytes: Uint8Array, width: number, count: number): Bounds {
  let min = 0
  let max = 0
  for (let at = width; at < count * width; at += width) {
    if (lessFixed(bytes, at, min, width)) min = at
    else if (lessFixed(bytes, max, at, width)) max = at
  }
  return exact(bytes.slice(min, min + width), bytes.slice(max, max + width))
}

function lessFixed(bytes: Uint8Array, a: number, b: number, width: number): boolean {
  // The sign is in the highest bit.
  const sign = (bytes[a] ^ 0x80) - (bytes[b] ^ 0x80)
  if (sign !== 0) return sign < 0
  for (let i = 1; i < width; i++) if (bytes[a + i] !== bytes[b + i]) return bytes[a + i] < bytes[b + i]
  return false
}

/** Unsigned order byte by byte, the shorter of two that are alike first. */
function before(bytes: Uint8Array, aFrom: number, aTo: number, bFrom: number, bTo: number): boolean {
  const length = Math.min(aTo - aFrom, bTo - bFrom)
  for (let i = 0; i < length; i++) {
    const difference = bytes[aFrom + i] - bytes[bFrom + i]
    if (difference !== 0) return difference < 0
  }
  return aTo - aFrom < bTo - bFrom
}

function bytesBounds(min: Uint8Array, max: Uint8Array, text: boolean): Bounds {
  const lower = min.length <= MAX_BYTES ? min : min.subarray(0, cut(min, text))
  const upper = max.length <= MAX_BYTES ? max : next(max.slice(0, cut(max, text)), text)
  return {
    min: lower.slice(),
    minExact: lower.length === min.length,
    max: upper?.slice() ?? null,
    maxExact: upper === max,
  }
}

/** Where a long value is cut: text never within a character. */
function cut(value: Uint8Array, text: boolean): number {
  let at = MAX_BYTES
  if (text) while (at > 0 && (value[at] & 0xc0) === 0x80) at--
  return at
}

/** The shortest successor of every value that starts like this; null when there is none. */
function next(prefix: Uint8Array, text: boolean): Uint8Array | null {
  for (let at = prefix.length - 1; at >= 0; at--) {
    // Of text only ASCII is raised, so that the bound is valid UTF-8.
    if (text ? prefix[at] >= 0x7f : prefix[at] === 0xff) continue
    prefix[at]++
    return prefix.subarray(0, at + 1)
  }
  return null
}

const bytesOf = (values: Int32Array | Uint32Array | Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
