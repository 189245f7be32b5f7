import type { HostValue, TypeName } from '@millrace/columns'
import { typeParts } from '@millrace/columns'
import fc from 'fast-check'

export interface AnyColumn {
  readonly type: TypeName
  readonly nullable: boolean
  readonly values: readonly HostValue[]
}

const TYPES: readonly TypeName[] = [
  'boolean',
  'int8',
  'int16',
  'int32',
  'int64',
  'float',
  'double',
  'date',
  'timestamp',
  'timestamp_ntz',
  'interval_ym',
  'interval_dt',
  'string',
  'binary',
  'decimal(5,2)',
  'decimal(18,0)',
  'decimal(38,10)',
  'list<string>',
  'list<int64>',
  'list<list<boolean>>',
  'map<string,double>',
  'map<string,list<int32>>',
  'struct<a:int16,b:string>',
  'struct<a:list<struct<x:binary,y:date>>,b:struct<c:timestamp>>',
]

/** Characters of one to four bytes, and what readers may stumble over. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    '',
    '\0',
    '/a',
    '/b',
    'ü日本𝄞',
    '\\xff',
    'x'.repeat(63) + 'é',
    '\x7f'.repeat(80),
    '\u{10ffff}'.repeat(20),
  ),
)
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 8 }),
  fc.constantFrom(Uint8Array.of(0xff, 0xfe), new Uint8Array(100).fill(0xff), new Uint8Array(70).fill(7)),
)
// Days and microseconds that every reader takes for a date.
const DAYS = { min: -100_000, max: 100_000 }
const MICROS = { min: -(2n ** 52n), max: 2n ** 52n }
const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -300n, max: 300n }),
  fc.constantFrom(2n ** 53n + 1n, -(2n ** 63n), 2n ** 63n - 1n),
)

function anyValue(type: TypeName): fc.Arbitrary<HostValue> {
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'decimal': {
      const limit = 10n ** BigInt(parts.precision) - 1n
      return fc.oneof(fc.bigInt({ min: -limit, max: limit }), fc.constantFrom(limit, -limit, 0n, -1n))
    }
    case 'list':
      return fc.array(orNull(anyValue(parts.element)), { maxLength: 4 })
    case 'map':
      return fc
        .uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 3 })
        .chain(keys =>
          fc
            .array(orNull(anyValue(parts.value)), { minLength: keys.length, maxLength: keys.length })
            .map(values => ({ keys, values })),
        )
    case 'struct':
      return fc.tuple(...parts.members.map(member => orNull(anyValue(member.type))))
    case 'simple':
      return simple(type)
  }
}

function simple(type: TypeName): fc.Arbitrary<HostValue> {
  switch (type) {
    case 'boolean':
      return fc.boolean()
    case 'int8':
      return fc.integer({ min: -128, max: 127 })
    case 'int16':
      return fc.integer({ min: -32_768, max: 32_767 })
    case 'float':
      return fc.float({ noNaN: true }).map(v => v + 0)
    case 'double':
      return fc.double({ noNaN: true }).map(v => v + 0)
    case 'date':
      return fc.integer(DAYS)
    case 'timestamp':
    case 'timestamp_ntz':
      return fc.bigInt(MICROS)
    case 'int64':
    case 'interval_dt':
      return int64
    case 'string':
      return text
    case 'binary':
      return bytes
    default:
      return fc.integer()
  }
}

const orNull = (value: fc.Arbitrary<HostValue>): fc.Arbitrary<HostValue> => fc.option(value, { freq: 4 })

/** Rows as logs have them too: few values again and again, and numbers that grow from row to row. */
function rowsOf(type: TypeName, nullable: boolean, length: number): fc.Arbitrary<HostValue[]> {
  const value = nullable ? orNull(anyValue(type)) : anyValue(type)
  const exactly = { minLength: length, maxLength: length }
  const any = fc.array(value, { ...exactly, size: 'max' })
  const few = fc
    .array(value, { minLength: 1, maxLength: 5 })
    .chain(from =>
      fc.array(fc.nat({ max: from.length - 1 }), { ...exactly, size: 'max' }).map(at => at.map(i => from[i])),
    )
  if (type !== 'int64' && type !== 'timestamp') return fc.oneof(any, few)
  const growing = fc
    .tuple(fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }), fc.array(fc.nat({ max: 40 }), { ...exactly, size: 'max' }))
    .map(([start, steps]) => {
      let at = start
      return steps.map(step => (at += BigInt(step)))
    })
  return fc.oneof(any, few, growing)
}

/** Columns of the same length, of any types. */
export const anyColumns: fc.Arbitrary<AnyColumn[]> = fc
  .oneof(fc.constantFrom(0, 1, 2), fc.integer({ min: 3, max: 40 }), fc.integer({ min: 100, max: 700 }))
  .chain(length =>
    fc.array(
      fc
        .tuple(fc.constantFrom(...TYPES), fc.boolean())
        .chain(([type, nullable]) => rowsOf(type, nullable, length).map(values => ({ type, nullable, values }))),
      { minLength: 1, maxLength: 4 },
    ),
  )
