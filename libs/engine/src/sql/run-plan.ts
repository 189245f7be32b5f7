import type { ColumnBatch, Schema } from '@millrace/columns'
import { analysePlan } from '../analyse/analyse-plan.ts'
import type { AnalysisContext } from '../analyse/context.ts'
import { execute, type TableReader } from '../operators/relational/execute.ts'
import { optimisePlan } from '../optimise/optimise-plan.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import { type Recursion, type RecursionLimits, Recursions } from './run-recursions.ts'
import { runSubqueries } from './run-subqueries.ts'
import type { SessionTables } from './session-tables.ts'
import { analysisError } from './sql-error.ts'

/** What a session knows of the plans that it runs. */
export interface PlanSession {
  readonly tables: SessionTables
  readonly recursions: ReadonlyMap<string, Recursion>
  readonly limits: RecursionLimits
  /** Legacy: NULL IN (subquery without rows) is NULL. */
  readonly nullInEmpty: boolean
}

export interface PlanRows {
  readonly schema: Schema
  readonly batches: readonly ColumnBatch[]
}

/** Runs a plan with its subqueries to its end. */
export async function runPlan(plan: LogicalPlan, context: AnalysisContext, session: PlanSession): Promise<PlanRows> {
  const collect = (p: LogicalPlan) => collectRows(p, context, session.tables, recursions)
  const run = async (p: LogicalPlan) => collect(await runSubqueries(p, collect, session.nullInEmpty))
  const recursions = new Recursions(session.recursions, session.limits, async p => (await run(p)).batches)
  await recursions.prepare(plan)
  return run(plan)
}

async function collectRows(
  plan: LogicalPlan,
  context: AnalysisContext,
  tables: SessionTables,
  recursions: Recursions,
): Promise<{ schema: Schema; batches: ColumnBatch[] }> {
  const typed = optimisePlan(analysePlan(plan, context))
  const reader: TableReader = {
    read: (name, columns) => {
      const table = recursions.table(name) ?? tables.table(name)
      if (table === undefined) throw analysisError(`[TABLE_OR_VIEW_NOT_FOUND] The table \`${name}\` was dropped.`, null)
      return table.read(columns)
    },
  }
  const batches: ColumnBatch[] = []
  for await (const batch of execute(typed, reader)) if (batch.length > 0) batches.push(batch)
  return { schema: typed.schema, batches }
}
