import { expect, test } from 'vitest'
import { limitConcurrency } from './limit-concurrency.ts'

test('tasks start in order, so many at a time, and a failure frees its place', async () => {
  const limit = limitConcurrency(2)
  const started: number[] = []
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<number>())
  const results = gates.map((gate, i) =>
    limit(() => {
      started.push(i)
      return gate.promise
    }),
  )
  await expect.poll(() => started).toEqual([0, 1])
  gates[1].reject(new Error('one'))
  await expect(results[1]).rejects.toThrow('one')
  await expect.poll(() => started).toEqual([0, 1, 2])
  for (const [i, gate] of gates.entries()) if (i !== 1) gate.resolve(i)
  expect(await Promise.all([results[0], ...results.slice(2)])).toEqual([0, 2, 3, 4])
})
