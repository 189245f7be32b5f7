import { MillraceError } from '@millrace/errors'
import { aggregateFunction } from '../operators/aggregate/registry.ts'
import type { AggregateNode, ExpressionNode } from '../plan/expression-node.ts'
import { typedText } from '../plan/expression-text.ts'
import type { TypedAggregate, TypedExpression } from '../plan/typed-expression.ts'

/** Resolves a call of an aggregate function; `resolve` resolves what is inside it. MILLRACE_ANALYSIS when it does not fit. */
export function resolveAggregateCall(
  node: AggregateNode,
  resolve: (e: ExpressionNode) => TypedExpression,
): TypedAggregate {
  const args = node.args.map(resolve)
  const countsDistinct = node.name === 'count' && node.distinct === true
  const called = countsDistinct ? 'countDistinct' : node.name
  const f = aggregateFunction(called)
  const orderBy = (node.orderBy ?? []).map(o => ({ ...o, expression: resolve(o.expression) }))
  if (orderBy.length > 0 && f.ordered !== true) {
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `[INVALID_WITHIN_GROUP_EXPRESSION.WITHIN_GROUP_MISSING] The function \`${node.name}\` takes no WITHIN GROUP (ORDER BY ...).`,
    )
  }
  const distinct = node.distinct === true && !countsDistinct && f.idempotent !== true
  const { name = called, ...resolved } = f.resolve(args, called, { distinct, orderBy })
  const filter = node.filter === undefined ? undefined : filterCondition(resolve(node.filter))
  return {
    kind: 'aggregate',
    name,
    ...resolved,
    ...(distinct ? { distinct } : {}),
    ...(filter === undefined ? {} : { filter }),
  }
}

function filterCondition(condition: TypedExpression): TypedExpression {
  if (condition.type === 'boolean') return condition
  if (condition.kind === 'literal' && condition.value === null) return { ...condition, type: 'boolean' }
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `[DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN] The FILTER of an aggregate function should be of type boolean, but "${typedText(condition)}" is ${condition.type}.`,
  )
}
