import type { ColumnBatch } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { BatchSource } from '../connector/batch-source.ts'
import { untilAborted } from '../loop/abortable.ts'
import { type MemorySink, memorySink } from '../sinks/memory-sink.ts'
import { BlockDealer } from './block-dealer.ts'
import { compileOutputs } from './compile-outputs.ts'
import type { AnyDataset } from './query-output.ts'
import { startExecutor } from './start-executor.ts'

export interface CollectOptions {
  /** Worker threads; 0 does everything in this one. Default 0. */
  readonly parallelism?: number
}

/**
 * Runs aggregations over a bounded source in one go: one scan for all of them, through the parser, plan and kernels of a
 * streaming query. Gives the rows by name. The same input and parallelism give the same rows, bit for bit.
 */
export async function collect<Name extends string>(
  datasets: Readonly<Record<Name, AnyDataset>>,
  { parallelism = 0 }: CollectOptions = {},
): Promise<Record<Name, ColumnBatch>> {
  const entries = Object.entries<AnyDataset>(datasets)
  const source = batchSource(entries.map(([, dataset]) => dataset))
  const sinks = new Map<string, MemorySink>(entries.map(([name]) => [name, memorySink(name)]))
  const { pipeline, outputs, state, encoders } = compileOutputs(
    Object.fromEntries(entries.map(([name, dataset]) => [name, { dataset, sinks: [sinks.get(name) as MemorySink] }])),
  )
  const executor = await startExecutor({ decoder: source.decoder, plan: pipeline.worker, encoders }, parallelism)
  const stop = new AbortController()
  const dealer = new BlockDealer(untilAborted(source.blocks(stop.signal), stop.signal), executor.parallelism)
  try {
    const tasks = Array.from({ length: executor.parallelism }, (_, index) =>
      executor.run(
        { batchId: 0, index, partition: { id: String(index), range: null, rows: 0 } },
        dealer.hand(index),
        async () => {},
      ),
    )
    state.merge(await Promise.all(tasks))
    await outputs.replaceAll(0, state)
  } finally {
    stop.abort()
    await Promise.allSettled([dealer.close(), executor.close()])
  }
  const rows = entries.map(([name]) => [name, sinks.get(name)?.current?.rows])
  return Object.fromEntries(rows) as Record<Name, ColumnBatch>
}

function batchSource(datasets: readonly AnyDataset[]): BatchSource {
  const [first] = datasets
  if (first === undefined || !('blocks' in first.source))
    throw new MillraceError('MILLRACE_ANALYSIS', 'collect() needs datasets over a bounded source, such as files.')
  return first.source as BatchSource
}
