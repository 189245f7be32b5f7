import { setImmediate } from 'node:timers/promises'
import type { ColumnBatch } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { BatchSource } from '../../connector/batch-source.ts'
import type { RawBlock } from '../../connector/source.ts'
import { type MemorySink, memorySink } from '../../sinks/memory-sink.ts'
import { untilAborted } from '../loop/abortable.ts'
import { InlineExecutor } from '../worker/inline-executor.ts'
import { needsThisThread } from '../worker/load-user-functions.ts'
import type { TaskSetup } from '../worker/protocol.ts'
import type { TaskExecutor, TaskOutputs } from '../worker/task-executor.ts'
import { compileOutputs } from './compile-outputs.ts'
import type { AnyDataset } from './query-output.ts'
import { SharedBlocks } from './shared-blocks.ts'

export interface CollectOptions {
  /** Worker threads beside this one, which works too. Default 0. */
  readonly parallelism?: number
}

/**
 * Runs aggregations over a bounded source in one go: one scan for all of them, through the parser, plan and kernels of a
 * streaming query; of datasets over tables alone whatever they are. Gives the rows by name. Which thread takes which block is left to chance; that can show in the last digits of
 * sums over columns of doubles, and nowhere else.
 */
export async function collect<Name extends string>(
  datasets: Readonly<Record<Name, AnyDataset>>,
  { parallelism = 0 }: CollectOptions = {},
): Promise<Record<Name, ColumnBatch>> {
  const entries = Object.entries<AnyDataset>(datasets)
  if (entries.length > 0 && entries.every(([, dataset]) => needsTables(dataset))) {
    const { collectTables } = await import('./collect-tables.ts')
    return (await collectTables(datasets)) as Record<Name, ColumnBatch>
  }
  const source = batchSource(entries.map(([, dataset]) => dataset))
  const sinks = new Map<string, MemorySink>(entries.map(([name]) => [name, memorySink(name)]))
  const { pipeline, outputs, state, encoders } = compileOutputs(
    Object.fromEntries(entries.map(([name, dataset]) => [name, { dataset, sinks: [sinks.get(name) as MemorySink] }])),
    null,
  )
  const streams = pipeline.streams.map(({ worker }) => ({ decoder: source.decoder, plan: worker }))
  const setup = { streams, encoders }
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
    const take: TaskOutputs = { artefact: async () => {}, partials: async partials => state.merge(partials) }
    const own = inline.run(task(0), pool === undefined ? blocks : betweenEvents(blocks), take)
    own.catch(() => {})
    const tasks = [own]
    const threads = await pool
    for (let i = 1; threads !== undefined && i <= parallelism; i++) tasks.push(threads.run(task(i), blocks, take))
    for (const { partials } of await Promise.all(tasks)) state.merge(partials)
    state.endAggregations()
    await outputs.write(0, state)
  } finally {
    stop.abort()
    await Promise.allSettled([blocks.close(), ...executors.map(async executor => (await executor).close())])
  }
  const rows = entries.map(([name]) => [name, sinks.get(name)?.current?.rows])
  return Object.fromEntries(rows) as Record<Name, ColumnBatch>
}

/** True for datasets over tables alone that are more than an aggregation of the rows of one. */
function needsTables({ plan, sources }: AnyDataset): boolean {
  if (!sources.every(source => 'blocks' in source && 'structured' in source && source.structured === true)) return false
  let node = plan
  while (node.op !== 'aggregate' && 'input' in node && ABOVE.includes(node.op)) node = node.input
  if (node.op !== 'aggregate' || node.sets !== undefined) return true
  for (node = node.input; node.op === 'project' || node.op === 'filter'; ) node = node.input
  return node.op !== 'relation'
}

/** Operators that may stand above an aggregation. */
const ABOVE: readonly string[] = ['project', 'filter', 'sort', 'limit']

/** Loads the code for threads only where there are some. */
async function startPool(setup: TaskSetup, parallelism: number): Promise<TaskExecutor> {
  const { WorkerPool } = await import('../worker/worker-pool.ts')
  return WorkerPool.start(setup, parallelism)
}

function batchSource(datasets: readonly AnyDataset[]): BatchSource {
  const [source, ...others] = new Set(datasets.flatMap(dataset => dataset.sources))
  if (source === undefined || others.length > 0 || !('blocks' in source))
    throw new MillraceError('MILLRACE_ANALYSIS', 'collect() needs datasets over one bounded source, such as files.')
  return source as BatchSource
}

/** Lets the events of other threads in before each block: work in this one would keep them waiting. */
async function* betweenEvents(blocks: AsyncIterable<RawBlock>): AsyncGenerator<RawBlock> {
  for await (const block of blocks) {
    yield block
    await setImmediate()
  }
}
