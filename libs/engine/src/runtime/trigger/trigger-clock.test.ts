import { describe, expect, test } from 'vitest'
import { availableNow, every } from './trigger.ts'
import { TriggerClock } from './trigger-clock.ts'

/** A clock that moves only by sleeping. */
function fakeTime(start: number) {
  const time = {
    at: start,
    slept: [] as number[],
    now: () => time.at,
    sleep: async (milliseconds: number) => {
      time.slept.push(milliseconds)
      time.at += milliseconds
    },
  }
  return time
}

const { signal } = new AbortController()

describe('every 10 seconds', () => {
  test('starts at once, then at whole multiples of the interval', async () => {
    const time = fakeTime(1_000_003)
    const clock = new TriggerClock(every('10 seconds'), time)
    const starts: number[] = []
    for (const batch of [1500, 0, 9999]) {
      clock.start()
      starts.push(time.at)
      time.at += batch
      await clock.next(signal, true)
    }
    expect([...starts, time.at]).toEqual([1_000_003, 1_010_000, 1_020_000, 1_030_000])
  })

  test('a batch that runs over is followed by the next at once, which waits for the next multiple', async () => {
    const time = fakeTime(1_000_000)
    const clock = new TriggerClock(every('10 seconds'), time)
    clock.start()
    time.at += 34_567
    await clock.next(signal, true)
    expect(time.slept).toEqual([])
    clock.start()
    time.at += 1
    await clock.next(signal, true)
    expect(time.at).toBe(1_040_000)
  })

  test('a timer that fires early does not make two triggers of one', async () => {
    const time = fakeTime(1_000_003)
    const clock = new TriggerClock(every('10 seconds'), time)
    clock.start()
    await clock.next(signal, false)
    time.at -= 1
    clock.start()
    await clock.next(signal, false)
    expect(Math.round(time.at / 1000)).toBe(1020)
  })

  test('a clock set back by a day does not stop the query for a day', async () => {
    const time = fakeTime(1_000_000_003)
    const clock = new TriggerClock(every('10 seconds'), time)
    clock.start()
    time.at -= 86_400_000
    await clock.next(signal, true)
    expect(time.slept).toEqual([10_000])
    clock.start()
    await clock.next(signal, true)
    expect(time.slept[1]).toBeLessThanOrEqual(10_000)
  })

  test('waits no longer when the query is stopped', async () => {
    const stop = new AbortController()
    const clock = new TriggerClock(every('1 hour'))
    clock.start()
    const waiting = clock.next(stop.signal, false)
    stop.abort()
    await waiting
  })
})

test('an interval longer than a timer can wait is waited for in parts', async () => {
  const time = fakeTime(0)
  const clock = new TriggerClock(every('1000 hours'), time)
  clock.start()
  await clock.next(signal, false)
  expect(time.at).toBe(3_600_000_000)
  expect(Math.max(...time.slept)).toBeLessThan(2 ** 31)
})

test('without interval: at once after data, a moment later after none', async () => {
  const time = fakeTime(5)
  const clock = new TriggerClock(every(0), time)
  clock.start()
  await clock.next(signal, true)
  expect(time.slept).toEqual([])
  await clock.next(signal, false)
  expect(time.slept).toEqual([10])
})

describe('every()', () => {
  test.each([
    ['10 seconds', 10_000],
    ['1 minute', 60_000],
    ['250 milliseconds', 250],
    [1500, 1500],
    [0, 0],
  ])('%s', (interval, intervalMs) => {
    expect(every(interval)).toEqual({ kind: 'processingTime', intervalMs })
    expect(availableNow.kind).toBe('availableNow')
  })

  test.each(['10', 'ten seconds', '-1 second', '10 parsecs', -1, Number.NaN, Number.POSITIVE_INFINITY])(
    '%s is refused',
    interval => {
      expect(() => every(interval)).toThrow(expect.objectContaining({ code: 'MILLRACE_USAGE' }))
    },
  )
})
