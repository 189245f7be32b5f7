import '../../function-library.ts'
import type { ColumnBatch } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { analysePlan } from '../../analyse/analyse-plan.ts'
import { analysisContext } from '../../analyse/context.ts'
import type { StaticTable } from '../../connector/static-table.ts'
import { concatBatches } from '../../operators/concat-batches.ts'
import { execute } from '../../operators/relational/execute.ts'
import { optimisePlan } from '../../optimise/optimise-plan.ts'
import { tableBatches } from '../../sources/table-batches.ts'
import { loadUserFunctions } from '../worker/load-user-functions.ts'
import type { AnyDataset } from './query-output.ts'
import { tablePlan } from './table-plan.ts'

/** The rows of datasets over tables alone, whatever is done with them: through the operators of SQL, in this thread. */
export async function collectTables(
  datasets: Readonly<Record<string, AnyDataset>>,
): Promise<Record<string, ColumnBatch>> {
  const results: Record<string, ColumnBatch> = {}
  for (const [name, { plan, sources }] of Object.entries(datasets)) {
    await loadUserFunctions(plan)
    const typed = optimisePlan(analysePlan(tablePlan(plan), analysisContext()))
    const reader = {
      read(table: string, columns: readonly string[]) {
        const found = sources.find(source => source.description === table)
        if (found === undefined)
          throw new MillraceError('MILLRACE_INTERNAL', `The dataset ${name} lacks the table ${table} of its plan.`)
        return tableBatches(found as StaticTable, { columns })
      },
    }
    const batches: ColumnBatch[] = []
    for await (const batch of execute(typed, reader)) if (batch.length > 0) batches.push(batch)
    results[name] = concatBatches(typed.schema, batches)
  }
  return results
}
