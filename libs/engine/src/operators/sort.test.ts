import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type SortKey, sortRows } from './sort.ts'
import { columnFrom, type Value } from './testing/columns.ts'
import { naiveCompare } from './testing/naive.ts'

const sorted = (key: SortKey, values: readonly Value[]): Value[] =>
  [...sortRows([key], values.length)].map(r => values[r])

test('nulls come first ascending and last descending', () => {
  const values = [3, null, 1, null, 2]
  const column = columnFrom('int32', values)
  expect(sorted({ column, direction: 'asc', nulls: 'first' }, values)).toEqual([null, null, 1, 2, 3])
  expect(sorted({ column, direction: 'desc', nulls: 'last' }, values)).toEqual([3, 2, 1, null, null])
  expect(sorted({ column, direction: 'desc', nulls: 'first' }, values)).toEqual([null, null, 3, 2, 1])
})

test('strings by their UTF-8 bytes, unsigned', () => {
  const values = ['\u{10000}', '\u{ffff}', 'a', '', 'é', 'ab', 'Z']
  const column = columnFrom('string', values)
  expect(sorted({ column, direction: 'asc', nulls: 'first' }, values)).toEqual([
    '',
    'Z',
    'a',
    'ab',
    'é',
    '\u{ffff}',
    '\u{10000}',
  ])
})

test('NaN is above everything and -0.0 equals 0.0', () => {
  const values = [Number.NaN, 0, -0, Infinity, -1]
  const column = columnFrom('double', values)
  expect([...sortRows([{ column, direction: 'asc', nulls: 'first' }], 5)]).toEqual([4, 1, 2, 3, 0])
})

test('int64 beyond 2^53 and binaries', () => {
  const wide = [2n ** 53n + 1n, -(2n ** 63n), 2n ** 53n, -1n, 0n, 2n ** 63n - 1n]
  const column = columnFrom('int64', wide)
  expect(sorted({ column, direction: 'asc', nulls: 'first' }, wide)).toEqual([...wide].sort(naiveCompare))
  const bytes = columnFrom('binary', [Uint8Array.of(255), Uint8Array.of(1, 2), Uint8Array.of(1)])
  expect([...sortRows([{ column: bytes, direction: 'asc', nulls: 'first' }], 3)]).toEqual([2, 1, 0])
})

test('several keys, stable, and a limit gives the head of the whole order', () => {
  const rows = fc.array(fc.tuple(fc.option(fc.integer({ min: 0, max: 3 })), fc.constantFrom('a', 'b', 'é')), {
    maxLength: 80,
  })
  fc.assert(
    fc.property(rows, fc.nat(90), fc.boolean(), (table, limit, descending) => {
      const keys: SortKey[] = [
        {
          column: columnFrom(
            'int32',
            table.map(([n]) => n),
          ),
          direction: descending ? 'desc' : 'asc',
          nulls: descending ? 'last' : 'first',
        },
        {
          column: columnFrom(
            'string',
            table.map(([, s]) => s),
          ),
          direction: 'asc',
          nulls: 'first',
        },
      ]
      const rank = (n: number | null): number => (n === null ? -1 : n)
      const expected = table
        .map((_, i) => i)
        .sort((a, b) => {
          const first = rank(table[a][0]) - rank(table[b][0])
          return (descending ? -first : first) || naiveCompare(table[a][1], table[b][1]) || a - b
        })
      expect([...sortRows(keys, table.length)]).toEqual(expected)
      expect([...sortRows(keys, table.length, limit)]).toEqual(expected.slice(0, limit))
    }),
  )
})
