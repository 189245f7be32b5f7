import type { TypedExpression } from '../plan/typed-expression.ts'
import { inputsOf, type TypedPlan, withInputs } from '../plan/typed-plan.ts'

/** The plan changed from its leaves up. */
export function mapPlan(plan: TypedPlan, change: (plan: TypedPlan) => TypedPlan): TypedPlan {
  const inputs = inputsOf(plan)
  const mapped = inputs.map(input => mapPlan(input, change))
  return change(mapped.every((m, i) => m === inputs[i]) ? plan : withInputs(plan, mapped))
}

/** The node with the expressions of its own rows changed; window functions and generators are left as they are. */
export function mapExpressions(plan: TypedPlan, change: (e: TypedExpression) => TypedExpression): TypedPlan {
  switch (plan.op) {
    case 'values':
      return { ...plan, rows: plan.rows.map(row => row.map(change)) }
    case 'project':
      return { ...plan, columns: plan.columns.map(c => ({ ...c, expression: change(c.expression) })) }
    case 'filter':
      return { ...plan, condition: change(plan.condition) }
    case 'sort':
      return { ...plan, orders: plan.orders.map(o => ({ ...o, expression: change(o.expression) })) }
    case 'join':
      return {
        ...plan,
        keys: plan.keys.map(k => ({ ...k, left: change(k.left), right: change(k.right) })),
        residual: plan.residual === null ? null : change(plan.residual),
      }
    default:
      return plan
  }
}
