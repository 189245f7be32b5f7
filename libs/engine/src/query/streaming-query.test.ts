import { once as event } from 'node:events'
import { MillraceError } from '@millrace/errors'
import { describe, expect, test } from 'vitest'
import type { AppendSink, CompleteSink } from '../connector/sink.ts'
import type { RawBlock } from '../connector/source.ts'
import { visible } from '../testing/crash-run.ts'
import { type FaultPlan, Faults } from '../testing/faults.ts'
import { logAnalyses, logLines, logOutputs } from '../testing/log-query.ts'
import { MemoryFileSystem } from '../testing/memory-file-system.ts'
import { MemorySource, MemoryTopic } from '../testing/memory-source.ts'
import type { StreamingQueryListener } from './listener.ts'
import { type StartQueryOptions, startQuery } from './start-query.ts'
import { availableNow, every, once } from './trigger.ts'

/** A topic with some lines, a file system, and a way to start the query over them. */
function setUp({ lines = 50, plan }: { lines?: number; plan?: FaultPlan } = {}) {
  const topic = new MemoryTopic('logs', [logLines(0, lines)])
  const files = new MemoryFileSystem()
  const faults = plan && new Faults(plan)
  const fs = faults?.fileSystem(files) ?? files
  const inner = new MemorySource(topic)
  const start = (options: Partial<StartQueryOptions> = {}, source: MemorySource = inner) =>
    startQuery({
      outputs: logOutputs((faults?.source(source) as MemorySource | undefined) ?? source, fs),
      checkpoint: { fs, path: '/checkpoint' },
      maxOffsetsPerTrigger: 20,
      retry: { firstMs: 0, longestMs: 1 },
      ...options,
    })
  return { topic, files, source: inner, start }
}

const seenLines = (files: MemoryFileSystem): number => visible(files).lines.length + visible(files).refused.length

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

test('worker threads make the same files', async () => {
  const [inline, threads] = [setUp(), setUp()]
  await (await inline.start({ trigger: availableNow })).awaitTermination()
  await (await threads.start({ trigger: availableNow, parallelism: 2 })).awaitTermination()
  expect(visible(threads.files)).toEqual(visible(inline.files))
})

test('a start that a sink refuses leaves nothing behind, and the next one can go on', async () => {
  const { files, start, source } = setUp()
  const outputs = logOutputs(source, files)
  const { lines } = outputs
  const open = async (): Promise<void> => {
    throw new MillraceError('MILLRACE_TABLE_FOREIGN', 'the table is not ours')
  }
  const refusing = {
    ...outputs,
    lines: { ...lines, sinks: lines.sinks.map(sink => ({ ...sink, open }) as AppendSink) },
  }
  await expect(start({ outputs: refusing })).rejects.toMatchObject({ code: 'MILLRACE_TABLE_FOREIGN' })
  expect(files.paths()).toEqual([])
  expect(source.isOpen).toBe(false)
  await (await start({ trigger: availableNow })).awaitTermination()
  expect(seenLines(files)).toBe(50)
})

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

describe('listeners', () => {
  test('hear of the start, the batches and the end; what they throw is a warning', async () => {
    const { files, start } = setUp()
    const heard: string[] = []
    const shout = (name: string) => () => {
      heard.push(name)
      throw new Error(`listener of ${name}`)
    }
    const warnings: string[] = []
    const onWarning = (warning: Error): void => void warnings.push(warning.message)
    process.on('warning', onWarning)
    const query = await start({
      trigger: availableNow,
      listener: {
        onQueryStarted: shout('started'),
        onQueryProgress: shout('progress'),
        onQueryIdle: shout('idle'),
        onQueryTerminated: shout('terminated'),
      },
    })
    await query.awaitTermination()
    await new Promise(resolve => setImmediate(resolve))
    process.off('warning', onWarning)
    expect(heard).toEqual(['started', 'progress', 'progress', 'progress', 'idle', 'terminated'])
    expect(warnings).toHaveLength(6)
    expect(warnings[0]).toBe("The query listener's onQueryStarted failed: listener of started")
    expect(visible(files).commits).toEqual([0, 1, 2])
  })

  test('hear once that something is away, and once that it is back', async () => {
    let failures = 0
    const { files, start } = setUp({
      plan: (_, name) =>
        name === 'partitions' && ++failures <= 5
          ? { when: 'before', error: new MillraceError('MILLRACE_KAFKA_UNREACHABLE', 'the broker is away') }
          : undefined,
    })
    const heard: string[] = []
    const query = await start({
      trigger: availableNow,
      listener: {
        onQueryInterrupted: error => heard.push(error.code),
        onQueryRecovered: () => heard.push('back'),
        onQueryProgress: progress => heard.push(`batch ${progress.batchId}`),
      },
    })
    await query.awaitTermination()
    expect(heard).toEqual(['MILLRACE_KAFKA_UNREACHABLE', 'batch 0', 'back', 'batch 1', 'batch 2'])
    expect(seenLines(files)).toBe(50)
  })
})

test('an error that does not pass ends the query, and everything is let go', async () => {
  let broken = true
  const { files, start, source } = setUp({
    plan: (_, name) =>
      broken && name === 'partitions'
        ? { when: 'before', error: new MillraceError('MILLRACE_KAFKA_DATA_LOSS', 'offsets are gone') }
        : undefined,
  })
  const ends: unknown[] = []
  const query = await start({ trigger: every(0), listener: { onQueryTerminated: e => ends.push(e.exception) } })
  await expect(query.awaitTermination()).rejects.toMatchObject({ code: 'MILLRACE_KAFKA_DATA_LOSS' })
  await expect(query.processAllAvailable()).rejects.toMatchObject({ code: 'MILLRACE_KAFKA_DATA_LOSS' })
  expect(query.isActive).toBe(false)
  expect(query.status.message).toBe('Terminated with exception: offsets are gone')
  expect(ends).toEqual([query.exception])
  expect(source.isOpen).toBe(false)
  broken = false
  await (await start({ trigger: availableNow })).awaitTermination()
  expect(seenLines(files)).toBe(50)
})

test('what follows a commit cannot harm it: a source that cannot take note, files that cannot be removed', async () => {
  const { files, start } = setUp({
    lines: 120,
    plan: (_, name) =>
      name === 'committed' || (name.startsWith('delete') && name.includes('/state/'))
        ? { when: 'before', error: new MillraceError('MILLRACE_HDFS_REFUSED', `refused: ${name}`) }
        : undefined,
  })
  const query = await start({ trigger: availableNow })
  await query.awaitTermination()
  expect(visible(files).commits).toEqual([0, 1, 2, 3, 4, 5])
  expect(seenLines(files)).toBe(120)
  const again = await start({ trigger: once })
  await again.awaitTermination()
  expect(again.lastProgress).toBeNull()
})

test('a batch is tried again only when nothing of the attempt before goes on', async () => {
  const { start, source } = setUp()
  const { status, hosts } = logAnalyses(source)
  let replacing = 0
  let most = 0
  let attempts = 0
  const sink = (description: string, replace: () => Promise<void>): CompleteSink => ({
    mode: 'complete',
    description,
    open: async () => {},
    replace: async (_, rows) => {
      await replace()
      return { rows: rows.length }
    },
    close: async () => {},
  })
  const slow = sink('slow', async () => {
    most = Math.max(most, ++replacing)
    for (let i = 0; i < 20; i++) await new Promise(resolve => setImmediate(resolve))
    replacing--
  })
  const failing = sink('failing', async () => {
    if (++attempts < 4) throw new MillraceError('MILLRACE_HDFS_UNREACHABLE', 'the NameNode is away')
  })
  const outputs = { status: { dataset: status, sinks: [slow] }, hosts: { dataset: hosts, sinks: [failing] } }
  await (await start({ trigger: once, outputs })).awaitTermination()
  expect(attempts).toBe(4)
  expect(most).toBe(1)
})

test('snapshots and logs that no restart needs are removed', async () => {
  const { files, start } = setUp({ lines: 125 })
  const listener = { onQueryStarted: () => files.put('/checkpoint/offsets/.3.5a1c.tmp', 'left by a dead run') }
  await (await start({ trigger: availableNow, maxOffsetsPerTrigger: 1, listener })).awaitTermination()
  const { offsets, commits, lines, refused } = visible(files)
  expect(lines.length + refused.length).toBe(125)
  expect(offsets).toEqual(Array.from({ length: 105 }, (_, i) => i + 20))
  expect(commits).toEqual(offsets)
  expect(files.paths('/checkpoint/offsets/.')).toEqual([])
  expect(files.paths('/checkpoint/state/0/')).toEqual([122, 123, 124].map(n => `/checkpoint/state/0/0/${n}.snapshot`))
})

test('the progress of a batch has the fields of Spark', async () => {
  const { start } = setUp()
  const query = await start({ name: 'web', trigger: availableNow, maxOffsetsPerTrigger: 30 })
  await query.awaitTermination()
  const [first, second] = query.recentProgress.map(progress => JSON.parse(JSON.stringify(progress)))
  expect(Object.keys(first)).toEqual([
    'id',
    'runId',
    'name',
    'timestamp',
    'batchId',
    'batchDuration',
    'numInputRows',
    'inputRowsPerSecond',
    'processedRowsPerSecond',
    'durationMs',
    'stateOperators',
    'sources',
    'sink',
    'observedMetrics',
  ])
  // There was no trigger before the first.
  expect(first).toMatchObject({ id: query.id, runId: query.runId, name: 'web', batchId: 0, inputRowsPerSecond: 0 })
  expect(first.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  expect(Object.keys(first.durationMs).sort()).toEqual(
    ['addBatch', 'commitOffsets', 'latestOffset', 'sinkCommit', 'stateCommit', 'triggerExecution', 'walCommit'].sort(),
  )
  expect(first.sources).toMatchObject([
    {
      description: 'MemorySource[logs]',
      startOffset: { logs: { 0: 0 } },
      endOffset: { logs: { 0: 30 } },
      latestOffset: { logs: { 0: 50 } },
      numInputRows: 30,
      metrics: { rowsBehindLatest: '20' },
    },
  ])
  expect(first.stateOperators).toHaveLength(3)
  expect(first.stateOperators[0]).toMatchObject({
    operatorName: 'stateStoreSave',
    numRowsTotal: 4,
    numRowsUpdated: 4,
    numRowsRemoved: 0,
    numRowsDroppedByWatermark: 0,
    numShufflePartitions: 1,
    numStateStoreInstances: 1,
  })
  expect(first).not.toHaveProperty('eventTime')
  expect(first.sink).toMatchObject({ numOutputRows: 30 })
  expect(first.observedMetrics.parse).toMatchObject({ lines: 30, parsed: 29, malformed: 1 })
  expect(second.batchId).toBe(1)
  expect(second.processedRowsPerSecond).toBeGreaterThan(0)
  expect(query.explain()).toContain('== lines ==')
})
