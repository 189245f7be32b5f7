import type { Schema } from '@millrace/columns'
import type { OutputMode } from '../connector/sink.ts'
import type { GroupingSpec } from '../operators/aggregate/grouping.ts'
import type { EventTimeKey } from '../state/event-time-key.ts'
import type { JoinType } from './logical-plan.ts'
import type { PostOperator } from './post-plan.ts'
import type { TypedExpression } from './typed-expression.ts'
import type { TypedJoinKey, TypedPlan } from './typed-plan.ts'

/**
 * What follows the tasks of a batch, on the main thread: operators that need rows of several tasks or streams together. A tree of
 * JSON whose leaves are what tasks give; `state` numbers the operators that keep state.
 */
export type MainNode =
  | MainRows
  | MainAggregated
  | MainApply
  | MainUnion
  | MainAggregate
  | MainDeduplicate
  | MainJoin
  | MainLimit
  | MainSession
  | MainTableJoin
  | MainTransform
  | MainWatermark

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

/** Sessions of each combination of keys: `key0` ..., of which `start` is the session's start and the last its end, `value0` ... */
export interface MainSession extends Node {
  readonly op: 'session'
  readonly state: number
  readonly input: MainNode
  readonly mode: OutputMode
  /** Its keys are those below with the session's start among them, and then its end. */
  readonly spec: GroupingSpec
  readonly start: number
  readonly keys: readonly TypedExpression[]
  /** End of a session that holds one row alone. */
  readonly end: TypedExpression
  /** For each function its arguments, and its filter's condition after them. */
  readonly args: readonly (readonly TypedExpression[])[]
  /** True when the watermark ends sessions. */
  readonly ends: boolean
}

/** A program of the user's that keeps state by key; `name` finds it among the query's. */
export interface MainTransform extends Node {
  readonly op: 'transform'
  readonly state: number
  readonly input: MainNode
  readonly name: string
  /** Indices of the key columns. */
  readonly keys: readonly number[]
  readonly timeMode: 'none' | 'processingTime' | 'eventTime'
  /** Index of the column with a watermark, by which late rows are dropped; null where the time mode is not event time. */
  readonly eventTime: number | null
}

/** The first rows of a stream. */
export interface MainLimit extends Node {
  readonly op: 'limit'
  readonly state: number
  readonly input: MainNode
  readonly count: number
}

/** A join of two streams: rows of each side wait for partners of the other. */
export interface MainJoin extends Node {
  readonly op: 'join'
  readonly state: number
  readonly left: MainNode
  readonly right: MainNode
  readonly type: JoinType
  readonly keys: readonly TypedJoinKey[]
  /** What else must be true of a pair, over the columns of both sides. */
  readonly residual: TypedExpression | null
  readonly sides: { readonly left: JoinSide; readonly right: JoinSide }
}

/** A join of a stream with a table: the rows of every batch look for partners in it. Needs no state. */
export interface MainTableJoin extends Node {
  readonly op: 'tableJoin'
  readonly input: MainNode
  /** The plan of the table's side, over relations that do not stream. */
  readonly table: TypedPlan
  /** As seen from the stream, which is the left side here. */
  readonly type: JoinType
  readonly keys: readonly TypedJoinKey[]
  readonly residual: TypedExpression | null
  /** Columns of stream and table, in this order. */
  readonly pairSchema: Schema
  /** For each column of the result its index in `pairSchema`. */
  readonly columns: readonly number[]
}

/** What a join knows of one of its sides. */
export interface JoinSide {
  /** What must be true of a row for it to have partners at all. */
  readonly condition: TypedExpression | null
  /** Index of the column with a watermark, by which late rows are dropped. */
  readonly eventTime: number | null
  /** A row has no partner to come when this column plus so many microseconds is not above the watermark; null: it always may. */
  readonly expiry: { readonly column: number; readonly after: number } | null
}

/** Its input's rows, whose event times are looked at: newest, oldest and mean are the state. */
export interface MainWatermark extends Node {
  readonly op: 'watermark'
  readonly state: number
  readonly input: MainNode
  /** The name of the event time. */
  readonly column: string
  /** No keys. */
  readonly spec: GroupingSpec
  readonly args: readonly (readonly TypedExpression[])[]
}

/** Operators of the main stage that keep state. */
export type MainStateful =
  | MainAggregate
  | MainDeduplicate
  | MainJoin
  | MainLimit
  | MainSession
  | MainTransform
  | MainWatermark
