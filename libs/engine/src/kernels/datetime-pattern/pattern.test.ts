import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hostCast } from '../cast-host.ts'
import { castText } from '../spark-text.ts'
import { timeZone } from '../time-zone.ts'
import { patternFormatter } from './format.ts'
import { patternParser } from './parse.ts'

const UTC = timeZone('UTC')
const us = (text: string): bigint => hostCast('string', 'timestamp')(text) as bigint

/** Texts are Spark's. */
test.each([
  ['G GGGG', 'AD Anno Domini'],
  ['y yy yyy yyyy yyyyyy', '2018 18 2018 2018 002018'],
  ['Q QQ QQQ QQQQ', '4 04 Q4 4th quarter'],
  ['M MM MMM MMMM', '11 11 Nov November'],
  ['LL LLL', '11 Nov'],
  ['E EEEE', 'Sat Saturday'],
  ['F d dd D DDD', '3 17 17 321 321'],
  ['H h K k a', '13 1 1 13 PM'],
  ['m ss S SSS SSSSSSSSS', '33 33 1 123 123456000'],
  ['VV z zzzz', 'UTC UTC Coordinated Universal Time'],
  ['X XXX x xxx Z ZZZZ ZZZZZ O', 'Z Z +00 +00:00 +0000 GMT Z GMT'],
  ["yyyy-MM-dd'T'HH:mm:ss[.SSS]", '2018-11-17T13:33:33.123'],
  ["''yyyy''", "'2018'"],
])('%s', (pattern, expected) => {
  expect(patternFormatter(pattern, UTC)(us('2018-11-17 13:33:33.123456Z'))).toBe(expected)
})

test('years before 1 and after 9999', () => {
  expect(patternFormatter('yyyy G', UTC)(us('-0044-03-15'))).toBe('0045 BC')
  expect(patternFormatter('yyyy-MM', UTC)(us('12345-03-15'))).toBe('+12345-03')
})

test('offsets with seconds and names of zones', () => {
  const zone = timeZone('America/Los_Angeles')
  expect(patternFormatter('XXXX XXXXX O z', zone)(us('1800-01-01'))).toBe('-075258 -07:52:58 GMT-7:52:58 PST')
  expect(patternFormatter('z zzzz', timeZone('Europe/Paris'))(us('2024-07-01'))).toBe(
    'CEST Central European Summer Time',
  )
})

describe('parsing', () => {
  test.each<[string, string, string | undefined]>([
    ['1', 'y', '0001-01-01 00:00:00'],
    ['99', 'yy', '2099-01-01 00:00:00'],
    ['009999', 'yyyyyy', '9999-01-01 00:00:00'],
    ['20240310', 'yyyyMMdd', '2024-03-10 00:00:00'],
    ['202431', 'yyyyMd', undefined],
    ['2024 70', 'yyyy D', '2024-03-10 00:00:00'],
    ['12-31-365', 'MM-dd-DDD', '1970-12-31 00:00:00'],
    ['11-30-365', 'MM-dd-DDD', undefined],
    ['10 Mar 2024 11 PM', 'd MMM yyyy h a', '2024-03-10 23:00:00'],
    ['10 MARCH 2024', 'd MMMM yyyy', '2024-03-10 00:00:00'],
    ['12.12342019-10-06S10:11', "ss.SSSSyyyy-MM-dd'S'HH:mm", '2019-10-06 10:11:12.1234'],
    ['12.1232019-10-06S10:11', "ss.SSSSyyyy-MM-dd'S'HH:mm", undefined],
    ['2019-10-06 10:11', 'yyyy-MM-dd HH:mm[:ss.SSSSSS]', '2019-10-06 10:11:00'],
    ['2019-10-06 10:11:12.12UTC+1', 'yyyy-MM-dd HH:mm:ss.SSSSSS[VV]', '2019-10-06 09:11:12.12'],
    ['24:00', 'HH:mm', undefined],
    ['24:00', 'kk:mm', '1970-01-01 00:00:00'],
    ['2023-02-29', 'yyyy-MM-dd', undefined],
    ['2023-2-9', 'yyyy-MM-dd', undefined],
    ['2023-02-09 ', 'yyyy-MM-dd', undefined],
    ['-0044-03-15', 'yyyy-MM-dd', '-0044-03-15 00:00:00'],
    ['45 BC', 'y G', '-0044-01-01 00:00:00'],
  ])('%s as %s', (text, pattern, expected) => {
    const value = patternParser(pattern, UTC)(text)
    expect(value === undefined ? undefined : castText('timestamp')(value)).toBe(expected)
  })
})

test.each(['A', 'V', 'OO', "'open", 'p', 'qqqqq', 'XXXXXX'])('%s is no pattern', pattern => {
  expect(() => patternFormatter(pattern, UTC)).toThrow('[INVALID_DATETIME_PATTERN]')
})
test.each(['YYYY', 'u', 'MMMMM', 'yyyyyyy', 'GGGGG', 'zzzzz', 'yyyy]', '{y}'])(
  '%s was a pattern of Spark 2',
  pattern => {
    expect(() => patternFormatter(pattern, UTC)).toThrow('.DATETIME_PATTERN_RECOGNITION]')
  },
)
test.each(['e', 'c', 'bogus'])('%s is based on weeks', pattern => {
  expect(() => patternFormatter(pattern, UTC)).toThrow('.DATETIME_WEEK_BASED_PATTERN]')
})
test.each(['E', 'QQ', 'F'])('%s is only for formatting', pattern => {
  expect(() => patternParser(pattern, UTC)).toThrow('only formatting')
})

test('an instant comes back from its text', () => {
  const micros = fc.bigInt({ min: -62_104_000_000_000_000n, max: 253_402_200_000_000_000n })
  const patterns = [
    'yyyy-MM-dd HH:mm:ss.SSSSSS XXXXX',
    'SSSSSS ss mm hh a dd MMMM yyyy G xxxxx',
    'yyyy DDD kk:mm:ss.SSSSSS ZZZZ',
    'yyyyMMddHHmmss.SSSSSSXXXX',
  ]
  fc.assert(
    fc.property(
      micros,
      fc.constantFrom(...patterns),
      fc.constantFrom('UTC', 'Asia/Kolkata', 'America/New_York'),
      (v, p, z) => {
        expect(patternParser(p, UTC)(patternFormatter(p, timeZone(z))(v))).toBe(v)
      },
    ),
    { numRuns: 500 },
  )
})
