import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countValid, isValid, setValid, validityBytes } from './bitmap.ts'

test('a bitmap is padded to eight bytes', () => {
  expect([0, 1, 64, 65, 128, 129].map(validityBytes)).toEqual([0, 8, 8, 16, 16, 24])
})

test('no bitmap means that every row has a value', () => {
  expect(isValid(null, 12345)).toBe(true)
})

test('set bits are read back and counted up to any length', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 200 }), fc.nat(200), (rows, cut) => {
      const bitmap = new Uint8Array(validityBytes(rows.length))
      rows.forEach((valid, i) => {
        if (valid) setValid(bitmap, i)
      })
      expect(rows.map((_, i) => isValid(bitmap, i))).toEqual(rows)
      const length = Math.min(cut, rows.length)
      expect(countValid(bitmap, length)).toBe(rows.slice(0, length).filter(Boolean).length)
    }),
    { seed: 1 },
  )
})
