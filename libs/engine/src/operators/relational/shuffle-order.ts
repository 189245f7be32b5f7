import type { ColumnBatch, FixedColumn } from '@millrace/columns'
import { ExpressionKernel } from '../../kernels/kernel.ts'
import { takeBatch } from '../../kernels/take.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import type { TypedPlan } from '../../plan/typed-plan.ts'

/** Partitions of a shuffle in Spark's own SQL tests (SQLQueryTestSuite). */
const PARTITIONS = 4
/** Of more groups than these no one compares the order of equal rows. */
const MOST_GROUPS = 65536

/** True where the order of an aggregation's groups shows: in the rows that a sort above it finds equal. */
export const showsGroupOrder = (sorted: TypedPlan): boolean =>
  sorted.op === 'aggregate'
    ? sorted.keys.length > 0
    : (sorted.op === 'project' || sorted.op === 'filter') && showsGroupOrder(sorted.input)

/** Groups in the order in which Spark's tests see them after a shuffle: by partition of the hash of their keys, then as they came. */
export function inShuffleOrder(groups: ColumnBatch, keys: number): ColumnBatch {
  if (groups.length > MOST_GROUPS) return groups
  const args = groups.schema
    .slice(0, keys)
    .map(({ name, type, nullable }): TypedExpression => ({ kind: 'column', name, type, nullable }))
  const hash = new ExpressionKernel({ kind: 'call', name: 'hash', type: 'int32', nullable: false, args })
  const { values } = hash.evaluate(groups) as FixedColumn
  const partitions: number[][] = Array.from({ length: PARTITIONS }, () => [])
  for (let g = 0; g < groups.length; g++) {
    const remainder = Number(values[g]) % PARTITIONS
    partitions[remainder < 0 ? remainder + PARTITIONS : remainder].push(g)
  }
  const rows = Int32Array.from(partitions.flat())
  return takeBatch(groups, { rows, count: rows.length })
}
