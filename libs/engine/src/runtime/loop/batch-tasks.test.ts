import { afterEach, expect, test, vi } from 'vitest'
import type { InputPartition, RawBlock } from '../../connector/source.ts'
import type { PartialResult } from '../../operators/aggregate/partial-aggregator.ts'
import { logLines, logOutputs } from '../../testing/log-query.ts'
import { POISON } from '../../testing/memory-decoder.ts'
import { MemoryFileSystem } from '../../testing/memory-file-system.ts'
import { MemorySource, MemoryTopic } from '../../testing/memory-source.ts'
import { compileOutputs } from '../query/compile-outputs.ts'
import { WorkerPool } from '../worker/worker-pool.ts'
import { runTasks } from './batch-tasks.ts'

/** Partitions that say what is read of them; those that are held give nothing until they are let go. */
class WatchedSource extends MemorySource {
  readonly begun: number[] = []
  readonly ended: number[] = []
  readonly held = new Map<number, PromiseWithResolvers<void>>()

  hold(partition: number): void {
    this.held.set(partition, Promise.withResolvers<void>())
  }

  override async *read(partition: InputPartition, signal: AbortSignal): AsyncGenerator<RawBlock> {
    const number = Number(partition.id.slice('logs-'.length))
    this.begun.push(number)
    await this.held.get(number)?.promise
    yield* super.read(partition, signal)
    this.ended.push(number)
  }
}

const THREADS = 2
const forever = new AbortController().signal
let pool: WorkerPool | undefined
afterEach(async () => {
  await pool?.close()
  pool = undefined
})

async function setUp(partitions: readonly string[][]) {
  const source = new WatchedSource(new MemoryTopic('logs', partitions))
  const { pipeline, encoders } = compileOutputs(logOutputs(source, new MemoryFileSystem()), null)
  pool = await WorkerPool.start(
    { streams: [{ decoder: source.decoder, plan: pipeline.streams[0].worker }], encoders },
    THREADS,
  )
  const merged: (readonly PartialResult[])[] = []
  const start = await source.initialOffset()
  const { end } = await source.latestOffset(start, 'all')
  const run = () =>
    runTasks({
      batch: { batchId: 0, start, end },
      source,
      executor: pool as WorkerPool,
      writers: new Map(),
      merge: partials => merged.push(partials),
      signal: forever,
    })
  return { source, run, merged }
}

test('however many tasks a batch has, few are ahead of one that is slow, and all are merged in order', async () => {
  const partitions = Array.from({ length: 9 }, (_, i) => logLines(1000 * i, 20 + i))
  const { source, run, merged } = await setUp(partitions)
  source.hold(0)
  const counts = run()
  await vi.waitFor(() => expect(source.ended).toEqual([1, 2, 3]), { timeout: 20_000 })
  // A task that was handed to the pool too early would run before this one.
  const last = { id: 'logs-8', range: { from: 0, to: 28 }, rows: 28 }
  const none = { artefact: async () => {}, partials: async () => {} }
  const { partials } = await (pool as WorkerPool).run(
    { batchId: 0, index: 8, partition: last },
    source.read(last, forever),
    none,
  )
  expect(source.begun).toEqual([0, 1, 2, 3, 8])
  expect(merged).toEqual([])
  source.held.get(0)?.resolve()
  expect((await counts).map(c => c.lines)).toEqual(partitions.map(lines => lines.length))
  expect(merged).toHaveLength(9)
  expect(merged[8]).toEqual(partials)
})

test('a task that fails ends those that wait for it, and nothing after it is merged', async () => {
  const partitions = [logLines(0, 10), [...logLines(100, 5), POISON], logLines(200, 10), logLines(300, 10)]
  const { source, run, merged } = await setUp(partitions)
  source.hold(1)
  const counts = run()
  counts.catch(() => {})
  await vi.waitFor(() => expect(source.ended).toEqual([0, 2, 3]), { timeout: 20_000 })
  source.held.get(1)?.resolve()
  await expect(counts).rejects.toThrow('The block is poisoned.')
  expect(merged).toHaveLength(1)
})
