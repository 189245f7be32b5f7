/** Types whose values lie in a typed array, one element a row; see FixedColumn. */
export type FixedType =
  | 'boolean'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'float'
  | 'double'
  | 'date'
  | 'timestamp'
  | 'timestamp_ntz'
  | YearMonthIntervalType
  | DayTimeIntervalType

/** Months in an int32. The plain one is Spark's `interval year to month`; the others name the only unit that they were written with. */
export type YearMonthIntervalType = 'interval_ym' | 'interval_year' | 'interval_month'

/** Microseconds in an int64. The plain one is Spark's `interval day to second`; the others name the units that they were written with. */
export type DayTimeIntervalType =
  | 'interval_dt'
  | 'interval_day'
  | 'interval_day_hour'
  | 'interval_day_minute'
  | 'interval_hour'
  | 'interval_hour_minute'
  | 'interval_hour_second'
  | 'interval_minute'
  | 'interval_minute_second'
  | 'interval_second'

/** Types whose values are JavaScript values; see ObjectColumn and type-text.ts. */
export type ObjectType =
  | `decimal(${number},${number})`
  | `list<${string}>`
  | `map<${string}>`
  | `struct<${string}>`
  | 'interval'
  | 'void'

/**
 * Type names follow Arrow's and Spark SQL's, with the width written out; the text is the whole type, so that types are compared as strings.
 * `timestamp` is UTC microseconds since 1970 in an int64, `timestamp_ntz` the same of a wall clock without zone, `date` is days
 * since 1970 in an int32; `interval_ym` is months, `interval_dt` microseconds, and so are their narrower kinds; `interval` is Spark's
 * calendar interval;
 * `void` is the type of a bare NULL. Elements, values and members of nested types may be null.
 */
export type TypeName = FixedType | 'string' | 'binary' | ObjectType

export interface Field {
  readonly name: string
  readonly type: TypeName
  readonly nullable: boolean
}

export type Schema = readonly Field[]
