import type { Column, ColumnBatch, FixedColumn } from '@millrace/columns'
import { allRows, ExpressionKernel } from '../../../kernels/kernel.ts'
import { takeBatch } from '../../../kernels/take.ts'
import type { TypedExpression, TypedSort } from '../../../plan/typed-expression.ts'
import { isOrderable } from '../../aggregate/argument-types.ts'
import { GroupIndex } from '../../aggregate/group-index.ts'
import { type SortKey, sortRows } from '../../sort.ts'

/** Rows in the order of their partitions and, within these, of the sort keys. */
export interface Partitions {
  readonly batch: ColumnBatch
  /** Partition i is the rows `starts[i] .. starts[i + 1])`. */
  readonly starts: Int32Array
  /** The partition of each row. */
  readonly partition: Int32Array
  /** The rows that the sort keys leave equal to row r are `peerStart[r] .. peerEnd[r])`; without sort keys the whole partition. */
  readonly peerStart: Int32Array
  readonly peerEnd: Int32Array
}

/** Sorts a batch by partitions and sort keys. */
export function partitionRows(
  batch: ColumnBatch,
  partitionBy: readonly TypedExpression[],
  orderBy: readonly TypedSort[],
): Partitions {
  const keys = partitionBy.map(e => new ExpressionKernel(e).evaluate(batch))
  const orders = orderBy.map(o => ({ ...o, column: new ExpressionKernel(o.expression).evaluate(batch) }))
  const partitionIds = groupIds(keys, batch.length)
  const sortKeys: SortKey[] = [
    ...partitionKeys(keys, partitionIds).map(column => ({ column, direction: 'asc', nulls: 'first' }) as const),
    ...orders,
  ]
  const peerIds = groupIds(
    orders.map(o => o.column),
    batch.length,
  )
  const rows = sortKeys.length === 0 ? null : sortRows(sortKeys, batch.length)
  const sorted = rows === null ? batch : takeBatch(batch, { rows, count: rows.length })
  const at = (i: number): number => (rows === null ? i : rows[i])
  return { batch: sorted, ...boundaries(batch.length, at, partitionIds, peerIds) }
}

/** A number for each row, the same exactly where all columns have the same values. */
function groupIds(columns: readonly Column[], length: number): Int32Array {
  const index = new GroupIndex(columns.map(c => ({ type: c.type, nullable: true })))
  return index.assign(columns, allRows({ length })) ?? new Int32Array(length)
}

/** What partitions are sorted by: their keys, or their numbers where a key has no order. */
function partitionKeys(keys: readonly Column[], ids: Int32Array): readonly Column[] {
  if (keys.every(k => isOrderable(k.type))) return keys
  return [{ type: 'int32', length: ids.length, values: ids, validity: null, nullCount: 0 } satisfies FixedColumn]
}

function boundaries(length: number, at: (i: number) => number, partitionIds: Int32Array, peerIds: Int32Array) {
  const partition = new Int32Array(length)
  const peerStart = new Int32Array(length)
  const peerEnd = new Int32Array(length)
  const starts: number[] = []
  for (let i = 0; i < length; i++) {
    const newPartition = i === 0 || partitionIds[at(i)] !== partitionIds[at(i - 1)]
    const newPeers = newPartition || peerIds[at(i)] !== peerIds[at(i - 1)]
    if (newPartition) starts.push(i)
    partition[i] = starts.length - 1
    peerStart[i] = newPeers ? i : peerStart[i - 1]
  }
  for (let i = length - 1; i >= 0; i--)
    peerEnd[i] = i === length - 1 || peerStart[i + 1] !== peerStart[i] ? i + 1 : peerEnd[i + 1]
  return { starts: Int32Array.from([...starts, length]), partition, peerStart, peerEnd }
}
