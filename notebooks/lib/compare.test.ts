import { expect, test } from 'vitest'
import { compare } from './compare.ts'

test('equal figures have no difference, doubles to the last digits', () => {
  const row = { host: 'a', count: 3, mean: 0.1 + 0.2, none: null }
  expect(compare([row], [{ ...row, mean: 0.3 }])).toEqual([])
  expect(compare({ rows: [] }, { rows: [] })).toEqual([])
})

test.each([
  [{ a: 1 }, { a: 2 }, '.a'],
  [{ a: 1 }, { a: '1' }, '.a'],
  [{ a: null }, { a: 0 }, '.a'],
  [{ a: 4_000_000_000 }, { a: 4_000_000_001 }, '.a'],
  [{ a: 0.5 }, { a: 0.5000001 }, '.a'],
  [{ a: 1 }, {}, '.a'],
  [{}, { a: 1 }, '.a'],
  [[{ a: 1 }], [], '[0]'],
  [[], [{ a: 1 }], '[0]'],
  [{ rows: [{ a: 1 }, { a: 2 }] }, { rows: [{ a: 1 }, { a: 3 }] }, '.rows[1].a'],
  [{ a: 1 }, undefined, ''],
])('%j is not %j', (millrace, duckdb, at) => expect(compare(millrace, duckdb)).toMatchObject([{ at }]))
