import { expect, test } from 'vitest'
import { TupleTable } from './tuple-table.ts'

test.each([1, 2, 3, 5])('a tuple of %i words has one number, however often the table grew since it came', width => {
  const table = new TupleTable(width)
  const tuple = (i: number): Int32Array => Int32Array.from({ length: width }, (_, k) => i * 31 + k * 7)
  for (let i = 0; i < 5000; i++) {
    expect(table.add(tuple(i), 0)).toBe(i)
    expect(table.add(tuple(i), 0)).toBe(i)
  }
  for (let i = 0; i < 5000; i++) expect(table.add(tuple(i), 0)).toBe(i)
  expect(table.size).toBe(5000)
})
