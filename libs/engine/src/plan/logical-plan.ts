import type { Schema } from '@millrace/columns'
import type { FormatSpec } from '@millrace/log-parser'
import type { ExpressionNode, NamedNode, SortNode } from './expression-node.ts'

/** A logical plan as plain JSON: a tree of operators over one source, as the user wrote them. */
export type LogicalPlan = Scan | Parse | Malformed | Project | Filter | Aggregate | Sort | Limit

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
}
