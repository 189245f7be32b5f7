import type { ColumnBatch, Schema } from '@millrace/columns'
import { allRows } from '../../kernels/kernel.ts'
import { takeBatch } from '../../kernels/take.ts'
import { GroupIndex } from '../aggregate/group-index.ts'
import type { Batches } from './execute.ts'

/** The first of equal rows. Memory: one tuple for each different row. */
export async function* distinctRows(schema: Schema, input: Batches): Batches {
  const index = new GroupIndex(schema.map(({ type }) => ({ type, nullable: true })))
  let known = 0
  for await (const batch of input) {
    const first = firstOf(batch, index.assign(batch.columns, allRows(batch)), known)
    known = index.size
    if (first.length > 0) yield first
  }
}

/** The rows that are the first of their group; groups are numbered in order of appearance. */
function firstOf(batch: ColumnBatch, groups: Int32Array | null, known: number): ColumnBatch {
  if (groups === null) return takeBatch(batch, { rows: null, count: known === 0 ? Math.min(1, batch.length) : 0 })
  const rows = new Int32Array(batch.length)
  let count = 0
  let next = known
  for (let r = 0; r < batch.length; r++) {
    if (groups[r] < next) continue
    next = groups[r] + 1
    rows[count++] = r
  }
  return takeBatch(batch, { rows, count })
}
