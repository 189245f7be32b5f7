export { toIpc } from './arrow.ts'
export { countValid, isValid, setValid, validityBytes } from './bitmap.ts'
export { equalBytes, fastHash, keyedHash } from './byte-hash.ts'
export {
  type BinaryColumn,
  type Column,
  type ColumnBatch,
  columnOf,
  type FixedColumn,
  type FixedValues,
  type HostValue,
  type Interval,
  isNull,
  isObjectColumn,
  type MapValue,
  type ObjectColumn,
  type StringColumn,
} from './column.ts'
export { Dictionary, type DictionaryData } from './dictionary.ts'
export { newFixedValues } from './fixed-values.ts'
export { fromIpc } from './from-arrow.ts'
export { int64Words, readInt64, writeInt64 } from './int64.ts'
export type {
  DayTimeIntervalType,
  Field,
  FixedType,
  ObjectType,
  Schema,
  TypeName,
  YearMonthIntervalType,
} from './schema.ts'
export {
  decimalType,
  isDayTime,
  isFixedType,
  isInt64Based,
  isObjectType,
  isYearMonth,
  listType,
  type Member,
  mapType,
  structType,
  type TypeParts,
  typeParts,
} from './type-text.ts'
