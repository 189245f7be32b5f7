import { once } from 'node:events'
import type { HeapSpaceInfo } from 'node:v8'
import { expect, test } from 'vitest'
import { startThread } from './start-thread.ts'

/** Keeps all that it makes for a while, for which V8 gives a thread ever more room, then tells its heap. */
const GREEDY = `
import { parentPort } from 'node:worker_threads'
import { getHeapSpaceStatistics } from 'node:v8'
let kept = []
for (let i = 0; i < 4_000_000; i++) {
  kept.push({ i })
  if (kept.length > 300_000) kept = []
}
parentPort.postMessage(getHeapSpaceStatistics())`

test('the young generation of a thread stays small however long it runs', { timeout: 60_000 }, async () => {
  const thread = startThread(`data:text/javascript;base64,${Buffer.from(GREEDY).toString('base64')}`, null)
  const [spaces] = (await once(thread, 'message')) as [HeapSpaceInfo[]]
  await thread.terminate()
  const young = spaces.filter(({ space_name }) => space_name.startsWith('new_'))
  expect(young.reduce((sum, space) => sum + space.space_size, 0)).toBeLessThanOrEqual(24 << 20)
})
