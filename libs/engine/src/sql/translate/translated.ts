import type { ExpressionNode } from '../../plan/expression-node.ts'
import type { LogicalPlan } from '../../plan/logical-plan.ts'
import type { SqlName } from '../syntax.ts'

/** A column of a query's result: the name that people see and the unique name in the plan. */
export interface OutputColumn {
  readonly name: string
  readonly id: string
}

/** A query as a plan. */
export interface Translated {
  readonly plan: LogicalPlan
  readonly columns: readonly OutputColumn[]
}

/** The tables that a session knows. */
export interface Catalog {
  /** The view or table of a name, which is looked for without regard to case. */
  find(parts: readonly string[]): Translated | undefined
}

/** The number of the next unique name; views keep theirs, so a session has one for all its statements. */
export interface NameCounter {
  next: number
}

/** Names that a query finds besides the session's tables. */
export interface Environment {
  readonly queries: ReadonlyMap<string, Translated>
  /** What a name means in the query around this one. */
  readonly outer?: (name: SqlName) => ExpressionNode | undefined
}

/** Names that a query finds inside of another one. */
export interface InsideEnvironment extends Environment {
  /** The columns of the other one that it was found to read. */
  readonly used: ReadonlySet<string>
}
