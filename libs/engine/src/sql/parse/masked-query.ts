import type { TypeName } from '@millrace/columns'
import type { Place } from '../sql-error.ts'
import type { SqlLiteral } from '../syntax.ts'
import type { Token } from '../text/lexer.ts'
import type { PivotClause } from './pivot-clause.ts'
import type { Spans } from './spans.ts'

/** What a placeholder stands for. */
export type Cell =
  | { readonly kind: 'name'; readonly name: string; readonly at: Place }
  | { readonly kind: 'literal'; readonly literal: SqlLiteral }
  | { readonly kind: 'type'; readonly type: TypeName; readonly text: string; readonly at: Place }
  /** An expression that the library cannot read in its place, as masked text. */
  | { readonly kind: 'expression'; readonly text: string }
  | { readonly kind: 'pivot'; readonly clause: PivotClause }

/** A query in words that a parser of many dialects reads in one way only. */
export interface MaskedQuery {
  readonly text: string
  readonly cells: ReadonlyMap<number, Cell>
  /** For each stretch of the masked text, by its start, the token it comes from. */
  readonly origins: readonly { readonly at: number; readonly token: Token }[]
  readonly spans: Spans
  /** GROUPING SETS followed keys without a comma: the sets alone are the groupings. */
  readonly setsOfKeys: boolean
  /** MAX RECURSION LEVEL by the start of the name of its query. */
  readonly recursionLevels: ReadonlyMap<number, number>
}
