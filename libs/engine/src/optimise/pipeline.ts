import type { Schema } from '@millrace/columns'
import type { OutputMode } from '../connector/sink.ts'
import type { GroupingSpec } from '../operators/aggregate/grouping.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import type { MainNode, MainStateful } from '../plan/main-stage.ts'
import type { PostOperator } from '../plan/post-plan.ts'
import type { WorkerPlan } from '../plan/worker-plan.ts'
import type { EventTimeKey } from '../state/event-time-key.ts'
import { PipelineCompiler } from './pipeline-compiler.ts'

/** One output of a pipeline, before compilation. */
export interface OutputDefinition {
  readonly plan: LogicalPlan
  readonly mode: OutputMode
}

/** Rows that go from workers to an append sink as they are. */
export interface RowsOutput {
  readonly kind: 'rows'
  readonly mode: OutputMode
  readonly schema: Schema
}

/** The result of an aggregation, after operators that run over the merged state. */
export interface AggregateOutput {
  readonly kind: 'aggregate'
  readonly mode: OutputMode
  readonly schema: Schema
  /** Index into `PhysicalPipeline.aggregations`. */
  readonly aggregation: number
  readonly post: readonly PostOperator[]
}

/** Rows that come out of the main stage. */
export interface MainOutput {
  readonly kind: 'main'
  readonly mode: OutputMode
  readonly schema: Schema
  readonly root: MainNode
}

export type PipelineOutput = RowsOutput | AggregateOutput | MainOutput

/** What tasks do with the records of one source. */
export interface StreamPlan {
  /** Description of the source. */
  readonly source: string
  readonly worker: WorkerPlan
}

/** An aggregation whose first value is the newest event time of a stream. */
export interface WatermarkOperator {
  /** Where its rows are those of an operator of the main stage, the number of that one's state is `aggregation`. */
  readonly isMain?: boolean
  readonly aggregation: number
  /** Milliseconds that rows may be late. */
  readonly delayMs: number
  /** Those of one group are one watermark, over the rows of several streams: the newest event time of all of them counts. */
  readonly group?: number
}

/** What a pipeline does: each source read once, many outputs. All of it is JSON. */
export interface PhysicalPipeline {
  readonly streams: readonly StreamPlan[]
  /** The aggregations that tasks begin and whose states the main thread keeps, by id. */
  readonly aggregations: readonly GroupingSpec[]
  /** For each aggregation the key that says when its groups are over; null where they never are. */
  readonly eventTimes: readonly (EventTimeKey | null)[]
  /** For each aggregation whether some output is given only the groups that changed or ended, under a watermark. */
  readonly emitsParts: readonly boolean[]
  readonly watermarks: readonly WatermarkOperator[]
  /** Rows that tasks hand to the main stage, by name. */
  readonly mainRows: Readonly<Record<string, Schema>>
  /** The operators of the main stage that keep state, by number. */
  readonly mainStates: readonly MainStateful[]
  readonly outputs: Readonly<Record<string, PipelineOutput>>
}

/**
 * Analyses the outputs of one pipeline and plans them together: every distinct filter, expression and aggregation once, and
 * of the parser only the columns that some output needs. Throws MILLRACE_ANALYSIS in Spark's words.
 */
export function compilePipeline(outputs: Readonly<Record<string, OutputDefinition>>): PhysicalPipeline {
  return new PipelineCompiler().compile(outputs)
}
