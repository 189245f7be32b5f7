import type { AggregateNode, ExpressionNode, SortNode } from '../plan/expression-node.ts'
import { argumentNode } from './expr.ts'
import type { Argument } from './scalar-functions.ts'

/** A call of an aggregate function; constants are given as literals. */
export const aggregate = (
  name: string,
  args: readonly Argument[],
  constants: readonly ExpressionNode[] = [],
  orderBy?: readonly SortNode[],
): AggregateNode => ({
  kind: 'aggregate',
  name,
  args: [...args.map(argumentNode), ...constants],
  ...(orderBy === undefined || orderBy.length === 0 ? {} : { orderBy }),
})
