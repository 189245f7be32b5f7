import type { FixedValues } from './column.ts'
import type { FixedType } from './schema.ts'
import { isDayTime, isYearMonth } from './type-text.ts'

type FixedArray = new (length: number) => FixedValues

const ARRAYS: Readonly<Partial<Record<FixedType, FixedArray>>> = {
  boolean: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  float: Float32Array,
  double: Float64Array,
  date: Int32Array,
  timestamp: BigInt64Array,
  timestamp_ntz: BigInt64Array,
}

/** Values of a fixed-width type, all zero. */
export function newFixedValues(type: FixedType, length: number): FixedValues {
  const Values = isYearMonth(type) ? Int32Array : isDayTime(type) ? BigInt64Array : ARRAYS[type]!
  return new Values(length)
}
