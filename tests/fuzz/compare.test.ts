import { expect, test } from 'vitest'
import type { Row } from './answer.ts'
import { difference } from './compare.ts'

const of = (types: string, ...rows: Row[]) => ({ types: types.split(' '), rows })

test('rows are a multiset unless they are ordered', () => {
  const a = of('string int32', ['a', '1'], ['b', null], ['a', '1'])
  const b = of('string int32', ['b', null], ['a', '1'], ['a', '1'])
  expect(difference(a, b, false)).toBeNull()
  expect(difference(a, b, true)).toBe('row 0: expected ("a", "1"); got ("b", null)')
  const c = of('string int32', ['b', null], ['b', null], ['a', '1'])
  expect(difference(a, c, false)).toBe('row 1: expected ("a", "1"); got ("b", null)')
})

test('doubles are equal to nine digits, NaN to itself, and no number to null', () => {
  const one = (value: number | null) => of('double', [value])
  expect(difference(one(1e20), one(1e20 * (1 + 1e-12)), false)).toBeNull()
  expect(difference(one(0), one(-0), true)).toBeNull()
  expect(difference(one(Number.NaN), one(Number.NaN), true)).toBeNull()
  expect(difference(one(1), one(1.00001), false)).not.toBeNull()
  expect(difference(one(0), one(null), false)).not.toBeNull()
  expect(difference(of('double', [2], [1 + 1e-12]), of('double', [1], [2]), false)).toBeNull()
})

test('types and numbers of rows count', () => {
  expect(difference(of('int32'), of('int64'), false)).toBe('types: expected int32; got int64')
  expect(difference(of('int32', ['1']), of('int32'), false)).toBe('1 rows expected, got 0')
})
