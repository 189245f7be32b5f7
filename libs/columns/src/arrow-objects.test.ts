import * as arrow from 'apache-arrow'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toIpc } from './arrow.ts'
import type { ColumnBatch, HostValue } from './column.ts'
import { fromIpc } from './from-arrow.ts'
import type { ObjectType, TypeName } from './schema.ts'
import { typeParts } from './type-text.ts'

const INT64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const INT32 = fc.integer()

/** Values of a type, among them nulls where they may be. */
function values(type: TypeName): fc.Arbitrary<HostValue> {
  const parts = typeParts(type)
  const inner = (t: TypeName): fc.Arbitrary<HostValue> => fc.option(values(t), { freq: 4 })
  switch (parts.kind) {
    case 'decimal': {
      const limit = 10n ** BigInt(parts.precision) - 1n
      return fc.bigInt({ min: -limit, max: limit })
    }
    case 'list':
      return fc.array(inner(parts.element), { maxLength: 4 })
    case 'struct':
      return fc.tuple(...parts.members.map(m => inner(m.type)))
    case 'map':
      return fc
        .array(fc.tuple(values(parts.key), inner(parts.value)), { maxLength: 4 })
        .map(entries => ({ keys: entries.map(e => e[0]), values: entries.map(e => e[1]) }))
    default:
      switch (type) {
        case 'void':
          return fc.constant(null)
        case 'interval':
          return fc.record({ months: INT32, days: INT32, microseconds: INT64 })
        case 'string':
          return fc.string({ unit: 'grapheme' })
        case 'binary':
          return fc.uint8Array({ maxLength: 5 })
        case 'boolean':
          return fc.boolean()
        case 'double':
          return fc.double()
        case 'timestamp':
        case 'int64':
          return INT64
        default:
          return INT32
      }
  }
}

const TYPES: readonly ObjectType[] = [
  'decimal(38,10)',
  'decimal(5,2)',
  'list<int32>',
  'list<list<string>>',
  'map<string,decimal(10,3)>',
  'map<int32,list<double>>',
  'struct<a:int32,`b c`:string,d:struct<e:timestamp,f:boolean>>',
  'struct<>',
  'list<interval>',
  'interval',
  'void',
]

test.each(TYPES)('%s survives the way through Arrow IPC', type => {
  fc.assert(
    fc.property(fc.array(fc.option(values(type), { freq: 4 }), { maxLength: 20 }), objects => {
      const { length } = objects
      const nullCount = objects.filter(v => v === null).length
      const batch: ColumnBatch = {
        schema: [{ name: 'c', type, nullable: true }],
        length,
        columns: [{ type, length, objects, nullCount }],
      }
      const back = fromIpc(toIpc(batch))
      expect(back.schema).toEqual(batch.schema)
      expect(back.columns[0]).toEqual(batch.columns[0])
    }),
    { numRuns: 60 },
  )
})

test('Arrow sees the types and values that other readers expect', () => {
  const column = (type: ObjectType, objects: readonly HostValue[]) => ({ type, length: 1, objects, nullCount: 0 })
  const columns = [
    column('decimal(10,2)', [-12345n]),
    column('list<string>', [['a', null]]),
    column('map<string,int32>', [{ keys: ['k'], values: [7] }]),
    column('struct<x:int32,y:string>', [[1, 'z']]),
  ]
  const schema = columns.map((c, i) => ({ name: `c${i}`, type: c.type, nullable: true }))
  const read = arrow.tableFromIPC(toIpc({ schema, length: 1, columns }))
  expect(read.schema.fields.map(f => String(f.type))).toEqual([
    'Decimal[10e+2]',
    'List<Utf8>',
    'Map<{key:Utf8, value:Int32}>',
    'Struct<{x:Int32, y:Utf8}>',
  ])
  expect(read.getChild('c1')?.get(0)?.toArray()).toEqual(['a', null])
  expect(read.getChild('c2')?.get(0)?.toJSON()).toEqual({ k: 7 })
  expect(read.getChild('c3')?.get(0)?.toJSON()).toEqual({ x: 1, y: 'z' })
})
