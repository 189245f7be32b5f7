import type { Schema } from '@millrace/columns'
import type { FormatSpec } from '@millrace/log-parser'
import type { ExpressionNode, NamedNode, SortNode } from './expression-node.ts'

/**
 * A logical plan as plain JSON: a tree of operators over sources, as the user wrote them. Within a node's input column names are
 * unique; what reads SQL gives columns names of its own and the last Project the names that the user sees.
 */
export type LogicalPlan = LeafPlan | UnaryPlan | Join | SetOperation
export type LeafPlan = Scan | Parse | Malformed | Relation | Values
export type UnaryPlan =
  | Project
  | Filter
  | Aggregate
  | Sort
  | Limit
  | Distinct
  | Window
  | Generate
  | Watermark
  | InTimeZone
  | Deduplicate
  | Transform

/** Records of a source: the line and the record's own columns. */
export interface Scan {
  readonly op: 'scan'
  readonly description: string
  readonly schema: Schema
  /** The columns that name a record for people. */
  readonly position: { readonly source: string; readonly position: string }
}

/** Names the code and the format of a line parser; `module` is a file URL. */
export interface ParserSpec<S extends Schema = Schema> {
  readonly parser: { readonly module: string; readonly name: string }
  readonly format: FormatSpec
  /** Every column of the format. */
  readonly schema: S
  /** The reasons for which a line is malformed. */
  readonly reasons: readonly string[]
}

/** Parsed lines: the parser's columns and then the source's. */
export interface Parse {
  readonly op: 'parse'
  readonly input: Scan
  readonly parser: ParserSpec
}

/** The lines that the parser refused: reason, raw, source, position. */
export interface Malformed {
  readonly op: 'malformed'
  readonly input: Scan
  readonly parser: ParserSpec
}

/** Exactly these columns. */
export interface Project {
  readonly op: 'project'
  readonly input: LogicalPlan
  readonly columns: readonly NamedNode[]
}

/** The rows for which the condition is true. */
export interface Filter {
  readonly op: 'filter'
  readonly input: LogicalPlan
  readonly condition: ExpressionNode
}

/** One row for each combination of key values: the keys, then the aggregates. Without keys always exactly one row. */
export interface Aggregate {
  readonly op: 'aggregate'
  readonly input: LogicalPlan
  readonly keys: readonly NamedNode[]
  readonly aggregates: readonly NamedNode[]
  /**
   * Grouping sets: a grouping for each list of key indices, keys outside of it are null; `groupingId` is the name of a column
   * that tells them apart (Spark's grouping_id()).
   */
  readonly sets?: readonly (readonly number[])[]
  readonly groupingId?: string
}

export interface Sort {
  readonly op: 'sort'
  readonly input: LogicalPlan
  readonly orders: readonly SortNode[]
}

export interface Limit {
  readonly op: 'limit'
  readonly input: LogicalPlan
  readonly count: number
  /** Rows that are left out before. Default 0. */
  readonly offset?: number
}

/** Rows of a table or stream that the session knows by this name. */
export interface Relation {
  readonly op: 'relation'
  readonly name: string
  readonly schema: Schema
  /** True when rows go on coming. */
  readonly streaming: boolean
}

/** Rows written out; every row has an expression without columns per name. */
export interface Values {
  readonly op: 'values'
  readonly names: readonly string[]
  readonly rows: readonly (readonly ExpressionNode[])[]
}

/** Each different row once. */
export interface Distinct {
  readonly op: 'distinct'
  readonly input: LogicalPlan
}

/** The input's columns and then a column per window function; `functions` are WindowNodes. */
export interface Window {
  readonly op: 'window'
  readonly input: LogicalPlan
  readonly functions: readonly NamedNode[]
}

/** The input's columns and then those of a generator (explode, posexplode, inline, stack ...), for each row that it gives. */
export interface Generate {
  readonly op: 'generate'
  readonly input: LogicalPlan
  readonly generator: ExpressionNode
  /** Rows for which the generator gives nothing are kept, with nulls. */
  readonly outer: boolean
  readonly names: readonly string[]
}

/** A plan whose expressions were written in a session of that time zone: IANA name or offset. */
export interface InTimeZone {
  readonly op: 'inTimeZone'
  readonly input: LogicalPlan
  readonly timeZone: string
}

/** Event time: rows that are later than the newest seen by more than the delay may be dropped. */
export interface Watermark {
  readonly op: 'watermark'
  readonly input: LogicalPlan
  readonly column: string
  readonly delayMicroseconds: number
  /** Given by the planner: watermarks of one group are one, whose newest event time is that of all of them. */
  readonly group?: number
}

/** The first row of each combination of values. */
export interface Deduplicate {
  readonly op: 'deduplicate'
  readonly input: LogicalPlan
  /** Default: all columns. */
  readonly columns?: readonly string[]
  /** Spark's dropDuplicatesWithinWatermark. */
  readonly withinWatermark?: boolean
}

/** A program of the user's over the rows of each key, with state; `name` finds it among the dataset's. */
export interface Transform {
  readonly op: 'transform'
  readonly input: LogicalPlan
  readonly name: string
  readonly keys: readonly string[]
  readonly schema: Schema
  readonly timeMode: 'none' | 'processingTime' | 'eventTime'
}

export type JoinType = 'inner' | 'left' | 'right' | 'full' | 'cross' | 'leftSemi' | 'leftAnti'

/** Columns of both sides, whose names differ; of the left one alone for semi and anti joins. */
export interface Join {
  readonly op: 'join'
  readonly left: LogicalPlan
  readonly right: LogicalPlan
  readonly type: JoinType
  /** Null: every pair. */
  readonly condition: ExpressionNode | null
}

/** Columns go by position, with the names of the left side; types are widened to common ones. */
export interface SetOperation {
  readonly op: 'setOperation'
  readonly kind: 'union' | 'intersect' | 'except'
  readonly all: boolean
  readonly left: LogicalPlan
  readonly right: LogicalPlan
}
