import { describe, expect, test } from 'vitest'
import { visible } from '../../testing/crash-run.ts'
import { logLines } from '../../testing/log-query.ts'
import { MemorySource } from '../../testing/memory-source.ts'
import { seenLines, setUp } from '../../testing/set-up-query.ts'
import type { StreamingQueryListener } from '../progress/listener.ts'
import { availableNow, every, once } from '../trigger/trigger.ts'

describe('triggers', () => {
  test('availableNow takes what is there at the start, in several batches', async () => {
    const { topic, files, start } = setUp()
    const listener: StreamingQueryListener = { onQueryProgress: () => topic.append(0, ...logLines(900, 3)) }
    const query = await start({ trigger: availableNow, listener })
    await query.awaitTermination()
    expect(visible(files).commits).toEqual([0, 1, 2])
    expect(seenLines(files)).toBe(50)
    expect(query.recentProgress.map(p => p.numInputRows)).toEqual([20, 20, 10])
  })

  test('once takes it in one batch', async () => {
    const { topic, files, start } = setUp()
    const listener: StreamingQueryListener = { onQueryProgress: () => topic.append(0, ...logLines(900, 3)) }
    await (await start({ trigger: once, listener })).awaitTermination()
    expect(visible(files).commits).toEqual([0])
    expect(seenLines(files)).toBe(50)
  })

  test.each([
    ['availableNow', availableNow],
    ['once', once],
  ])('%s without data makes no batch', async (_, trigger) => {
    const { files, start } = setUp({ lines: 0 })
    const idle: string[] = []
    const query = await start({ trigger, listener: { onQueryIdle: e => idle.push(e.id) } })
    await query.awaitTermination()
    expect(visible(files)).toMatchObject({ offsets: [], commits: [] })
    expect(query.lastProgress).toBeNull()
    expect(idle).toEqual([query.id])
  })

  test('an interval goes on; processAllAvailable waits for what was there when it was called', async () => {
    const { topic, files, start } = setUp()
    const query = await start({ trigger: every(0) })
    await query.processAllAvailable()
    expect(seenLines(files)).toBe(50)
    for (let round = 1; round <= 20; round++) {
      topic.append(0, ...logLines(round * 100, 7))
      await query.processAllAvailable()
      expect(seenLines(files)).toBe(50 + 7 * round)
    }
    expect(query.isActive).toBe(true)
    await query.stop()
    await query.processAllAvailable()
  })

  test('a trigger that has looked before the data came does not satisfy processAllAvailable', async () => {
    const { topic, files, start } = setUp()
    const looked = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    class SlowSource extends MemorySource {
      override async latestOffset(...args: Parameters<MemorySource['latestOffset']>) {
        const found = await super.latestOffset(...args)
        if (this.distance(args[0], found.end) === 0) {
          looked.resolve()
          await goOn.promise
        }
        return found
      }
    }
    const query = await start({ trigger: every(0) }, new SlowSource(topic))
    await looked.promise
    topic.append(0, ...logLines(100, 7))
    const all = query.processAllAvailable()
    goOn.resolve()
    await all
    expect(seenLines(files)).toBe(57)
    await query.stop()
  })

  test('a limit or a number of workers that makes no sense is refused', async () => {
    const { start, source } = setUp()
    for (const options of [{ maxOffsetsPerTrigger: 0 }, { maxOffsetsPerTrigger: 1.5 }, { parallelism: -1 }])
      await expect(start(options)).rejects.toMatchObject({ code: 'MILLRACE_USAGE' })
    expect(source.isOpen).toBe(false)
  })
})
