import { type Column, isNull } from '@millrace/columns'
import { type HostComparator, hostComparator } from '../../../kernels/host-compare.ts'
import { ExpressionKernel } from '../../../kernels/kernel.ts'
import type { TypedSort } from '../../../plan/typed-expression.ts'
import type { TypedBound, TypedFrame } from '../../../plan/typed-window.ts'
import { hostReader } from '../../host-values.ts'
import type { Partitions } from './partitions.ts'

/** The frame of row r is the rows `lower[r] .. upper[r])`, never fewer than none. */
export interface Frames {
  readonly lower: Int32Array
  readonly upper: Int32Array
}

/** The frames of all rows. `orderBy` is the only sort key where a bound is a value. */
export function framesOf(frame: TypedFrame, partitions: Partitions, orderBy: readonly TypedSort[]): Frames {
  const lower = boundOf(frame, frame.from, 'lower', partitions, orderBy)
  const upper = boundOf(frame, frame.to, 'upper', partitions, orderBy)
  for (let r = 0; r < upper.length; r++) if (upper[r] < lower[r]) upper[r] = lower[r]
  return { lower, upper }
}

function boundOf(
  { unit }: TypedFrame,
  bound: TypedBound,
  side: 'lower' | 'upper',
  partitions: Partitions,
  orderBy: readonly TypedSort[],
): Int32Array {
  const { starts, partition, peerStart, peerEnd } = partitions
  const past = side === 'upper' ? 1 : 0
  switch (bound.kind) {
    case 'unbounded':
      return partition.map(p => starts[p + past])
    case 'currentRow':
      if (unit === 'range') return (side === 'lower' ? peerStart : peerEnd).slice()
      return partition.map((_, r) => r + past)
    case 'rows':
      return partition.map((p, r) => Math.max(starts[p], Math.min(starts[p + 1], r + bound.offset + past)))
    case 'range':
      return valueBound(bound, side, partitions, orderBy[0])
  }
}

/** Where a value lies among the sort keys of the row's partition. Nulls are peers of each other and at the end that the order says. */
function valueBound(
  { value }: Extract<TypedBound, { kind: 'range' }>,
  side: 'lower' | 'upper',
  { batch, starts, peerStart, peerEnd }: Partitions,
  { expression, direction }: TypedSort,
): Int32Array {
  const keys = new ExpressionKernel(expression).evaluate(batch)
  const bounds = new ExpressionKernel(value).evaluate(batch)
  const readKey = hostReader(keys)
  const readBound = hostReader(bounds)
  const compare = ordered(hostComparator(expression.type), direction)
  const ends = new Int32Array(batch.length)
  for (let p = 0; p + 1 < starts.length; p++) {
    const [from, to] = valued(keys, starts[p], starts[p + 1])
    // Bounds grow along the order, so the search goes on where the last one ended.
    let at = from
    for (let r = starts[p]; r < starts[p + 1]; r++) {
      if (r < from || r >= to) {
        ends[r] = side === 'lower' ? peerStart[r] : peerEnd[r]
        continue
      }
      const bound = readBound(r)
      while (at < to) {
        const order = compare(readKey(at), bound)
        if (side === 'lower' ? order >= 0 : order > 0) break
        at++
      }
      ends[r] = at
    }
  }
  return ends
}

const ordered = (compare: HostComparator, direction: 'asc' | 'desc'): HostComparator =>
  direction === 'asc' ? compare : (a, b) => compare(b, a)

/** The rows of a partition whose key is not null: nulls are all at one end. */
function valued(keys: Column, start: number, end: number): readonly [number, number] {
  let from = start
  let to = end
  while (from < to && isNull(keys, from)) from++
  while (to > from && isNull(keys, to - 1)) to--
  return [from, to]
}
