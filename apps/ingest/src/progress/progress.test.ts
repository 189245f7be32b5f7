import { expect, it } from 'vitest'
import { formatSeconds } from './format.ts'
import { Progress } from './progress.ts'

it('shows lines, rate, part and time left', () => {
  const sent = { lines: 0, bytes: 0 }
  const stats = { files: 1, rawBefore: 0, rawBytes: 0, rawTotal: 1000, lineBytes: 0 }
  const progress = new Progress(sent, stats, 0)
  expect(progress.line(0)).toBe('sent 0 lines (0 B), 0 lines/s, 0 %')
  Object.assign(sent, { lines: 12_000, bytes: 1_200_000 })
  Object.assign(stats, { rawBytes: 250, lineBytes: 1_200_000 })
  expect(progress.line(4000)).toBe('sent 12,000 lines (1.2 MB), 3,000 lines/s, 25 %, ETA 12 s')
  expect(progress.bar(4000, 200)).toBe(
    '[======                  ] sent 12,000 lines (1.2 MB), 3,000 lines/s, 25 %, ETA 12 s',
  )
  expect(progress.bar(4000, 40)).toHaveLength(39)
  expect(progress.summary(4000)).toBe('sent 12,000 lines (1.2 MB) from 1 file in 4.0 s, 3,000 lines/s')
})

it('after a restart, counts what earlier runs sent as part of the whole, and not as time of this run', () => {
  const sent = { lines: 0, bytes: 0 }
  // All of the rest is read ahead at once, and sent at 500 lines a second.
  const stats = { files: 1, rawBefore: 600, rawBytes: 400, rawTotal: 1000, lineBytes: 40_000 }
  const progress = new Progress(sent, stats, 0)
  const shown = [1000, 10_000, 15_000, 20_000].map(now => {
    Object.assign(sent, { lines: now / 2, bytes: now * 2 })
    return progress.line(now).replace(/.*lines\/s, /, '')
  })
  expect(shown).toEqual(['62 %, ETA 19 s', '80 %, ETA 10 s', '90 %, ETA 5 s', '100 %'])
})

it('shows neither part nor time left of what has no known end', () => {
  const progress = new Progress(
    { lines: 5, bytes: 50 },
    { files: 2, rawBefore: 0, rawBytes: 0, rawTotal: 0, lineBytes: 50 },
    0,
  )
  expect(progress.bar(1000, 80)).toBe('sent 5 lines (50 B), 5 lines/s')
})

it('shows the rate of the last seconds', () => {
  const sent = { lines: 0, bytes: 0 }
  const progress = new Progress(sent, { files: 1, rawBefore: 0, rawBytes: 0, rawTotal: 0, lineBytes: 0 }, 0)
  for (let second = 1; second <= 20; second++) {
    sent.lines += second <= 10 ? 1000 : 100
    progress.line(second * 1000)
  }
  expect(progress.line(20_000)).toContain(' 100 lines/s')
})

it('writes quantities for people', () => {
  expect([0.4, 59, 61, 3599, 7380].map(formatSeconds)).toEqual(['0 s', '59 s', '1 min 1 s', '59 min 59 s', '2 h 3 min'])
})
