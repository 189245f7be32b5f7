import type { SortNode } from '../plan/expression-node.ts'
import { argumentNode } from './expr.ts'
import type { ArgumentNeeds } from './row-types.ts'
import type { Argument } from './scalar-functions.ts'

/** A key of `orderBy`, usable on rows that have what `N` needs. */
export class SortOrder<in N> {
  declare readonly rowNeeds: (row: N) => void
  readonly node: SortNode

  constructor(node: SortNode) {
    this.node = node
  }
}

/** Ascending, nulls first. */
export const asc = <A extends Argument>(arg: A): SortOrder<ArgumentNeeds<A, unknown>> =>
  new SortOrder({ expression: argumentNode(arg), direction: 'asc', nulls: 'first' })

/** Descending, nulls last. */
export const desc = <A extends Argument>(arg: A): SortOrder<ArgumentNeeds<A, unknown>> =>
  new SortOrder({ expression: argumentNode(arg), direction: 'desc', nulls: 'last' })
