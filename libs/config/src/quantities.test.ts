import { expect, test } from 'vitest'
import { parseDuration } from './duration.ts'
import { parseSize, sizeText } from './size.ts'
import { editDistance, suggestion } from './suggestion.ts'

test.each([
  ['500ms', 500],
  ['10s', 10_000],
  ['2m', 120_000],
  ['1h', 3_600_000],
  ['1.5h', 5_400_000],
  ['7d', 604_800_000],
  ['10 seconds', 10_000],
  ['1 minute', 60_000],
  ['0', 0],
  ['10', undefined],
  ['-1s', undefined],
  ['ss', undefined],
  ['1ss', undefined],
  ['1 fortnight', undefined],
])('duration %s', (text, expected) => {
  expect(parseDuration(text)).toBe(expected)
})

test.each([
  ['1024', 1024],
  ['128MB', 128_000_000],
  ['4MiB', 4_194_304],
  ['1.5kb', 1500],
  ['2 GiB', 2 ** 31],
  ['9000000TiB', undefined],
  ['4X', undefined],
  ['MB', undefined],
])('size %s', (text, expected) => {
  expect(parseSize(text)).toBe(expected)
})

test('edit distance counts a swap once', () => {
  expect(editDistance('trigger', 'tirgger')).toBe(1)
  expect(editDistance('kitten', 'sitting')).toBe(3)
  expect(editDistance('', 'abc')).toBe(3)
})

test('a suggestion is near or absent', () => {
  expect(suggestion('--kafak', ['--kafka', '--table'])).toBe('--kafka')
  expect(suggestion('--x', ['--kafka', '--table'])).toBeUndefined()
})

test('sizes for people', () => {
  expect([0, 999, 1000, 3_598_757, 2.5e9].map(sizeText)).toEqual(['0 B', '999 B', '1.0 kB', '3.6 MB', '2.5 GB'])
})
