import { defaultWorkers, endedBefore, startedBefore } from '@millrace/config'
import { availableNow, every, type StreamingQuery, startQuery } from '@millrace/engine'
import { parserOf } from '@millrace/log-parser'
import type { Logger } from '@millrace/logging'
import type { AnalyzerOptions } from './analyzer-options.ts'
import { checkTable } from './check-table.ts'
import { compactInBackground } from './compaction.ts'
import { openConsole } from './console/open-console.ts'
import { Figures } from './figures.ts'
import { type AnalyzerHttp, openHttp } from './http/open-http.ts'
import { type Locations, openLocations } from './open-locations.ts'
import { openSource } from './open-source.ts'
import { webLogPipeline } from './pipeline.ts'

export interface Surroundings {
  readonly argv: readonly string[]
  readonly log: Logger
  /** Aborted when the analyzer is to end. */
  readonly stop: AbortSignal
  readonly stdout: NodeJS.WritableStream
}

/** Runs the analyzer until its trigger is done, it is asked to stop, or it fails. */
export async function runAnalyzer(options: AnalyzerOptions, { argv, log, stop, stdout }: Surroundings): Promise<void> {
  const parallelism = options.workers ?? defaultWorkers()
  const source = await openSource(options, { argv, log })
  const locations = openLocations(options)
  const { table, checkpoint } = locations
  let http: AnalyzerHttp | undefined
  let endCompaction: (() => Promise<void>) | undefined
  try {
    if (!options.adopt) await checkTable(table, checkpoint)
    const pipeline = webLogPipeline({ ...options, source, table, parser: await parserOf(options.format) })
    const figures = new Figures(pipeline.figures)
    const console = openConsole({ ...options, log, stdout, figures })
    http = options.http && !options.once ? await openHttp({ ...options, figures }) : undefined
    const starting = startQuery({
      name: 'analyzer',
      outputs: pipeline.outputs,
      checkpoint,
      trigger: options.once ? availableNow : every(options.trigger),
      parallelism,
      ...(options.stateMemory === undefined ? {} : { stateMemory: options.stateMemory }),
      ...(options.stateDirectory === undefined ? {} : { stateDirectory: options.stateDirectory }),
      listener: {
        onQueryStarted() {
          figures.committed()
          http?.health.succeeded()
          console.started(source.description, table.fs.display(table.path), http?.url)
        },
        onQueryProgress(progress) {
          figures.committed()
          http?.health.succeeded()
          http?.metrics.observe(progress)
          console.progress(progress)
        },
        onQueryIdle() {
          http?.health.succeeded()
        },
        onQueryInterrupted(error) {
          http?.health.interrupted(error.message)
          console.interrupted(error)
        },
        onQueryRecovered() {
          http?.health.recovered()
          console.recovered()
        },
        onSourceLag(records) {
          http?.metrics.observeLag(records)
        },
        onWarning(message) {
          log.warn(message)
        },
      },
    })
    const query = await startedBefore(stop, starting)
    if (query !== undefined) {
      endCompaction = startCompaction(options, locations, log)
      await runQuery(query, stop)
    }
    if (stop.aborted) console.stopped()
    else console.ended()
  } finally {
    await http?.close()
    await endCompaction?.()
    await locations.close()
  }
}

function startCompaction(
  { compactEvery, compactOlderThan, keep, once }: AnalyzerOptions,
  { table, checkpoint }: Locations,
  log: Logger,
): (() => Promise<void>) | undefined {
  if (compactEvery === undefined || once) return undefined
  const settings = { table, checkpoint, every: compactEvery, olderThanMs: compactOlderThan, keepMs: keep, log }
  return compactInBackground(settings)
}

async function runQuery(query: StreamingQuery, stop: AbortSignal): Promise<void> {
  const end = (): void => void query.stop()
  stop.addEventListener('abort', end)
  if (stop.aborted) end()
  await endedBefore(stop, query.awaitTermination())
}
