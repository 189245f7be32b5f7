import type { Schema } from '@millrace/columns'
import type { OutputMode } from '../connector/sink.ts'
import type { GroupingSpec } from '../operators/aggregate/grouping.ts'
import type { EventTimeKey } from '../state/event-time-key.ts'
import type { PostOperator } from './post-plan.ts'
import type { TypedExpression } from './typed-expression.ts'

/**
 * What follows the tasks of a batch, on the main thread: operators that need rows of several tasks or streams together. A tree of
 * JSON whose leaves are what tasks give; `state` numbers the operators that keep state.
 */
export type MainNode = MainRows | MainAggregated | MainApply | MainUnion | MainAggregate | MainDeduplicate

interface Node {
  readonly schema: Schema
}

/** Rows that tasks hand over under a name. */
export interface MainRows extends Node {
  readonly op: 'rows'
  readonly name: string
}

/** The groups of an aggregation that tasks have begun: `key0` ..., `value0` ... */
export interface MainAggregated extends Node {
  readonly op: 'aggregated'
  readonly aggregation: number
  readonly mode: OutputMode
}

/** Operators without state. */
export interface MainApply extends Node {
  readonly op: 'apply'
  readonly input: MainNode
  readonly operators: readonly PostOperator[]
}

/** All rows of all inputs, whose columns go by position. */
export interface MainUnion extends Node {
  readonly op: 'union'
  readonly inputs: readonly MainNode[]
}

/** An aggregation with state: `key0` ..., `value0` ... */
export interface MainAggregate extends Node {
  readonly op: 'aggregate'
  readonly state: number
  readonly input: MainNode
  readonly mode: OutputMode
  readonly spec: GroupingSpec
  readonly keys: readonly TypedExpression[]
  /** For each function its arguments, and its filter's condition after them. */
  readonly args: readonly (readonly TypedExpression[])[]
  readonly eventTime: EventTimeKey | null
}

/** Rows whose values in some columns were not seen before. */
export interface MainDeduplicate extends Node {
  readonly op: 'deduplicate'
  readonly state: number
  readonly input: MainNode
  /** Indices of the columns. */
  readonly columns: readonly number[]
  /** The column with a watermark, by which late rows are dropped. */
  readonly eventTime: number | null
  /** Microseconds after its event time at which a combination is forgotten; null: never. */
  readonly keptFor: number | null
}

/** Operators of the main stage that keep state. */
export type MainStateful = MainAggregate | MainDeduplicate
