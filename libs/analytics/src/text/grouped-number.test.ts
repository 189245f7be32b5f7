import { expect, test } from 'vitest'
import { groupedNumber } from './grouped-number.ts'

const formats = [0, 1, 2].map(
  digits => new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }),
)

const differences = (values: Iterable<number>): string[] =>
  [...values].flatMap(value =>
    formats.flatMap((format, digits) => {
      const text = groupedNumber(value, digits)
      return text === format.format(value) ? [] : [`${value}: ${text} instead of ${format.format(value)}`]
    }),
  )

test('writes what Intl writes: whole numbers, halves, hundredths of shares, very large ones', () => {
  const whole = [
    0,
    -0,
    1,
    999,
    1000,
    123_456,
    999_999_999,
    1e9,
    1e15,
    1e21,
    1e300,
    -1,
    -1000,
    Number.NaN,
    1 / 0,
    -1 / 0,
  ]
  expect(differences(whole)).toEqual([])
  expect(differences(Array.from({ length: 20_001 }, (_, i) => (i - 10_000) / 16))).toEqual([])
})

test('shares are rounded as percent by Intl are', () => {
  const percent = new Intl.NumberFormat('en-US', {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  })
  const wrong: string[] = []
  for (let of = 1; of <= 400; of++)
    for (let part = 0; part <= of; part++) {
      const text = `${groupedNumber((100 * part) / of, 1)}%`
      if (text !== percent.format(part / of)) wrong.push(`${part}/${of}: ${text}`)
    }
  expect(wrong).toEqual([])
})
