import type { ColumnBatch } from '@millrace/columns'
import { allRows } from '../../kernels/kernel.ts'
import { takeBatch } from '../../kernels/take.ts'
import type { TypedSetOperation } from '../../plan/typed-plan.ts'
import { withRoom } from '../aggregate/arrays.ts'
import { GroupIndex } from '../aggregate/group-index.ts'
import { distinctRows } from './distinct.ts'
import type { Batches } from './execute.ts'

/** UNION, INTERSECT and EXCEPT, of all rows or of different ones. Memory: a tuple for each different row of both sides. */
export function setOperationRows(plan: TypedSetOperation, left: Batches, right: Batches): Batches {
  if (plan.kind !== 'union') return matchedRows(plan, left, right)
  const both = unionRows(plan, left, right)
  return plan.all ? both : distinctRows(plan.schema, both)
}

async function* unionRows({ schema }: TypedSetOperation, left: Batches, right: Batches): Batches {
  for await (const batch of left) yield { ...batch, schema }
  for await (const batch of right) yield { ...batch, schema }
}

/** Rows of the left side by how often they are on the right one. */
async function* matchedRows({ schema, kind, all }: TypedSetOperation, left: Batches, right: Batches): Batches {
  const index = new GroupIndex(schema.map(({ type }) => ({ type, nullable: true })))
  const groupsOf = (batch: ColumnBatch): Int32Array =>
    index.assign(batch.columns, allRows(batch)) ?? new Int32Array(batch.length)
  let counts = new Int32Array(64)
  for await (const batch of right) {
    const groups = groupsOf(batch)
    counts = withRoom(counts, index.size)
    for (let r = 0; r < batch.length; r++) counts[groups[r]]++
  }
  let given = new Uint8Array(64)
  for await (const batch of left) {
    const groups = groupsOf(batch)
    counts = withRoom(counts, index.size)
    given = withRoom(given, index.size)
    const rows = new Int32Array(batch.length)
    let count = 0
    for (let r = 0; r < batch.length; r++) {
      const g = groups[r]
      const isThere = counts[g] > 0
      if (all && isThere) counts[g]--
      if (isThere !== (kind === 'intersect') || (!all && given[g] === 1)) continue
      given[g] = 1
      rows[count++] = r
    }
    if (count > 0) yield takeBatch({ ...batch, schema }, { rows, count })
  }
}
