import type { TypedPlan } from '../plan/typed-plan.ts'
import { mapPlan } from './map-plan.ts'

/** A sort under a limit holds no more rows than the limit needs; projections between them change nothing. */
export const limitIntoSort = (plan: TypedPlan): TypedPlan =>
  mapPlan(plan, node =>
    node.op === 'limit' && node.count + node.offset < Number.MAX_SAFE_INTEGER
      ? { ...node, input: limited(node.input, node.count + node.offset) }
      : node,
  )

function limited(plan: TypedPlan, limit: number): TypedPlan {
  if (plan.op === 'project') return { ...plan, input: limited(plan.input, limit) }
  return plan.op === 'sort' ? { ...plan, limit: Math.min(limit, plan.limit ?? limit) } : plan
}
