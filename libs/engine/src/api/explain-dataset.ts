import { MillraceError } from '@millrace/errors'
import { compilePipeline } from '../optimise/pipeline.ts'
import { explainPipeline, explainPlan } from '../plan/explain.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import { hasAggregate } from '../plan/output-names.ts'

/** The logical plan and the physical one (or why there is none) as text. */
export function explainDataset(plan: LogicalPlan): string {
  const mode = hasAggregate(plan) ? 'complete' : 'append'
  try {
    return `${explainPlan(plan)}\n${explainPipeline(compilePipeline({ result: { plan, mode } }))}`
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error
    return `${explainPlan(plan)}\n== Physical Plan ==\n${error.message}`
  }
}
