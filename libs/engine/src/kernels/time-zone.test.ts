import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hostCast } from './cast-host.ts'
import { castText } from './spark-text.ts'
import { isTimeZone, timeZone } from './time-zone.ts'

const ntz = (text: string): bigint => hostCast('string', 'timestamp_ntz')(text) as bigint
const text = castText('timestamp_ntz')

/** The instants are java.time's. */
describe('America/New_York', () => {
  const zone = timeZone('America/New_York')
  test.each([
    ['a winter day', '2024-01-15 12:00:00', '2024-01-15 17:00:00'],
    ['a summer day', '2024-07-15 12:00:00', '2024-07-15 16:00:00'],
    ['before the clock is put forward', '2024-03-10 01:59:59', '2024-03-10 06:59:59'],
    ['skipped: moved on by an hour', '2024-03-10 02:30:00', '2024-03-10 07:30:00'],
    ['after it was put forward', '2024-03-10 03:00:00', '2024-03-10 07:00:00'],
    ['shown twice: the earlier', '2024-11-03 01:30:00', '2024-11-03 05:30:00'],
    ['after the hour that is shown twice', '2024-11-03 02:00:00', '2024-11-03 07:00:00'],
    ['local mean time', '1883-11-18 00:00:00', '1883-11-18 04:56:02'],
    ['the first year', '0001-01-01 00:00:00', '0001-01-01 04:56:02'],
    ['the last year', '9999-12-31 00:00:00', '9999-12-31 05:00:00'],
  ])('%s', (_, local, utc) => {
    expect(text(zone.toUtc(ntz(local)))).toBe(utc)
  })
  test('the second hour of those that are shown twice', () => {
    expect(text(zone.toLocal(ntz('2024-11-03 06:30:00')))).toBe('2024-11-03 01:30:00')
  })
})

test('a zone that leaves out a day', () => {
  const zone = timeZone('Pacific/Apia')
  expect(text(zone.toLocal(ntz('2011-12-30 09:59:59')))).toBe('2011-12-29 23:59:59')
  expect(text(zone.toLocal(ntz('2011-12-30 10:00:00')))).toBe('2011-12-31 00:00:00')
  expect(text(zone.toUtc(ntz('2011-12-30 12:00:00')))).toBe('2011-12-30 22:00:00')
})

test('instants come back from the wall clock but for the second of hours that are shown twice', () => {
  const names = [
    'UTC',
    'Europe/Berlin',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
    'America/Caracas',
    '+05:30',
  ]
  const micros = fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n })
  fc.assert(
    fc.property(fc.constantFrom(...names), micros, (name, us) => {
      const zone = timeZone(name)
      const back = zone.toUtc(zone.toLocal(us))
      expect(zone.toLocal(back)).toBe(zone.toLocal(us))
      expect(back <= us).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test.each(['+8', 'GMT+8', 'UTC-08:00', '+01:02:03', 'PST', 'CET', 'Z', 'UT', 'Etc/GMT+1'])('%s is a zone', name => {
  expect(isTimeZone(name)).toBe(true)
})
test.each(['', 'Nowhere', 'europe/berlin', '+19:00', '+8:99', 'UTC+'])('%j is none', name => {
  expect(isTimeZone(name)).toBe(false)
  expect(() => timeZone(name)).toThrow('INVALID_TIMEZONE')
})
