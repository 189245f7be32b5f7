import {
  defaultWorkers,
  helpText,
  listenForStop,
  type OptionValues,
  parseOptions,
  type Stop,
  startedBefore,
  wantsHelp,
} from '@millrace/config'
import { availableNow, every, type Pipeline, startPipeline } from '@millrace/engine'
import { createLogger } from '@millrace/logging'
import { loadPipeline } from './load-pipeline.ts'
import { locationOpener } from './open-location.ts'
import { queryLog } from './query-log.ts'
import { runHelp, runOptions } from './run-options.ts'
import { settingsOf } from './settings.ts'
import { untilEnded } from './until-ended.ts'

/** `millrace run pipeline.ts`: every query of the file, until all have ended, one fails, or a signal comes. */
export async function runCommand(args: string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(helpText(runHelp, runOptions))
    return 0
  }
  const options = parseOptions(runOptions, args)
  const stop = listenForStop()
  // A second signal does not wait: whatever is under way is not committed and runs again.
  stop.giveUp.addEventListener('abort', () => process.exit(0))
  await run(await loadPipeline(options.pipeline, locationOpener(options)), options, stop)
  return 0
}

async function run(pipeline: Pipeline, options: OptionValues<typeof runOptions>, stop: Stop): Promise<void> {
  const log = createLogger('run')
  const queries = await pipeline.queries(settingsOf(options.set))
  if (stop.finish.aborted) return
  const trigger = options.availableNow
    ? { trigger: availableNow }
    : options.trigger === undefined
      ? {}
      : { trigger: every(options.trigger) }
  const starting = startPipeline(queries, {
    ...trigger,
    adopt: options.adopt,
    ...(options.stateMemory === undefined ? {} : { stateMemory: options.stateMemory }),
    ...(options.stateDirectory === undefined ? {} : { stateDirectory: options.stateDirectory }),
    openLocation: locationOpener(options),
    parallelism: options.workers ?? defaultWorkers(),
    listener: query => queryLog(query, log),
  })
  const started = await startedBefore(stop.finish, starting)
  if (started !== undefined) await untilEnded([...started.values()], stop.finish)
  if (stop.finish.aborted) log.info('stopped; the same command continues where this one ended')
}
