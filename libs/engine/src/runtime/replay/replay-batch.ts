import type { ColumnBatch } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { StreamingWrite } from '../../api/streaming-write.ts'
import { compareIdentity } from '../../checkpoint/identity.ts'
import type { CheckpointView } from '../../checkpoint/inspect/checkpoint-view.ts'
import { type OperatorState, readState } from '../../checkpoint/inspect/state-view.ts'
import type { Offset, Source } from '../../connector/source.ts'
import { runTasks, totalCounts } from '../loop/batch-tasks.ts'
import { type CompiledOutputs, compileOutputs } from '../query/compile-outputs.ts'
import { mainParts } from '../query/main-parts.ts'
import { sourceOf } from '../query/query-source.ts'
import { stateMemory } from '../query/state-memory.ts'
import { InlineExecutor } from '../worker/inline-executor.ts'
import { compareRows, type RowDifference } from './compare-rows.ts'
import { type SinkOutput, scratchSink } from './scratch-sinks.ts'

/** The state of an operator, replayed against committed. */
export interface StateComparison extends Pick<OperatorState, 'operator' | 'operatorName' | 'outputs'> {
  readonly difference: RowDifference
}

export interface BatchReplay {
  readonly batchId: number
  readonly start: Offset
  readonly end: Offset
  readonly numInputRows: number
  readonly state: readonly StateComparison[]
  /** What each output gave to its sinks. */
  readonly outputs: readonly (SinkOutput & { readonly output: string })[]
}

interface Batch {
  readonly batchId: number
  readonly start: Offset
  readonly end: Offset
  readonly timestamp: number
  readonly watermarkMs: number
  readonly lateMs: number
}

/**
 * Runs a committed batch again, from the state before it and over the offsets that were logged, without writing anywhere: what the
 * sinks would have got is given back, and the state is compared with the one that was committed.
 *
 * @throws MILLRACE_USAGE: the batch is not committed, or what it needs is no longer kept. MILLRACE_CHECKPOINT_FOREIGN: the
 * checkpoint is of another query.
 */
export async function replayBatch(write: StreamingWrite, view: CheckpointView, batchId: number): Promise<BatchReplay> {
  const sinks: (SinkOutput & { readonly output: string })[] = []
  const definitions = Object.entries(write.outputs).map(([name, output]) => {
    const scratch = output.sinks.map(scratchSink)
    // The same objects that the scratch sinks fill.
    for (const { output: kept } of scratch) sinks.push(Object.assign(kept, { output: name }))
    return [name, { dataset: output.dataset, sinks: scratch.map(s => s.scratch) }] as const
  })
  const compiled = compileOutputs(Object.fromEntries(definitions), mainParts, stateMemory())
  const { source, sources } = sourceOf(write.outputs, compiled.pipeline)
  await compareIdentity(view.fs, view.path, { source: source.description, ...compiled.stateIdentity })
  const batch = await loggedBatch(view, batchId)
  try {
    await restoreBefore(compiled, view, batchId)
    const numInputRows = await run(compiled, source, sources, batch)
    const { start, end } = batch
    const state = await compareStates(compiled, view, batchId)
    return { batchId, start, end, numInputRows, state, outputs: sinks }
  } finally {
    compiled.state.close()
  }
}

async function compareStates({ state }: CompiledOutputs, view: CheckpointView, batchId: number) {
  const committed = state.isEmpty ? [] : await readState(view, batchId)
  const replayed = state.stateRows()
  return committed.map(({ operator, operatorName, outputs, rows }) => ({
    operator,
    operatorName,
    outputs,
    difference: compareRows(replayed.get(operator) as ColumnBatch, rows),
  }))
}

async function loggedBatch(view: CheckpointView, batchId: number): Promise<Batch> {
  const planned = await view.offsets.ids()
  const committed = await view.committed()
  if (batchId > committed)
    throw new MillraceError(
      'MILLRACE_USAGE',
      `Batch ${batchId} is not committed: the last committed batch of ${view.fs.display(view.path)} is ${committed < 0 ? 'none' : committed}.`,
    )
  if (!planned.includes(batchId) || (batchId > 0 && !planned.includes(batchId - 1)))
    throw new MillraceError(
      'MILLRACE_USAGE',
      `The offsets of batch ${batchId} or of the one before it are not kept any more: the first batch that can be replayed is ${(planned[0] ?? 0) + (planned[0] === 0 ? 0 : 1)}.`,
    )
  const { end, timestamp, watermarkMs } = await view.offsets.read(batchId)
  if (batchId === 0) return { batchId, start: await view.startOffset(), end, timestamp, watermarkMs, lateMs: 0 }
  const before = await view.offsets.read(batchId - 1)
  return { batchId, start: before.end, end, timestamp, watermarkMs, lateMs: before.watermarkMs }
}

async function restoreBefore({ state }: CompiledOutputs, view: CheckpointView, batchId: number): Promise<void> {
  const versions = await view.state.versions()
  const first = versions.find(version => version.kind === 'snapshot')?.batchId
  if (!state.isEmpty && batchId > 0 && (first === undefined || first >= batchId))
    throw new MillraceError(
      'MILLRACE_USAGE',
      `The state before batch ${batchId} is not kept any more: the first batch that can be replayed is ${(first ?? batchId) + 1}.`,
    )
  await state.restore(view, batchId - 1)
}

/** Gives the number of rows read. */
async function run(
  { pipeline, outputs, main, state, encoders }: CompiledOutputs,
  source: Source,
  sources: readonly Source[],
  batch: Batch,
): Promise<number> {
  const { batchId, start, end, timestamp, watermarkMs, lateMs } = batch
  const streams = pipeline.streams.map(({ worker }, i) => ({ decoder: sources[i].decoder, plan: worker }))
  const executor = await InlineExecutor.start({ streams, encoders })
  try {
    await source.open({ wait: false })
    const writers = new Map(await main?.begin(batchId))
    const collectors = new Map(writers)
    for (const [name, sink] of outputs.appendSinks) writers.set(name, await sink.begin(batchId))
    state.beginBatch({ eviction: watermarkMs, late: lateMs })
    const counts = await runTasks({
      batch: { batchId, start, end },
      source,
      executor,
      writers,
      merge: partials => state.merge(partials),
      signal: new AbortController().signal,
    })
    state.endAggregations()
    const mainRows = await main?.run(collectors, state, timestamp)
    for (const name of outputs.appendSinks.keys()) await writers.get(name)?.commit()
    await outputs.write(batchId, state, mainRows)
    return totalCounts(counts).lines
  } finally {
    await executor.close()
    await source.close()
  }
}
