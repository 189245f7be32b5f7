import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addMonths,
  civilFromDays,
  dateText,
  dayOfYear,
  daysFromCivil,
  daysOf,
  isoWeek,
  isoWeekday,
} from './calendar.ts'

test('days and calendar days belong to each other, as a Date has them', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100_000_000, max: 100_000_000 }), days => {
      const { year, month, day } = civilFromDays(days)
      const date = new Date(days * 86_400_000)
      expect([year, month, day]).toEqual([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()])
      expect(daysFromCivil(year, month, day)).toBe(days)
      expect(isoWeekday(days) % 7).toBe(date.getUTCDay())
    }),
  )
})

test('days that do not exist', () => {
  expect(daysOf(2023, 2, 29)).toBeUndefined()
  expect(daysOf(2024, 2, 29)).toBe(19782)
  expect(daysOf(1900, 2, 29)).toBeUndefined()
  expect(daysOf(2024, 13, 1)).toBeUndefined()
  expect(daysOf(2024, 4, 31)).toBeUndefined()
})

test.each([
  ['2024-01-31', 1, '2024-02-29'],
  ['2024-02-29', 12, '2025-02-28'],
  ['2024-02-29', -1, '2024-01-29'],
  ['0000-12-31', 2, '0001-02-28'],
])('add_months(%s, %d) is %s', (from, months, to) => {
  const [year, month, day] = from.split('-').map(Number)
  expect(dateText(addMonths(daysFromCivil(year, month, day), months))).toBe(to)
})

test('weeks of ISO 8601 and days of the year', () => {
  expect(isoWeek(daysFromCivil(2021, 1, 3))).toEqual({ year: 2020, week: 53 })
  expect(isoWeek(daysFromCivil(2019, 12, 30))).toEqual({ year: 2020, week: 1 })
  expect(dayOfYear(daysFromCivil(2024, 12, 31))).toBe(366)
})
