import { randomUUID } from 'node:crypto'
import { MillraceError } from '@millrace/errors'
import type { OutputFits } from '../../api/streaming-write.ts'
import { Checkpoint } from '../../checkpoint/checkpoint.ts'
import type { FileSystem } from '../../connector/file-system.ts'
import { MicroBatchExecution } from '../loop/micro-batch-execution.ts'
import { recover } from '../loop/recovery.ts'
import type { RetryOptions } from '../loop/retries.ts'
import type { StreamingQueryListener } from '../progress/listener.ts'
import { every, type Trigger } from '../trigger/trigger.ts'
import { needsThisThread } from '../worker/load-user-functions.ts'
import { compileOutputs } from './compile-outputs.ts'
import { explainCompiled } from './explain-query.ts'
import { mainParts } from './main-parts.ts'
import type { QueryOutput } from './query-output.ts'
import { sourceOf } from './query-source.ts'
import { startExecutor } from './start-executor.ts'
import { type StateMemoryOptions, stateMemory } from './state-memory.ts'
import { StreamingQuery } from './streaming-query.ts'

export interface StartQueryOptions extends StateMemoryOptions {
  readonly name?: string
  /** All over one source: it is read and parsed once for all of them, and a batch commits for all of them together. */
  readonly outputs: Readonly<Record<string, QueryOutput>>
  readonly checkpoint: { readonly fs: FileSystem; readonly path: string }
  /** Default: a batch as soon as the one before is done. */
  readonly trigger?: Trigger
  /** Most rows of a batch; default the source's own limit. */
  readonly maxOffsetsPerTrigger?: number
  /** Worker threads; 0 does everything in this one. Default 0. */
  readonly parallelism?: number
  /** Lets sinks add to tables that hold files of others, which they refuse otherwise. Default false. */
  readonly adopt?: boolean
  readonly listener?: StreamingQueryListener
  /**
   * What is done about errors that may pass, such as a server that is away. Default: waits of 0.5 s doubling to 15 s; no end
   * of attempts where the trigger is an interval, 8 in a row where the query is to end by itself.
   */
  readonly retry?: RetryOptions
}

/** Attempts of a query that someone waits for: about a minute. */
const BOUNDED_ATTEMPTS = 8

/**
 * Starts a streaming query. Resolves when source, checkpoint and sinks have been opened and state is restored; rejects, with
 * everything closed again, when one of them cannot be (an unreachable server, a foreign table, a checkpoint in use ...). A dataset whose
 * rows cannot be written in the mode of its sinks is a compile error; see Nature.
 */
export async function startQuery<const O extends Readonly<Record<string, QueryOutput>>>(
  options: StartQueryOptions & { readonly outputs: O & { readonly [K in keyof O]: OutputFits<O[K]> } },
): Promise<StreamingQuery> {
  const { name = null, listener = {}, parallelism = 0, adopt = false, trigger = every(0) } = options
  expectWhole('maxOffsetsPerTrigger', options.maxOffsetsPerTrigger, 1)
  expectWhole('parallelism', parallelism, 0)
  expectWhole('stateMemory', options.stateMemory, 0)
  const runId = randomUUID()
  const compiled = compileOutputs(options.outputs, mainParts, stateMemory(options))
  const { source, sources } = sourceOf(options.outputs, compiled.pipeline)
  const { pipeline, outputs, state } = compiled
  const closers: (() => Promise<void>)[] = []
  const closeAll = async (): Promise<void> => {
    for (const close of closers.reverse()) await close().catch(() => {})
    closers.length = 0
  }
  try {
    closers.push(async () => state.close())
    closers.push(() => source.close())
    await source.open({ wait: trigger.kind === 'processingTime' })
    const { fs, path } = options.checkpoint
    const identity = { source: source.description, ...compiled.stateIdentity }
    const checkpoint = await Checkpoint.open(fs, path, runId, identity, sources.length)
    closers.push(() => checkpoint.close())
    closers.push(() => outputs.close())
    const { queryId, newQuery } = checkpoint
    // A new query writes nothing before its sinks have accepted it.
    const known = newQuery ? undefined : await recover(checkpoint, source)
    const pendingBatch = known?.pending?.batchId ?? null
    await outputs.open({ queryId, checkpoint: fs.display(path), newQuery, pendingBatch, adopt })
    await checkpoint.initialise(identity)
    const recovered = known ?? (await recover(checkpoint, source))
    const executor = await startExecutor(
      {
        streams: pipeline.streams.map(({ worker }, i) => ({ decoder: sources[i].decoder, plan: worker })),
        encoders: compiled.encoders,
      },
      needsThisThread(pipeline.streams) ? 0 : parallelism,
    )
    closers.push(() => executor.close())
    const context = {
      queryId,
      runId,
      name,
      source,
      outputs,
      state,
      checkpoint,
      recovered,
      executor,
      trigger,
      limit:
        options.maxOffsetsPerTrigger === undefined ? source.defaultLimit : { maxRows: options.maxOffsetsPerTrigger },
      retry: { ...(trigger.kind === 'processingTime' ? {} : { attempts: BOUNDED_ATTEMPTS }), ...options.retry },
      malformedReasons: pipeline.streams.find(({ worker }) => worker.reasons.length > 0)?.worker.reasons ?? [],
      main: compiled.main,
    }
    const execution = new MicroBatchExecution(context)
    await execution.restore()
    return new StreamingQuery(
      {
        id: queryId,
        runId,
        name,
        explanation: explainCompiled(options.outputs, pipeline),
        async run(signal, monitor) {
          try {
            await execution.run(signal, monitor)
          } finally {
            await closeAll()
          }
        },
      },
      listener,
    )
  } catch (error) {
    await closeAll()
    throw error
  }
}

function expectWhole(name: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least)) return
  throw new MillraceError('MILLRACE_USAGE', `${name} is ${value}: expected a whole number of at least ${least}.`)
}
