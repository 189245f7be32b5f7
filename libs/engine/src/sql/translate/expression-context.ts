import type { ExpressionNode } from '../../plan/expression-node.ts'
import type { Place } from '../sql-error.ts'
import type { SqlName, SqlQuery, SqlWindow } from '../syntax.ts'
import type { Scope } from './scope.ts'

/** What names and subqueries in expressions mean. */
export interface ExpressionContext {
  readonly scope: Scope
  /** Names that the select list gives, in lower case. */
  readonly aliases: ReadonlyMap<string, readonly ExpressionNode[]>
  /** Whether such a name hides the column that has the same name, or undefined for none. */
  aliasHides(column: string | undefined): boolean
  readonly windows: ReadonlyMap<string, SqlWindow>
  /** A name that nothing else was found with may be one of a query around this one. */
  outer(name: SqlName): ExpressionNode | undefined
  subquery(
    query: SqlQuery,
    form: 'scalar' | 'exists' | 'in',
    value: ExpressionNode | null,
    at: Place | null,
  ): ExpressionNode
  uniqueName(name: string): string
}
