import { availableParallelism } from 'node:os'
import { reportText } from '@millrace/analytics'
import type { Stop } from '@millrace/config'
import { availableNow, every, startQuery } from '@millrace/engine'
import type { Logger } from '@millrace/logging'
import type { AnalyzerOptions } from './analyzer-options.ts'
import { progressLine } from './console/progress-line.ts'
import { Metrics } from './http/metrics.ts'
import { QueryHealth } from './http/query-health.ts'
import { type HttpServer, startHttp } from './http/server.ts'
import { openLocations } from './open-locations.ts'
import { openSource } from './open-source.ts'
import { webLogPipeline } from './pipeline.ts'

export interface Surroundings {
  readonly argv: readonly string[]
  readonly log: Logger
  readonly stop: Stop
  readonly stdout: NodeJS.WritableStream
}

/** Runs the analyzer until its trigger is done, it is asked to stop, or it fails. */
export async function runAnalyzer(options: AnalyzerOptions, { argv, log, stop, stdout }: Surroundings): Promise<void> {
  const source = openSource(options, argv, log)
  const locations = openLocations(options)
  const { table, checkpoint } = locations
  const pipeline = webLogPipeline({ ...options, source, table })
  const health = new QueryHealth()
  const metrics = new Metrics(health)
  const printTables = (): void => {
    if (options.tables) stdout.write(`\n${reportText(pipeline.current().report)}\n`)
  }
  let http: HttpServer | undefined
  try {
    if (options.http && !options.once)
      http = await startHttp({ host: options.host, port: options.port, health, metrics, current: pipeline.current })
    const query = await startQuery({
      name: 'analyzer',
      outputs: pipeline.outputs,
      checkpoint,
      trigger: options.once ? availableNow : every(options.trigger),
      parallelism: options.workers ?? Math.min(4, availableParallelism()),
      listener: {
        onQueryStarted: () => {
          health.succeeded()
          log.info(
            `reading ${source.description} into ${table.fs.display(table.path)}${http ? `, figures at ${http.url}/api/v1/analyses` : ''}`,
          )
        },
        onQueryProgress: progress => {
          health.succeeded()
          metrics.observe(progress)
          log.info(progressLine(progress))
          if (!options.once) printTables()
        },
        onQueryIdle: () => health.succeeded(),
        onQueryInterrupted: error => {
          health.interrupted(error.message)
          log.warn(`${error.message} Trying again until it is back; nothing is committed meanwhile.`)
        },
        onQueryRecovered: () => {
          health.succeeded()
          log.info('back again')
        },
      },
    })
    stop.finish.addEventListener('abort', () => void query.stop())
    if (stop.finish.aborted) await query.stop()
    await query.awaitTermination()
    if (stop.finish.aborted) log.info('stopped; the same command continues where this one ended')
    else if (options.once) printTables()
  } finally {
    await http?.close()
    await locations.close()
  }
}
