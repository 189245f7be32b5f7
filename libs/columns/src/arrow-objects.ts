import type * as Arrow from 'apache-arrow'
import { packBits } from './arrow-bits.ts'
import { setValid, validityBytes } from './bitmap.ts'
import type { HostValue, Interval, MapValue } from './column.ts'
import { newFixedValues } from './fixed-values.ts'
import { arrow } from './load-arrow.ts'
import type { FixedType, TypeName } from './schema.ts'
import { isDayTime, isYearMonth, typeParts } from './type-text.ts'

const FIXED_TYPES: Partial<Record<FixedType, () => Arrow.DataType>> = {
  boolean: () => new (arrow().Bool)(),
  int8: () => new (arrow().Int8)(),
  int16: () => new (arrow().Int16)(),
  int32: () => new (arrow().Int32)(),
  int64: () => new (arrow().Int64)(),
  float: () => new (arrow().Float32)(),
  double: () => new (arrow().Float64)(),
  date: () => new (arrow().DateDay)(),
  timestamp: () => new (arrow().TimestampMicrosecond)('UTC'),
  timestamp_ntz: () => new (arrow().TimestampMicrosecond)(),
}

/** Arrow's type of the values of a fixed-width type. */
export function fixedArrowType(type: FixedType): Arrow.DataType {
  if (isYearMonth(type)) return new (arrow().IntervalYearMonth)()
  return isDayTime(type) ? new (arrow().DurationMicrosecond)() : FIXED_TYPES[type]!()
}

/** Members of the struct that stands for a calendar interval: Arrow's own would lose days of nanoseconds. */
export const INTERVAL_MEMBERS = [
  { name: 'months', type: 'int32' },
  { name: 'days', type: 'int32' },
  { name: 'microseconds', type: 'int64' },
] as const

/**
 * Host values of any type as Arrow data: decimal -> Decimal128, list -> List, map -> Map, struct -> Struct, calendar interval -> Struct
 * of its three numbers, void -> Null, string -> Utf8, the others as in columns of their own.
 */
export function hostData(type: TypeName, values: readonly HostValue[]): Arrow.Data {
  const { length } = values
  const parts = typeParts(type)
  if (type === 'void') return arrow().makeData({ type: new (arrow().Null)(), length })
  const nulls = nullsOf(values)
  if (type === 'interval') {
    return structData(
      INTERVAL_MEMBERS,
      (values as readonly (Interval | null)[]).map(v => v && [v.months, v.days, v.microseconds]),
      nulls,
    )
  }
  switch (parts.kind) {
    case 'decimal':
      return make({ type: new (arrow().Decimal)(parts.scale, parts.precision, 128), data: words(values), ...nulls })
    case 'list': {
      const items = values as readonly (readonly HostValue[] | null)[]
      const child = hostData(
        parts.element,
        items.flatMap(v => v ?? []),
      )
      const field = new (arrow().Field)('element', child.type, true)
      return make({
        type: new (arrow().List)(field),
        valueOffsets: offsets(items.map(v => v?.length ?? 0)),
        child,
        ...nulls,
      })
    }
    case 'map':
      return mapData(parts.key, parts.value, values as readonly (MapValue | null)[], nulls)
    case 'struct':
      return structData(parts.members, values as readonly (readonly HostValue[] | null)[], nulls)
    case 'simple':
      return type === 'string' || type === 'binary'
        ? bytesData(type, values, nulls)
        : fixedHostData(type as FixedType, values, nulls)
  }
}

interface Nulls {
  readonly length: number
  readonly nullCount: number
  readonly nullBitmap: Uint8Array | undefined
}

/** Arrow ignores a bitmap that comes with a null count of 0, and needs none then. */
function nullsOf(values: readonly HostValue[]): Nulls {
  const { length } = values
  const bitmap = new Uint8Array(validityBytes(length))
  let nullCount = 0
  for (let i = 0; i < length; i++) {
    if (values[i] === null) nullCount++
    else setValid(bitmap, i)
  }
  return { length, nullCount, nullBitmap: nullCount === 0 ? undefined : bitmap }
}

const make = (data: object): Arrow.Data => arrow().makeData(data as never)

function offsets(lengths: readonly number[]): Int32Array {
  const out = new Int32Array(lengths.length + 1)
  for (const [i, n] of lengths.entries()) out[i + 1] = out[i] + n
  return out
}

/** Little-endian 128-bit two's complement. */
function words(values: readonly HostValue[]): Uint32Array {
  const out = new BigUint64Array(values.length * 2)
  for (const [i, v] of values.entries()) {
    if (v === null) continue
    out[2 * i] = BigInt.asUintN(64, v as bigint)
    out[2 * i + 1] = BigInt.asUintN(64, (v as bigint) >> 64n)
  }
  return new Uint32Array(out.buffer)
}

function structData(
  members: readonly { readonly name: string; readonly type: TypeName }[],
  values: readonly (readonly HostValue[] | null)[],
  nulls: Nulls,
): Arrow.Data {
  const children = members.map((m, i) =>
    hostData(
      m.type,
      values.map(v => v?.[i] ?? null),
    ),
  )
  const fields = members.map((m, i) => new (arrow().Field)(m.name, children[i].type, true))
  return make({ type: new (arrow().Struct)(fields), children, ...nulls })
}

function mapData(key: TypeName, value: TypeName, values: readonly (MapValue | null)[], nulls: Nulls): Arrow.Data {
  const children = [
    hostData(
      key,
      values.flatMap(v => v?.keys ?? []),
    ),
    hostData(
      value,
      values.flatMap(v => v?.values ?? []),
    ),
  ]
  const fields = [
    new (arrow().Field)('key', children[0].type, false),
    new (arrow().Field)('value', children[1].type, true),
  ]
  const entries = new (arrow().Struct)(fields)
  const child = make({ type: entries, length: children[0].length, nullCount: 0, children })
  const type = new (arrow().Map_)(new (arrow().Field)('key_value', entries, false) as never)
  return make({ type, valueOffsets: offsets(values.map(v => v?.keys.length ?? 0)), child, ...nulls })
}

function bytesData(type: 'string' | 'binary', values: readonly HostValue[], nulls: Nulls): Arrow.Data {
  const bytes = values.map(v =>
    v === null ? new Uint8Array(0) : typeof v === 'string' ? Buffer.from(v) : (v as Uint8Array),
  )
  return make({
    type: type === 'string' ? new (arrow().Utf8)() : new (arrow().Binary)(),
    valueOffsets: offsets(bytes.map(b => b.length)),
    data: new Uint8Array(Buffer.concat(bytes)),
    ...nulls,
  })
}

function fixedHostData(type: FixedType, values: readonly HostValue[], nulls: Nulls): Arrow.Data {
  const array = newFixedValues(type, values.length) as Float64Array
  for (const [i, v] of values.entries()) if (v !== null) array[i] = v as number
  const data = type === 'boolean' ? packBits(array as never, values.length) : array
  return make({ type: fixedArrowType(type), data, ...nulls })
}
