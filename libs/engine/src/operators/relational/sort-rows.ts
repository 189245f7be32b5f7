import type { ColumnBatch } from '@millrace/columns'
import { ExpressionKernel } from '../../kernels/kernel.ts'
import { takeBatch } from '../../kernels/take.ts'
import type { TypedSorting } from '../../plan/typed-plan.ts'
import { concatBatches } from '../concat-batches.ts'
import { sortRows } from '../sort.ts'
import type { Batches } from './execute.ts'

/** Rows beyond the limit that are held before they are thrown away. */
const SPARE_ROWS = 65536

/** The rows in order; with a limit only about that many are held. */
export async function* sortedRows({ schema, orders, limit = Infinity }: TypedSorting, input: Batches): Batches {
  const kernels = orders.map(o => new ExpressionKernel(o.expression))
  const sorted = (batch: ColumnBatch): ColumnBatch => {
    const keys = orders.map((o, i) => ({ direction: o.direction, nulls: o.nulls, column: kernels[i].evaluate(batch) }))
    const rows = sortRows(keys, batch.length, limit)
    return takeBatch(batch, { rows, count: rows.length })
  }
  let held: ColumnBatch[] = []
  let rows = 0
  for await (const batch of input) {
    held.push(batch)
    rows += batch.length
    if (rows < limit + SPARE_ROWS) continue
    const best = sorted(concatBatches(schema, held))
    held = [best]
    rows = best.length
  }
  if (rows > 0) yield sorted(concatBatches(schema, held))
}
