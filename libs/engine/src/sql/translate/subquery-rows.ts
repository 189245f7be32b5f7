import type { ExpressionNode } from '../../plan/expression-node.ts'
import type { LogicalPlan } from '../../plan/logical-plan.ts'
import { outputNames } from '../../plan/output-names.ts'
import { mapChildren } from './node-tree.ts'

/** A plan that has rows where the other has some: what it selects and in which order does not matter. */
export function rowsOf(plan: LogicalPlan): LogicalPlan {
  switch (plan.op) {
    case 'project':
    case 'sort':
    case 'distinct':
      return rowsOf(plan.input)
    case 'limit':
      return plan.count > 0 && (plan.offset ?? 0) === 0 ? rowsOf(plan.input) : plan
    default:
      return plan
  }
}

/** The value of an aggregated expression over no rows at all, in terms of constants; undefined when it is not known. */
export function overNoRows(node: ExpressionNode): ExpressionNode | undefined {
  let isKnown = true
  const replace = (e: ExpressionNode): ExpressionNode => {
    if (e.kind !== 'aggregate') return mapChildren(e, replace)
    if (['count', 'countIf', 'approxCountDistinct'].includes(e.name))
      return { kind: 'literal', type: 'int64', value: '0' }
    if (
      ['sum', 'avg', 'min', 'max', 'first', 'last', 'anyValue', 'boolAnd', 'boolOr', 'stddev', 'variance'].includes(
        e.name,
      )
    ) {
      return { kind: 'literal', type: 'void', value: null }
    }
    isKnown = false
    return e
  }
  const replaced = replace(node)
  return isKnown ? replaced : undefined
}

/** The expression that a column of a plan is computed by, down to its aggregation; undefined when that is not plain. */
export function aggregatedColumn(plan: LogicalPlan, name: string): ExpressionNode | undefined {
  switch (plan.op) {
    case 'project': {
      const column = plan.columns.find(c => c.name === name)
      if (column === undefined) return undefined
      let isPlain = true
      const inline = (e: ExpressionNode): ExpressionNode => {
        if (e.kind !== 'column') return mapChildren(e, inline)
        const inner = aggregatedColumn(plan.input, e.name)
        isPlain &&= inner !== undefined
        return inner ?? e
      }
      const inlined = inline(column.expression)
      return isPlain ? inlined : undefined
    }
    case 'aggregate':
      return plan.keys.length > 0 ? undefined : plan.aggregates.find(a => a.name === name)?.expression
    case 'sort':
      return aggregatedColumn(plan.input, name)
    default:
      return undefined
  }
}

/** True when a plan gives exactly one row whatever its input is: an aggregation without keys. */
export function givesOneRow(plan: LogicalPlan): boolean {
  if (plan.op === 'project' || plan.op === 'sort') return givesOneRow(plan.input)
  return plan.op === 'aggregate' && plan.keys.length === 0 && plan.sets === undefined
}

export const firstColumn = (plan: LogicalPlan): string => outputNames(plan)[0]

/** True when a plan has one row or none, whatever its input is. */
export function hasOneRowAtMost(plan: LogicalPlan): boolean {
  if (plan.op === 'limit') return plan.count <= 1 || hasOneRowAtMost(plan.input)
  if (plan.op === 'project' || plan.op === 'sort' || plan.op === 'filter' || plan.op === 'distinct')
    return hasOneRowAtMost(plan.input)
  return givesOneRow(plan)
}
