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
  | 'interval_ym'
  | 'interval_dt'

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
 * since 1970 in an int32; `interval_ym` is months, `interval_dt` microseconds, `interval` Spark's calendar interval;
 * `void` is the type of a bare NULL. Elements, values and members of nested types may be null.
 */
export type TypeName = FixedType | 'string' | 'binary' | ObjectType

export interface Field {
  readonly name: string
  readonly type: TypeName
  readonly nullable: boolean
}

export type Schema = readonly Field[]
