import type { Column, ColumnBatch, Field, HostValue, ObjectType } from '@millrace/columns'

const COLUMNS: readonly (readonly [string, ObjectType, readonly HostValue[]])[] = [
  ['price', 'decimal(12,2)', [-12345n, null, 99_999_999_999n]],
  ['wide', 'decimal(38,10)', [10n ** 37n, -1n, null]],
  ['tags', 'list<string>', [['a', null, 'ü'], [], null]],
  ['nested', 'list<list<int32>>', [[[1, 2], [], null], null, [[3]]]],
  ['headers', 'map<string,int64>', [{ keys: ['x', 'y'], values: [1n, null] }, { keys: [], values: [] }, null]],
  ['client', 'struct<name:string,score:double,seen:timestamp_ntz>', [['n', 0.5, 1_000_000n], [null, null, null], null]],
]

const FIXED: readonly Column[] = [
  { type: 'int8', length: 3, values: Int8Array.of(-128, 0, 127), validity: null, nullCount: 0 },
  { type: 'float', length: 3, values: Float32Array.of(0.5, -1, 3), validity: Uint8Array.of(0b101), nullCount: 1 },
  { type: 'timestamp_ntz', length: 3, values: BigInt64Array.of(0n, -1n, 1_500_000n), validity: null, nullCount: 0 },
  { type: 'interval_dt', length: 3, values: BigInt64Array.of(5n, 6n, 7n), validity: null, nullCount: 0 },
  { type: 'interval_year', length: 3, values: Int32Array.of(12, 24, -36), validity: null, nullCount: 0 },
]
const FIXED_NAMES = ['tiny', 'ratio', 'local', 'duration', 'years']

/** Three rows of every type that logs do not have. */
export function typedBatch(): ColumnBatch {
  const objects = COLUMNS.map(
    ([, type, values]): Column => ({
      type,
      length: 3,
      objects: values,
      nullCount: values.filter(v => v === null).length,
    }),
  )
  const field = (name: string, type: Field['type']): Field => ({ name, type, nullable: true })
  return {
    schema: [
      ...COLUMNS.map(([name, type]) => field(name, type)),
      ...FIXED.map((c, i) => field(FIXED_NAMES[i], c.type)),
    ],
    length: 3,
    columns: [...objects, ...FIXED],
  }
}
