import type { ThriftStruct } from './thrift-reader.ts'

export type TimeUnit = 'milliseconds' | 'microseconds' | 'nanoseconds'

/** What the values of a column mean. https://github.com/apache/parquet-format/blob/master/LogicalTypes.md */
export type LogicalType =
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'timestamp' | 'time'; readonly unit: TimeUnit; readonly utc: boolean }
  | { readonly kind: 'integer'; readonly bits: number; readonly signed: boolean }
  | {
      readonly kind:
        | 'string'
        | 'map'
        | 'list'
        | 'enum'
        | 'date'
        | 'null'
        | 'json'
        | 'bson'
        | 'uuid'
        | 'float16'
        | 'variant'
        | 'geometry'
        | 'geography'
        | 'interval'
    }

/** For people: `decimal(10,2)`, `timestamp(microseconds, UTC)`, `uint8`. */
export function logicalTypeText(type: LogicalType): string {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`
    case 'timestamp':
    case 'time':
      return `${type.kind}(${type.unit}, ${type.utc ? 'UTC' : 'local'})`
    case 'integer':
      return `${type.signed ? '' : 'u'}int${type.bits}`
    default:
      return type.kind
  }
}

/** Members of the union LogicalType without fields that matter here. */
const PLAIN = {
  1: 'string',
  2: 'map',
  3: 'list',
  4: 'enum',
  6: 'date',
  11: 'null',
  12: 'json',
  13: 'bson',
  14: 'uuid',
  15: 'float16',
  16: 'variant',
  17: 'geometry',
  18: 'geography',
} as const
const [DECIMAL, TIME, TIMESTAMP, INTEGER] = [5, 7, 8, 10]
const UNITS: Readonly<Record<number, TimeUnit>> = { 1: 'milliseconds', 2: 'microseconds', 3: 'nanoseconds' }

/** Of a schema element: its logical type, or what older writers say instead; null for none. */
export function logicalTypeOf(element: ThriftStruct): LogicalType | null {
  const [converted, union] = [element.integer(6, null), element.struct(10)]
  return (union === null ? null : fromUnion(union)) ?? (converted === null ? null : fromConverted(converted, element))
}

function fromUnion(union: ThriftStruct): LogicalType | null {
  const [id] = union.ids()
  if (id === undefined) return null
  const member = union.required(id)
  switch (id) {
    case DECIMAL:
      return { kind: 'decimal', scale: member.integer(1), precision: member.integer(2) }
    case TIME:
    case TIMESTAMP: {
      const unit = UNITS[member.required(2).ids()[0]]
      const kind = id === TIME ? 'time' : 'timestamp'
      return unit === undefined ? null : { kind, unit, utc: member.boolean(1) === true }
    }
    case INTEGER:
      return { kind: 'integer', bits: member.integer(1), signed: member.boolean(2) === true }
    default:
      return id in PLAIN ? { kind: PLAIN[id as keyof typeof PLAIN] } : null
  }
}

/** ConvertedType, which has no local times. */
function fromConverted(converted: number, element: ThriftStruct): LogicalType | null {
  if (converted >= 11 && converted <= 18)
    return { kind: 'integer', bits: 8 << ((converted - 11) % 4), signed: converted >= 15 }
  switch (converted) {
    case 0:
      return { kind: 'string' }
    case 1:
    case 2:
      return { kind: 'map' }
    case 3:
      return { kind: 'list' }
    case 4:
      return { kind: 'enum' }
    case 5:
      return { kind: 'decimal', scale: element.integer(7, 0), precision: element.integer(8, 0) }
    case 6:
      return { kind: 'date' }
    case 7:
    case 8:
      return { kind: 'time', unit: converted === 7 ? 'milliseconds' : 'microseconds', utc: true }
    case 9:
    case 10:
      return { kind: 'timestamp', unit: converted === 9 ? 'milliseconds' : 'microseconds', utc: true }
    case 19:
      return { kind: 'json' }
    case 20:
      return { kind: 'bson' }
    case 21:
      return { kind: 'interval' }
    default:
      return null
  }
}
