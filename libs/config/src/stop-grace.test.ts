import { expect, test } from 'vitest'
import { endedBefore, startedBefore } from './stop-grace.ts'

const never = new Promise<never>(() => {})

test('what starts is given, and its failure thrown', async () => {
  const { signal } = new AbortController()
  expect(await startedBefore(signal, Promise.resolve('query'))).toBe('query')
  await expect(startedBefore(signal, Promise.reject(new Error('no table')))).rejects.toThrow('no table')
})

test('after a stop a failed start is no failure, and one that does not end is given up', async () => {
  const stopped = AbortSignal.abort()
  expect(await startedBefore(stopped, Promise.reject(new Error('interrupted')))).toBeUndefined()
  expect(await startedBefore(stopped, never)).toBeUndefined()
})

test('an end is waited for, and its failure thrown', async () => {
  const { signal } = new AbortController()
  await endedBefore(signal, Promise.resolve())
  await expect(endedBefore(signal, Promise.reject(new Error('lost')))).rejects.toThrow('lost')
})
