import { expect, it } from 'vitest'
import { logTime } from './log-time.ts'
import { SpeedPacer } from './speed.ts'

const blockOf = (lines: string[]) => {
  const bytes = Buffer.from(lines.join(''))
  const starts = new Int32Array(lines.length)
  const ends = new Int32Array(lines.length)
  let at = 0
  lines.forEach((line, i) => {
    starts[i] = at
    ends[i] = at += line.length
  })
  return { bytes, starts, ends, count: lines.length }
}
const line = (time: string) => `host - - [${time} -0400] "GET / HTTP/1.0" 200 1`

it('reads the time of a line with its offset', () => {
  const time = (text: string): number => logTime(Buffer.from(text), 0, text.length)
  expect(time(line('01/Aug/1995:00:00:07'))).toBe(Date.parse('1995-08-01T00:00:07-04:00'))
  expect(time('a - - [29/Feb/2024:23:59:59 +0530] "-" 400 -')).toBe(Date.parse('2024-02-29T23:59:59+05:30'))
  for (const bad of ['', 'no time', '[', 'a [01/Foo/1995:00:00:00 +0000] "', '[01/Aug/1995:00:00'])
    expect(time(bad)).toBeNaN()
  expect(time('a [xx/Aug/1995:00:00:00 +0000] "GET /"')).toBeNaN()
})

it('lets lines go when their time has come, those without a time with the one before', () => {
  const pacer = new SpeedPacer(60)
  const block = blockOf([
    line('01/Aug/1995:00:00:00'),
    'broken',
    line('01/Aug/1995:00:00:30'),
    line('01/Aug/1995:00:01:00'),
  ])
  const rest = (from: number) => ({
    ...block,
    starts: block.starts.subarray(from),
    ends: block.ends.subarray(from),
    count: block.count - from,
  })
  expect(pacer.allow(block, 1000)).toEqual({ lines: 2 })
  expect(pacer.allow(rest(2), 1000)).toEqual({ wait: 500 })
  expect(pacer.allow(rest(2), 1500)).toEqual({ lines: 1 })
  expect(pacer.allow(rest(3), 2500)).toEqual({ lines: 1 })
})

it('starts anew where the clock goes back by more than an hour', () => {
  const pacer = new SpeedPacer(1)
  expect(pacer.allow(blockOf([line('02/Aug/1995:10:00:00')]), 0)).toEqual({ lines: 1 })
  expect(pacer.allow(blockOf([line('02/Aug/1995:09:30:00')]), 0)).toEqual({ lines: 1 })
  expect(pacer.allow(blockOf([line('01/Aug/1995:10:00:00')]), 5)).toEqual({ lines: 1 })
  expect(pacer.allow(blockOf([line('01/Aug/1995:10:00:03')]), 5)).toEqual({ wait: 1000 })
})
