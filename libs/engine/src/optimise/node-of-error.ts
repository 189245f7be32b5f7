import { MillraceError } from '@millrace/errors'
import { operatorText } from '../plan/explain.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'

const told = new WeakSet<Error>()

/** Longest text of an operator in a message. */
const OPERATOR = 160

/** A projection without the columns that it passes on as they are: `withColumn` has all of them. */
function shortened(plan: LogicalPlan): LogicalPlan {
  if (plan.op !== 'project') return plan
  const computed = plan.columns.filter(({ expression }) => expression.kind !== 'column')
  return computed.length === 0 ? plan : { ...plan, columns: computed }
}

/** The error of an analysis, which says from here on in which operator of the plan it was found: the innermost one. */
export function foundIn(error: unknown, plan: LogicalPlan): unknown {
  if (!(error instanceof MillraceError) || error.code !== 'MILLRACE_ANALYSIS' || told.has(error)) return error
  told.add(error)
  const text = operatorText(shortened(plan))
  // The same error: others know things of it.
  error.message = `${error.message.replace(/\.$/, '')} (in ${text.length > OPERATOR ? `${text.slice(0, OPERATOR)}...` : text}).`
  return error
}
