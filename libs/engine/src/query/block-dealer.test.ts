import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { RawBlock } from '../connector/source.ts'
import { BlockDealer } from './block-dealer.ts'

function numbered(count: number, { fails = -1 } = {}) {
  const seen = { pulled: 0, closed: false }
  async function* blocks(): AsyncGenerator<RawBlock> {
    try {
      for (let meta = 0; meta < count; meta++) {
        if (meta === fails) throw new Error('damaged')
        seen.pulled++
        yield { bytes: new Uint8Array(0), meta }
      }
    } finally {
      seen.closed = true
    }
  }
  return { seen, blocks: blocks() }
}

async function take(hand: AsyncIterable<RawBlock>, turns: number): Promise<unknown[]> {
  const taken: unknown[] = []
  for await (const { meta } of hand) {
    taken.push(meta)
    for (let i = 0; i < turns; i++) await turn()
  }
  return taken
}

test('blocks go round, however quick a reader is', async () => {
  for (const speeds of [
    [0, 0, 0],
    [5, 0, 1],
    [0, 1, 7],
  ]) {
    const dealer = new BlockDealer(numbered(10).blocks, 3)
    expect(await Promise.all(speeds.map((turns, i) => take(dealer.hand(i), turns)))).toEqual([
      [0, 3, 6, 9],
      [1, 4, 7],
      [2, 5, 8],
    ])
  }
})

test('reads little ahead of a reader that does not take', async () => {
  const { seen, blocks } = numbered(1000)
  const dealer = new BlockDealer(blocks, 2)
  const quick = take(dealer.hand(0), 0)
  for (let i = 0; i < 100; i++) await turn()
  expect(seen.pulled).toBeLessThan(8)
  await dealer.close()
  expect(seen.closed).toBe(true)
  expect(await quick).toEqual([0, 2, 4])
})

test('an error of the source reaches every reader', async () => {
  const dealer = new BlockDealer(numbered(10, { fails: 5 }).blocks, 3)
  for (const outcome of await Promise.allSettled([0, 1, 2].map(i => take(dealer.hand(i), 0))))
    expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'damaged' } })
})
