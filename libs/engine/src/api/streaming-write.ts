import { MillraceError } from '@millrace/errors'
import type { FileSystem } from '../connector/file-system.ts'
import type { OutputMode, Sink } from '../connector/sink.ts'
import type { AnyDataset, QueryOutput } from '../runtime/query/query-output.ts'
import type { StateMemoryOptions } from '../runtime/query/state-memory.ts'
import type { Trigger } from '../runtime/trigger/trigger.ts'
import type { ModeFits } from './nature.ts'

/** A directory as people write it (a path, or `http://namenode:9870/path`), or one of a file system that is open. */
export type CheckpointLocation = string | { readonly fs: FileSystem; readonly path: string }

export interface WriteOptions extends StateMemoryOptions {
  /** Default: the query's key in the pipeline. */
  readonly name?: string
  /** Where offsets, commits and state are kept. */
  readonly checkpoint: CheckpointLocation
  /** Default: a batch as soon as the one before is done. */
  readonly trigger?: Trigger
  /** Most rows of a batch; default the source's own limit. */
  readonly maxOffsetsPerTrigger?: number
}

/** Where the rows of one dataset go. */
export type SinkOptions<S extends Sink> = ({ readonly sink: S } | { readonly sinks: readonly S[] }) & {
  /** The output mode; sinks have one of their own, which it repeats for who reads the pipeline. */
  readonly mode?: S['mode']
}

/** An output of `query`: a dataset, and where its rows go. */
export type OutputOptions = { readonly dataset: AnyDataset } & SinkOptions<Sink>

/** What an output needs besides: nothing, or what cannot be given where the rows do not fit the mode of its sinks. */
export type OutputFits<O> = O extends { readonly dataset: { readonly nature: infer N } }
  ? O extends { readonly sink: { readonly mode: infer M extends OutputMode } }
    ? ModeFits<M, N>
    : O extends { readonly sinks: readonly { readonly mode: infer M extends OutputMode }[] }
      ? ModeFits<M, N>
      : unknown
  : unknown

/** A streaming query as a description: starting it is left to `millrace run`, to `startPipeline`, or to a test. */
export interface StreamingWrite extends WriteOptions {
  readonly kind: 'streamingWrite'
  readonly outputs: Readonly<Record<string, QueryOutput>>
}

/**
 * Several outputs of one query: their source is read and parsed once for all of them, and a batch commits for all of them together.
 *
 * @example
 * query({ outputs: { lines: { dataset: lines, sink: parquet }, perMinute: { dataset: perMinute, sink: console } }, checkpoint })
 */
export function query<const O extends Readonly<Record<string, OutputOptions>>>(
  options: WriteOptions & { readonly outputs: O & { readonly [K in keyof O]: OutputFits<O[K]> } },
): StreamingWrite
export function query({
  outputs,
  ...options
}: WriteOptions & { readonly outputs: Readonly<Record<string, OutputOptions>> }): StreamingWrite {
  if (Object.keys(outputs).length === 0)
    throw new MillraceError('MILLRACE_ANALYSIS', 'A query needs at least one output; query({ outputs }) has none.')
  return {
    ...options,
    kind: 'streamingWrite',
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([name, output]) => [
        name,
        { dataset: output.dataset, sinks: sinksOf(name, output) },
      ]),
    ),
  }
}

/** The sinks of an output; MILLRACE_ANALYSIS where there is none, or one of another mode. */
function sinksOf(output: string, options: SinkOptions<Sink>): readonly Sink[] {
  const sinks = 'sink' in options ? [options.sink] : options.sinks
  const other = sinks.find(sink => options.mode !== undefined && sink.mode !== options.mode)
  if (other !== undefined)
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `Output ${output} is written in ${options.mode} mode, but the sink ${other.description} is one of ${other.mode} mode: give both the same.`,
    )
  return sinks
}
