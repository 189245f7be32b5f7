import { expect, test } from 'vitest'
import { abortable, untilAborted } from './abortable.ts'

const never = new Promise<never>(() => {})

test('a promise that hangs is left when the signal fires', async () => {
  const stop = new AbortController()
  const waiting = abortable(never, stop.signal)
  stop.abort(new Error('stop'))
  await expect(waiting).rejects.toThrow('stop')
  await expect(abortable(never, stop.signal)).rejects.toThrow('stop')
})

test('a failure after the signal is nobody’s unhandled rejection', async () => {
  const late = Promise.withResolvers<void>()
  const waiting = abortable(late.promise, AbortSignal.abort(new Error('stop')))
  late.reject(new Error('late'))
  await expect(waiting).rejects.toThrow('stop')
})

test('items end with the signal, also where the source does not listen; one that does lets go first', async () => {
  const deaf: AsyncIterable<number> = { [Symbol.asyncIterator]: () => ({ next: () => never }) }
  let closed = false
  async function* listening(signal: AbortSignal): AsyncGenerator<number> {
    try {
      yield 1
      await abortable(never, signal)
    } finally {
      closed = true
    }
  }
  const stop = new AbortController()
  const readers = [deaf, listening(stop.signal)].map(async items => {
    for await (const _ of untilAborted(items, stop.signal)) stop.abort(new Error('stop'))
  })
  for (const reader of readers) await expect(reader).rejects.toThrow('stop')
  expect(closed).toBe(true)
})
