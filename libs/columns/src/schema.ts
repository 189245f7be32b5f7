/**
 * Type names follow Spark SQL's, with the width written out. `timestamp` is UTC microseconds since 1970 in an int64,
 * `date` is days since 1970 in an int32.
 */
export type TypeName = 'boolean' | 'int16' | 'int32' | 'int64' | 'double' | 'string' | 'binary' | 'date' | 'timestamp'

export interface Field {
  readonly name: string
  readonly type: TypeName
  readonly nullable: boolean
}

export type Schema = readonly Field[]
