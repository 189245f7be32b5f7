import { expect, test } from 'vitest'
import { parseMoment } from './moment.ts'

const iso = (text: string) => {
  const { isLocal, start, end } = parseMoment('--from', text)
  return [isLocal, start.toISOString(), end.toISOString()]
}

test.each([
  ['2015-05-17', [true, '2015-05-17T00:00:00.000Z', '2015-05-18T00:00:00.000Z']],
  ['2016-02-29', [true, '2016-02-29T00:00:00.000Z', '2016-03-01T00:00:00.000Z']],
  ['2015-05-17T10:05', [true, '2015-05-17T10:05:00.000Z', '2015-05-17T10:05:00.000Z']],
  ['2015-05-17 10:05:06', [true, '2015-05-17T10:05:06.000Z', '2015-05-17T10:05:06.000Z']],
  ['2015-05-17T10:05Z', [false, '2015-05-17T10:05:00.000Z', '2015-05-17T10:05:00.000Z']],
  ['2015-05-17T00:05:00+02:00', [false, '2015-05-16T22:05:00.000Z', '2015-05-16T22:05:00.000Z']],
  ['2015-05-17T10:05:00-0330', [false, '2015-05-17T13:35:00.000Z', '2015-05-17T13:35:00.000Z']],
])('%s', (text, expected) => {
  expect(iso(text)).toEqual(expected)
})

test.each([
  'yesterday',
  '2015-5-17',
  '2015-02-30',
  '2015-05-17T24:01',
  '2015-05-17T10',
  '2015-05-17T10:05+19:00',
  '2015-05-17Z',
])('%s is none', text => {
  expect(() => parseMoment('--to', text)).toThrow(`--to: "${text}" is not a day such as 2015-05-17`)
})
