import { setImmediate } from 'node:timers/promises'
import type { BatchSource } from '../../connector/batch-source.ts'
import type { BatchWriter } from '../../connector/sink.ts'
import type { RawBlock } from '../../connector/source.ts'
import { untilAborted } from '../loop/abortable.ts'
import { InlineExecutor } from '../worker/inline-executor.ts'
import { needsThisThread } from '../worker/load-user-functions.ts'
import type { TaskSetup } from '../worker/protocol.ts'
import type { TaskExecutor, TaskOutputs } from '../worker/task-executor.ts'
import type { CollectOptions } from './collect.ts'
import { compileOutputs } from './compile-outputs.ts'
import type { QueryOutput } from './query-output.ts'
import { SharedBlocks } from './shared-blocks.ts'

/** Reads a source once and hands the outputs to their sinks: aggregations of its rows, and rows that are filtered and computed. */
export async function scan(
  source: BatchSource,
  definitions: Readonly<Record<string, QueryOutput>>,
  { parallelism = 0 }: CollectOptions,
): Promise<void> {
  const { pipeline, outputs, state, encoders } = compileOutputs(definitions, null)
  const streams = pipeline.streams.map(({ worker }) => ({ decoder: source.decoder, plan: worker }))
  const setup = { streams, encoders }
  const writers = new Map<string, BatchWriter>()
  const stop = new AbortController()
  const blocks = new SharedBlocks(untilAborted(source.blocks(stop.signal), stop.signal))
  // Threads load their code while this one compiles, and works already.
  const pool = parallelism > 0 && !needsThisThread(pipeline.streams) ? startPool(setup, parallelism) : undefined
  pool?.catch(() => {})
  const executors: Promise<TaskExecutor>[] = pool === undefined ? [] : [pool]
  const task = (index: number) => ({ batchId: 0, index, partition: { id: String(index), range: null, rows: 0 } })
  try {
    const starting = InlineExecutor.start(setup)
    executors.push(starting)
    const inline = await starting
    for (const [name, sink] of outputs.appendSinks) writers.set(name, await sink.begin(0))
    const take: TaskOutputs = {
      artefact: async (output, artefact) => writers.get(output)?.stage(artefact),
      partials: async partials => state.merge(partials),
    }
    const own = inline.run(task(0), pool === undefined ? blocks : betweenEvents(blocks), take)
    own.catch(() => {})
    const tasks = [own]
    const threads = await pool
    for (let i = 1; threads !== undefined && i <= parallelism; i++) tasks.push(threads.run(task(i), blocks, take))
    for (const { partials } of await Promise.all(tasks)) state.merge(partials)
    state.endAggregations()
    await outputs.write(0, state)
    for (const writer of writers.values()) await writer.commit()
  } finally {
    stop.abort()
    await Promise.allSettled([blocks.close(), ...executors.map(async executor => (await executor).close())])
  }
}

/** Loads the code for threads only where there are some. */
async function startPool(setup: TaskSetup, parallelism: number): Promise<TaskExecutor> {
  const { WorkerPool } = await import('../worker/worker-pool.ts')
  return WorkerPool.start(setup, parallelism)
}

/** Lets the events of other threads in before each block: work in this one would keep them waiting. */
async function* betweenEvents(blocks: AsyncIterable<RawBlock>): AsyncGenerator<RawBlock> {
  for await (const block of blocks) {
    yield block
    await setImmediate()
  }
}
