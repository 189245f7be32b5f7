import { expect, test } from 'vitest'
import type { ReadLimit } from '../../connector/source.ts'
import { MemorySource, MemoryTopic } from '../../testing/memory-source.ts'
import { CombinedSource } from './combined-source.ts'

class Limited extends MemorySource {
  override readonly defaultLimit: ReadLimit = { maxRows: 2 }
}

test('limits: of the query for each source, of the sources, or none', async () => {
  const a = new Limited(new MemoryTopic('a', [['1', '2', '3', '4']]))
  const b = new MemorySource(new MemoryTopic('b', [['1', '2', '3']]))
  const both = new CombinedSource([a, b])
  const start = await both.initialOffset()
  const end = async (limit: ReadLimit) => (await both.latestOffset(start, limit)).end
  expect(await end({ maxRows: 1 })).toEqual([{ a: { 0: 1 } }, { b: { 0: 1 } }])
  expect(await end(both.defaultLimit)).toEqual([{ a: { 0: 2 } }, { b: { 0: 3 } }])
  expect(await end('all')).toEqual([{ a: { 0: 4 } }, { b: { 0: 3 } }])
})
