import type { HostValue, TypeName } from '@millrace/columns'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { typedColumn } from '../testing/typed-column.ts'
import { fileNodes, type Leaf } from './file-schema.ts'
import { FlatLeaves } from './flat-leaf.ts'
import { shred } from './shred.ts'
import { type Bounds, boundsOf } from './statistics.ts'

function bounds(type: TypeName, values: readonly HostValue[]): Bounds | null {
  const [leaf] = fileNodes([{ name: 'v', type, nullable: true }]) as [Leaf]
  const column = typedColumn(type, values)
  const shredded =
    'objects' in column ? shred(leaf, values, values.length)[0] : new FlatLeaves().leaf(leaf, column, values.length)
  return boundsOf(shredded.values, leaf.annotation)
}

const text = (value: string): Buffer => Buffer.from(value)
const hex = (value: Uint8Array | null | undefined): string | null => (value ? Buffer.from(value).toString('hex') : null)

test('strings are in the order of their bytes, not of UTF-16', () => {
  const found = bounds('string', ['\u{10000}', '\uffff', null, 'b'])
  expect(hex(found!.min)).toBe(hex(text('b')))
  expect(hex(found!.max)).toBe(hex(text('\u{10000}')))
})

test('long values are cut to bounds', () => {
  const long = bounds('string', ['a'.repeat(100)])!
  expect(hex(long.min)).toBe(hex(text('a'.repeat(64))))
  expect(hex(long.max)).toBe(hex(text('a'.repeat(63) + 'b')))
  expect([long.minExact, long.maxExact]).toEqual([false, false])
  const exact = bounds('string', ['a'.repeat(64)])!
  expect([hex(exact.min), hex(exact.max), exact.minExact, exact.maxExact]).toEqual([
    hex(text('a'.repeat(64))),
    hex(text('a'.repeat(64))),
    true,
    true,
  ])
  const characters = bounds('string', ['a' + '日'.repeat(40)])!
  expect(hex(characters.min)).toBe(hex(text('a' + '日'.repeat(21))))
  expect(hex(characters.max)).toBe(hex(text('b')))
  expect(bounds('string', ['日'.repeat(40)])!.max).toBeNull()
  const bytes = bounds('binary', [new Uint8Array(70).fill(0xff)])!
  expect([hex(bytes.min), bytes.max]).toEqual(['ff'.repeat(64), null])
  expect(hex(bounds('binary', [Uint8Array.of(1, ...new Uint8Array(70).fill(0xff))])!.max)).toBe('02')
})

test('numbers that are none have no part in it; zeros are of both signs', () => {
  expect(bounds('double', [Number.NaN, null])).toBeNull()
  const found = bounds('double', [Number.NaN, 0, -0])!
  expect([hex(found.min), hex(found.max)]).toEqual(['0000000000000080', '0000000000000000'])
  const infinite = bounds('float', [Number.POSITIVE_INFINITY, 1, Number.NaN])!
  expect([hex(infinite.min), hex(infinite.max)]).toEqual(['0000803f', '0000807f'])
})

test('no value, no bounds', () => {
  expect(bounds('int32', [null, null])).toBeNull()
  expect(bounds('string', [])).toBeNull()
})

const littleEndian = (value: bigint, width: number): string => {
  let digits = ''
  for (let i = 0n; i < BigInt(width); i++) digits += ((value >> (8n * i)) & 0xffn).toString(16).padStart(2, '0')
  return digits
}

const INTEGERS: readonly [TypeName, number, (value: bigint) => HostValue][] = [
  ['int16', 16, Number],
  ['int32', 32, Number],
  ['int64', 64, value => value],
]

test.each(INTEGERS)('bounds of %s', (type, bits, host) => {
  const limit = 2n ** BigInt(bits - 1)
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: -limit, max: limit - 1n }), { minLength: 1 }), values => {
      const found = bounds(type, values.map(host))!
      const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
      const width = Math.max(4, bits / 8)
      expect([hex(found.min), hex(found.max)]).toEqual([
        littleEndian(sorted[0], width),
        littleEndian(sorted.at(-1)!, width),
      ])
    }),
  )
})

test('decimals of many digits are signed, high byte first', () => {
  const limit = 10n ** 38n - 1n
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: -limit, max: limit }), { minLength: 1 }), values => {
      const found = bounds('decimal(38,0)', values)!
      const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
      const bytes = (value: bigint): string => BigInt.asUintN(128, value).toString(16).padStart(32, '0')
      expect([hex(found.min), hex(found.max)]).toEqual([bytes(sorted[0]), bytes(sorted.at(-1)!)])
    }),
  )
})
