import { type Environment, type OptionSchema, type OptionValues, parseSettings, type Settings } from '@millrace/config'
import { MillraceError } from '@millrace/errors'
import type { StreamingWrite } from './streaming-write.ts'

/** The queries of a pipeline by name. */
export type PipelineQueries = Readonly<Record<string, StreamingWrite>>

/** Settings by name where a pipeline declares none: those given with `--set`, and under them the environment. */
export type OpenSettings = Readonly<Record<string, string | undefined>>

/** What the default export of a pipeline file is. Making it, and importing the file, starts and opens nothing. */
export interface Pipeline {
  readonly kind: 'pipeline'
  /** The declared settings; null takes any. */
  readonly settings: OptionSchema | null
  /** Describes the queries; MILLRACE_USAGE where a setting is unknown, missing or not understood. */
  queries(settings?: Settings, env?: Environment): Promise<PipelineQueries>
}

type Build<Config> = (config: Config) => PipelineQueries | Promise<PipelineQueries>

/**
 * Describes the queries of a pipeline file. Settings may be declared, with types, defaults and environment variables, as the options
 * of a command are: `config` then has exactly those, and `millrace run file --set name=value` gives them.
 *
 * @example
 * export default definePipeline({ table: { type: 'location', default: 'data/errors', help: 'Where the rows go' } }, config => ({
 *   errors: errors.writeStream({ sink: parquet(config.table), trigger: every('10 seconds'), checkpoint: `${config.table}.checkpoint` }),
 * }))
 */
export function definePipeline(build: Build<OpenSettings>): Pipeline
export function definePipeline<const S extends OptionSchema>(settings: S, build: Build<OptionValues<S>>): Pipeline
export function definePipeline(first: OptionSchema | Build<never>, second?: Build<never>): Pipeline {
  const schema = typeof first === 'function' ? null : first
  const build = (typeof first === 'function' ? first : second) as Build<unknown>
  return {
    kind: 'pipeline',
    settings: schema,
    async queries(settings = [], env = process.env) {
      const config =
        schema === null ? { ...env, ...Object.fromEntries(settings) } : parseSettings(schema, settings, env)
      return checked(await build(config))
    },
  }
}

function checked(queries: unknown): PipelineQueries {
  if (typeof queries !== 'object' || queries === null)
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      'The function given to definePipeline returned no object of queries: expected ({ name: dataset.writeStream(...) }).',
    )
  const entries = Object.entries(queries)
  if (entries.length === 0)
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      'The pipeline has no query: expected ({ name: dataset.writeStream(...) }).',
    )
  for (const [name, query] of entries)
    if (query?.kind !== 'streamingWrite')
      throw new MillraceError(
        'MILLRACE_ANALYSIS',
        `Query ${name} of the pipeline is not what dataset.writeStream(...) or query({ outputs }) gives.`,
      )
  return queries as PipelineQueries
}
