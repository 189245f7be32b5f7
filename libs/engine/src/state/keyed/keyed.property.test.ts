import type { HostValue, Schema } from '@millrace/columns'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columnsOf, hostRows } from '../../testing/recording-sink.ts'
import { ChunkList } from './chunk-list.ts'
import { ExpiryQueue } from './expiry-queue.ts'
import { firstRows } from './gather.ts'
import { batchChunks, gatherBatch } from './gather-batch.ts'
import { KeyCodec } from './key-bytes.ts'
import { KeyTable } from './key-table.ts'

const SCHEMA = [
  { name: 'text', type: 'string', nullable: true },
  { name: 'bytes', type: 'binary', nullable: true },
  { name: 'flag', type: 'boolean', nullable: true },
  { name: 'small', type: 'int16', nullable: true },
  { name: 'int', type: 'int32', nullable: true },
  { name: 'long', type: 'int64', nullable: true },
  { name: 'float', type: 'float', nullable: true },
  { name: 'double', type: 'double', nullable: true },
  { name: 'list', type: 'list<string>', nullable: true },
  { name: 'decimal', type: 'decimal(30,2)', nullable: true },
] as const satisfies Schema

const double = fc.constantFrom(0, -0, Number.NaN, 1.5, -2, Number.POSITIVE_INFINITY)
const row = fc.tuple(
  ...[
    fc.constantFrom('', 'a', 'b', 'ä', 'a longer text than others'),
    fc.constantFrom(...['', 'a', 'ab'].map(s => new Uint8Array(Buffer.from(s)))),
    fc.boolean(),
    fc.integer({ min: -32768, max: 32767 }),
    fc.constantFrom(0, -1, 2147483647, -2147483648),
    fc.constantFrom(0n, -1n, 2n ** 62n, -(2n ** 63n)),
    double,
    double,
    fc.constantFrom<HostValue[]>([], [null], ['a', 'b']),
    fc.constantFrom(0n, -1n, 10n ** 29n),
  ].map(value => fc.option<HostValue>(value as fc.Arbitrary<HostValue>, { freq: 6 })),
)

const text = (value: unknown): string =>
  JSON.stringify(value, (_, v) =>
    typeof v === 'bigint' ? `${v}n` : Object.is(v, -0) ? '-0' : Number.isNaN(v) ? 'NaN' : v,
  )
/** As Spark groups. */
const normal = (values: readonly HostValue[]): string => text(values.map(v => (Object.is(v, -0) ? 0 : v)))

test('keys have the same bytes where they are equal, and come back', () => {
  const codec = new KeyCodec(SCHEMA.map(f => f.type))
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), rows => {
      const { columns, length } = columnsOf(SCHEMA, rows)
      const keys = codec.encode(columns, length)
      const byBytes = new Map<string, string>()
      for (const [r, values] of rows.entries()) {
        const bytes = Buffer.from(keys.bytes.subarray(keys.starts[r], keys.starts[r + 1])).toString('hex')
        expect(byBytes.get(bytes) ?? normal(values)).toBe(normal(values))
        byBytes.set(bytes, normal(values))
      }
      expect(new Set(byBytes.values()).size).toBe(byBytes.size)
      const decoded = { schema: SCHEMA, length, columns: codec.decode(keys, length) }
      expect(hostRows(decoded).map(normal)).toEqual(rows.map(normal))
    }),
  )
})

/** Steps that add keys 0 .. or remove them; a step has many, so that tables and heaps grow, shrink and move. */
const steps = fc.array(
  fc.record({
    add: fc.boolean(),
    from: fc.nat({ max: 4000 }),
    count: fc.nat({ max: 3000 }),
    every: fc.constantFrom(1, 2, 7),
  }),
  { maxLength: 12 },
)
const numbers = ({ from, count, every }: { from: number; count: number; every: number }): number[] =>
  Array.from({ length: Math.ceil(count / every) }, (_, i) => from + i * every)

test('a table of keys is a map, whatever is added and removed', () => {
  const codec = new KeyCodec(['string'])
  const schema = [{ name: 'key', type: 'string', nullable: true }] as const
  const nameOf = (n: number): string => `${n} `.repeat(1 + (n % 40))
  fc.assert(
    fc.property(steps, all => {
      const table = new KeyTable()
      const model = new Map<number, number>()
      for (const step of all) {
        const wanted = numbers(step)
        if (step.add) {
          const keys = codec.encode(
            columnsOf(
              schema,
              wanted.map(n => [nameOf(n)]),
            ).columns,
            wanted.length,
          )
          for (const [r, n] of wanted.entries()) {
            const id = table.add(keys, r)
            if (model.has(n)) expect(id).toBe(model.get(n))
            model.set(n, id)
          }
        } else
          for (const n of wanted) {
            if (model.has(n)) table.remove(model.get(n)!)
            model.delete(n)
          }
        expect(table.size).toBe(model.size)
        const ids = table.ids()
        expect([...ids]).toEqual([...model.values()].sort((a, b) => a - b))
        const [column] = codec.decode(table.copy(ids), ids.length)
        const names = hostRows({ schema, length: ids.length, columns: [column] }).flat()
        expect(names.sort()).toEqual([...model.keys()].map(nameOf).sort())
      }
      for (const id of model.values()) table.remove(id)
      expect([table.size, table.ids().length]).toEqual([0, 0])
      // What was held for thousands of keys is given back.
      expect(table.byteSize).toBeLessThan(1_000_000)
    }),
    { numRuns: 30 },
  )
})

test('rows in chunks keep their ids and their order, whatever is added and removed', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          rows: fc.array(row, { maxLength: 30 }),
          copies: fc.constantFrom(1, 1, 20, 600),
          removed: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        { maxLength: 10 },
      ),
      batches => {
        const list = new ChunkList(batchChunks(SCHEMA))
        let model: { readonly id: number; readonly row: string }[] = []
        let chance = 0
        for (const { rows, copies, removed } of batches) {
          const given = Array.from({ length: copies }, () => rows).flat()
          const ids = list.add([columnsOf(SCHEMA, given)], firstRows(given.length))
          model.push(...given.map((values, i) => ({ id: ids[i], row: text(values) })))
          model = model.filter(({ id }) => {
            chance = (chance * 1103515245 + 12345) % 2 ** 31
            const goes = chance / 2 ** 31 < removed
            if (goes) list.remove(id)
            return !goes
          })
          list.tidy()
          expect(list.size).toBe(model.length)
          expect([...list.ids()]).toEqual(model.map(m => m.id))
          const wanted = Int32Array.from(model.toReversed(), m => m.id)
          expect([...list.inOrder(wanted)]).toEqual(model.map(m => m.id))
          const found = gatherBatch(SCHEMA, list.chunks, list.positions(wanted))
          expect(hostRows(found).map(text)).toEqual(model.toReversed().map(m => m.row))
        }
        for (const { id } of model) list.remove(id)
        list.tidy()
        expect(list.chunks).toEqual([])
      },
    ),
    { numRuns: 12 },
  )
})

test('a queue gives what is over at a time, and only that', () => {
  const change = fc.record({
    add: fc.array(fc.oneof(fc.integer({ min: -1000, max: 100_000 }), fc.constant(Number.POSITIVE_INFINITY)), {
      maxLength: 300,
    }),
    remove: fc.nat({ max: 5 }),
    time: fc.integer({ min: -1000, max: 60_000 }),
    scale: fc.constantFrom(1, 1000, 1_000_000),
  })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 15 }), changes => {
      const queue = new ExpiryQueue()
      const model = new Map<number, number>()
      let ids = 0
      for (const { add, remove, time, scale } of changes) {
        for (const end of add) {
          queue.add(ids, end * scale)
          model.set(ids++, end * scale)
        }
        for (const id of [...model.keys()].slice(0, remove)) {
          queue.remove(id)
          model.delete(id)
        }
        expect(queue.first()).toBe(Math.min(...model.values()))
        const over = [...model.keys()].filter(id => model.get(id)! <= time * scale)
        expect([...queue.take(time * scale)].sort((a, b) => a - b)).toEqual(over)
        for (const id of over) model.delete(id)
      }
      expect(queue.take(Number.MAX_VALUE).length).toBe([...model.values()].filter(Number.isFinite).length)
    }),
  )
})
