import { once as event } from 'node:events'
import { MillraceError } from '@millrace/errors'
import { describe, expect, test } from 'vitest'
import type { RawBlock } from '../../connector/source.ts'
import { visible } from '../../testing/crash-run.ts'
import type { FaultPlan } from '../../testing/faults.ts'
import { MemorySource, type MemoryTopic } from '../../testing/memory-source.ts'
import { seenLines, setUp } from '../../testing/set-up-query.ts'
import { availableNow, every } from '../trigger/trigger.ts'

describe('stop', () => {
  /** A source whose third block comes only when the signal fires, or never. */
  class StuckSource extends MemorySource {
    readonly stuck = Promise.withResolvers<void>()
    readonly #listens: boolean

    constructor(topic: MemoryTopic, listens: boolean) {
      super(topic)
      this.#listens = listens
    }

    override read(...[partition, signal]: Parameters<MemorySource['read']>): AsyncGenerator<RawBlock> {
      const blocks = super.read(partition, signal)
      let n = 0
      const next = async (): Promise<IteratorResult<RawBlock>> => {
        if (n++ < 2) return await blocks.next()
        this.stuck.resolve()
        await (this.#listens ? event(signal, 'abort') : new Promise(() => {}))
        throw signal.reason
      }
      return { next, [Symbol.asyncIterator]: () => ({ next }) } as unknown as AsyncGenerator<RawBlock>
    }
  }

  test.each([
    ['with', true],
    ['without', false],
  ])(
    'abandons a batch that reads, from a source %s an ear for the signal; the next start runs it',
    async (_, listens) => {
      const { topic, files, start, source } = setUp()
      const stuck = new StuckSource(topic, listens)
      const query = await start({ trigger: every(0) }, stuck)
      await stuck.stuck.promise
      await query.stop()
      expect(query.exception).toBeNull()
      expect(query.status).toEqual({ message: 'Stopped', isDataAvailable: false, isTriggerActive: false })
      expect(stuck.isOpen).toBe(false)
      expect(visible(files)).toMatchObject({ offsets: [0], commits: [], lines: [] })
      const next = await start({ trigger: availableNow }, source)
      await next.awaitTermination()
      expect(next.id).toBe(query.id)
      expect(next.runId).not.toBe(query.runId)
      expect(seenLines(files)).toBe(50)
      expect(visible(files).commits).toEqual([0, 1, 2])
    },
  )

  test('finishes a batch that commits', async () => {
    const committing = Promise.withResolvers<void>()
    const go = Promise.withResolvers<void>()
    const { files, start } = setUp()
    const rename = files.rename.bind(files)
    files.rename = async (from, to, options) => {
      if (to.startsWith('/analyses/')) {
        committing.resolve()
        await go.promise
      }
      await rename(from, to, options)
    }
    const query = await start({ trigger: every(0) })
    await committing.promise
    const stopped = query.stop()
    go.resolve()
    await stopped
    expect(visible(files)).toMatchObject({ offsets: [0], commits: [0] })
    expect(query.lastProgress?.batchId).toBe(0)
  })

  test('ends the waiting for a server that is away, and for the next trigger', async () => {
    const away: FaultPlan = (_, name) =>
      name === 'latestOffset'
        ? { when: 'before', error: new MillraceError('MILLRACE_KAFKA_UNREACHABLE', 'the broker is away') }
        : undefined
    const { start } = setUp({ plan: away })
    const interrupted = Promise.withResolvers<void>()
    const listener = { onQueryInterrupted: () => interrupted.resolve() }
    const waiting = await start({ trigger: every(0), retry: { firstMs: 3_600_000 }, listener })
    await interrupted.promise
    expect(waiting.status.message).toBe('Retrying: the broker is away')
    await waiting.stop()
    const idle = Promise.withResolvers<void>()
    const hourly = await setUp().start({
      trigger: every('1 hour'),
      listener: { onQueryProgress: () => idle.resolve() },
    })
    await idle.promise
    await hourly.stop()
    expect([waiting.exception, hourly.exception]).toEqual([null, null])
  })
})
