import { expect, test } from 'vitest'
import { rate } from './progress.ts'

test.each([
  [10, 1000, { rows: 10 }],
  [1, 3000, { rows: 0.3 }],
  [1, 20_000, { rows: 0.1 }],
  [0, 1000, { rows: 0 }],
  [5, Number.POSITIVE_INFINITY, { rows: 0 }],
  // Spark leaves out what is no finite number.
  [5, 0, {}],
  [0, 0, {}],
])('%d rows in %d ms', (rows, milliseconds, expected) => {
  expect(rate('rows', rows, milliseconds)).toEqual(expected)
})
