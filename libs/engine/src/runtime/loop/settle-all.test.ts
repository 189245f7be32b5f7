import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { settleAll } from './settle-all.ts'

test('rejects with the first failure, and only when nothing goes on', async () => {
  const log: string[] = []
  const slow = Promise.withResolvers<void>()
  const all = settleAll([
    async () => {
      await slow.promise
      log.push('slow ended')
      throw new Error('second')
    },
    async () => {
      throw new Error('first')
    },
  ])
  const outcome = all.catch(error => log.push(error.message))
  await turn()
  slow.resolve()
  await outcome
  expect(log).toEqual(['slow ended', 'first'])
})

test('keeps to the limit, and begins nothing after a failure', async () => {
  let open = 0
  let most = 0
  let begun = 0
  const work = Array.from({ length: 10 }, (_, i) => async () => {
    begun++
    most = Math.max(most, ++open)
    await turn()
    open--
    if (i === 4) throw new Error('four')
  })
  await expect(settleAll(work, 3)).rejects.toThrow('four')
  expect(most).toBe(3)
  expect(begun).toBeLessThan(9)
  expect(open).toBe(0)
})
