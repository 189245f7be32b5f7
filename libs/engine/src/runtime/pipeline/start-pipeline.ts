import type { PipelineQueries } from '../../api/define-pipeline.ts'
import type { StreamingWrite } from '../../api/streaming-write.ts'
import type { FileSystem } from '../../connector/file-system.ts'
import type { StreamingQueryListener } from '../progress/listener.ts'
import { startQuery } from '../query/start-query.ts'
import type { StateMemoryOptions } from '../query/state-memory.ts'
import type { StreamingQuery } from '../query/streaming-query.ts'
import type { Trigger } from '../trigger/trigger.ts'
import { checkQueries } from './check-queries.ts'

/** `stateMemory` and `stateDirectory` stand instead of each query's own. */
export interface StartPipelineOptions extends StateMemoryOptions {
  /** Opens the directory of a checkpoint that is given as text. */
  readonly openLocation: (location: string) => { readonly fs: FileSystem; readonly path: string }
  /** Instead of each query's own. */
  readonly trigger?: Trigger
  /** Worker threads of each query; see `startQuery`. Default 0. */
  readonly parallelism?: number
  /** Lets sinks add to tables that hold files of others; see `startQuery`. */
  readonly adopt?: boolean
  /** Who listens to a query, by its name. */
  readonly listener?: (query: string) => StreamingQueryListener
}

/** Starts every query of a pipeline; where one cannot be started those before it are stopped again. */
export async function startPipeline(
  queries: PipelineQueries,
  options: StartPipelineOptions,
): Promise<ReadonlyMap<string, StreamingQuery>> {
  checkQueries(queries)
  const started = new Map<string, StreamingQuery>()
  try {
    for (const [key, write] of Object.entries(queries)) started.set(key, await startWrite(key, write, options))
    return started
  } catch (error) {
    await Promise.allSettled([...started.values()].map(query => query.stop()))
    throw error
  }
}

async function startWrite(
  key: string,
  { kind: _, name = key, checkpoint, ...write }: StreamingWrite,
  { openLocation, listener, ...instead }: StartPipelineOptions,
): Promise<StreamingQuery> {
  return startQuery({
    ...write,
    ...instead,
    name,
    checkpoint: typeof checkpoint === 'string' ? openLocation(checkpoint) : checkpoint,
    ...(listener === undefined ? {} : { listener: listener(name) }),
  })
}
