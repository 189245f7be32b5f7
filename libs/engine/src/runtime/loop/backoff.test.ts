import { expect, test } from 'vitest'
import { Backoff } from './backoff.ts'

/** Every wait lies between three quarters and the whole of these. */
function expectWaits(backoff: Backoff, longest: readonly number[]): void {
  for (const whole of longest) {
    const wait = backoff.next()
    expect(wait).toBeGreaterThan(whole * 0.75 - 1e-9)
    expect(wait).toBeLessThanOrEqual(whole)
  }
}

test('doubles from half a second to 15 seconds, and starts anew after a success', () => {
  const backoff = new Backoff()
  expectWaits(backoff, [500, 1000, 2000, 4000, 8000, 15_000, 15_000])
  backoff.reset()
  expectWaits(backoff, [500, 1000])
})

test('takes other times', () => {
  expectWaits(new Backoff({ firstMs: 3, longestMs: 7 }), [3, 6, 7, 7])
})

test('ends when the signal fires', async () => {
  const stop = new AbortController()
  const waiting = new Backoff({ firstMs: 3_600_000 }).wait(stop.signal)
  stop.abort()
  await expect(waiting).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }))
})
