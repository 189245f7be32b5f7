import type { Filter, Join, LogicalPlan } from '../plan/logical-plan.ts'

/** True when rows of the plan go on coming. */
export function isStreaming(plan: LogicalPlan): boolean {
  if ('left' in plan) return isStreaming(plan.left) || isStreaming(plan.right)
  if (plan.op === 'relation') return plan.streaming
  return 'input' in plan ? isStreaming(plan.input) : plan.op === 'scan'
}

/** True for an inner join of two streams. */
export const isInnerJoin = (plan: LogicalPlan): plan is Join =>
  plan.op === 'join' &&
  (plan.type === 'inner' || plan.type === 'cross') &&
  isStreaming(plan.left) &&
  isStreaming(plan.right)

/** A condition after an inner join is one of the join. */
export const filteredJoin = ({ condition }: Filter, join: Join): Join => ({
  ...join,
  type: 'inner',
  condition: join.condition === null ? condition : { kind: 'call', name: 'and', args: [join.condition, condition] },
})
