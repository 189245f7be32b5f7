import { isDayTime, isYearMonth, type TypeName } from '@millrace/columns'

const INTEGERS: readonly TypeName[] = ['int8', 'int16', 'int32', 'int64']

export const isInteger = (type: TypeName): boolean => INTEGERS.includes(type)
export const isFloating = (type: TypeName): boolean => type === 'float' || type === 'double'
export const isDecimal = (type: TypeName): boolean => type.startsWith('decimal(')
export const isNumeric = (type: TypeName): boolean => isInteger(type) || isFloating(type) || isDecimal(type)

/** date, timestamp and timestamp_ntz. */
export const isDatetime = (type: TypeName): boolean =>
  type === 'date' || type === 'timestamp' || type === 'timestamp_ntz'

/** Intervals of ANSI SQL, which have an order: not Spark's calendar interval. */
export const isAnsiInterval = (type: TypeName): boolean => isYearMonth(type) || isDayTime(type)
export const isInterval = (type: TypeName): boolean => type === 'interval' || isAnsiInterval(type)

/** True for types whose values consist of others: list, map, struct. */
export const isNested = (type: TypeName): boolean => /^(?:list|map|struct)</.test(type)
