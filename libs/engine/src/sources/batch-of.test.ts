import { expect, test } from 'vitest'
import { rowsOf } from '../operators/rows.ts'
import { batchOf } from './batch-of.ts'

const SCHEMA = [
  { name: 'at', type: 'timestamp', nullable: true },
  { name: 'day', type: 'date', nullable: true },
  { name: 'price', type: 'decimal(5,2)', nullable: true },
  { name: 'tags', type: 'list<string>', nullable: true },
  { name: 'n', type: 'int64', nullable: true },
] as const

test('values of every kind, and a row without them', () => {
  const at = new Date('2020-02-29T01:02:03Z')
  const batch = batchOf(SCHEMA, [{ at, day: '2020-02-29', price: '1.5', tags: ['a', null], n: 5n }, {}])
  expect(rowsOf(batch)).toEqual([
    { at, day: '2020-02-29', price: 150n, tags: ['a', null], n: 5n },
    { at: null, day: null, price: null, tags: null, n: null },
  ])
})

test('text that is no value of the type', () => {
  expect(() => batchOf(SCHEMA, [{ price: 'cheap' }])).toThrow('CAST_INVALID_INPUT')
})
