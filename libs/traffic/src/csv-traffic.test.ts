import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { CsvTraffic, type CsvTrafficOptions } from './csv-traffic.ts'

const START = Date.UTC(2017, 10, 29) / 1000
const generate = (options: Partial<CsvTrafficOptions>): string =>
  Buffer.concat([...new CsvTraffic({ lines: 10_000, start: START, days: 90, ...options }).chunks()]).toString()

const ROW =
  /^10\.\d+\.\d+\.1,\[(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d),(GET|POST) \/\S* HTTP\/1\.1,(200|206|302|304|404|500)$/

test('the same bytes for the same options, pinned', () => {
  expect(
    createHash('sha256')
      .update(generate({ damage: 0.03 }))
      .digest('hex'),
  ).toBe('abc9c183ed1a5b60a9e5d07f3fe0157c8ef9c547d596b5320598af060511dc37')
  expect(generate({ seed: 2 })).not.toBe(generate({}))
})

test('a heading, then requests in order of time, with CRLF', () => {
  const lines = generate({}).split('\r\n')
  expect(lines[0]).toBe('IP,Time,URL,Staus')
  expect(lines.pop()).toBe('')
  expect(lines.length).toBe(10_000)
  const times = lines.slice(1).map(line => {
    const m = ROW.exec(line)
    if (m === null) throw new Error(`not a row: ${line}`)
    return Date.parse(`${m[1]} ${m[2]} ${m[3]} ${m[4]} UTC`)
  })
  expect(times).toEqual([...times].sort((a, b) => a - b))
  expect(times[0]).toBeGreaterThanOrEqual(START * 1000)
  expect(times.at(-1)).toBeLessThan((START + 90 * 86400) * 1000)
})

test('damage comes at its rate, and lines are counted exactly', () => {
  const lines = generate({ lines: 50_000, damage: 0.1 }).split('\r\n').slice(1, -1)
  expect(lines.length).toBe(49_999)
  expect(Math.abs(lines.filter(line => !ROW.test(line)).length / 50_000 - 0.1)).toBeLessThan(0.01)
  expect(generate({ lines: 1 })).toBe('IP,Time,URL,Staus\r\n')
  expect(generate({ lines: 0 })).toBe('')
})
