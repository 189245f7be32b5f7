import type { Column, HostValue } from '@millrace/columns'
import { take } from '../../../kernels/take.ts'
import type { TypedAggregate } from '../../../plan/typed-expression.ts'
import { Block } from '../../aggregate/block.ts'
import { createAccumulator, type FunctionSpec, functionSpec } from '../../aggregate/function-spec.ts'
import { columnOfHosts, hostReader } from '../../host-values.ts'
import type { Frames } from './frames.ts'
import type { Partitions } from './partitions.ts'

/** Rows of frames that are gathered at once. */
const CHUNK_ROWS = 1 << 18

/** An aggregate over the frame of each row. */
export function framedAggregate(
  aggregate: TypedAggregate,
  args: readonly Column[],
  partitions: Partitions,
  frames: Frames,
): Column {
  const spec = functionSpec(aggregate)
  const { starts, partition } = partitions
  const whole = frames.lower.every((l, r) => l === starts[partition[r]] && frames.upper[r] === starts[partition[r] + 1])
  if (whole) return overPartitions(spec, args, partitions)
  const growing = frames.lower.every(
    (l, r) => l === starts[partition[r]] && (r === l || frames.upper[r] >= frames.upper[r - 1]),
  )
  return growing ? running(spec, args, partitions, frames) : gathered(spec, args, frames)
}

/** Every frame is its partition: a group for each of them. */
function overPartitions(spec: FunctionSpec, args: readonly Column[], { starts, partition }: Partitions): Column {
  const accumulator = createAccumulator(spec)
  const size = starts.length - 1
  accumulator.update(args, new Block({ rows: null, count: partition.length }, partition, size))
  return take(accumulator.result(size), partition, partition.length)
}

/** Frames that begin where their partition does and only grow: every row is added once. */
function running(
  spec: FunctionSpec,
  args: readonly Column[],
  { starts, partition }: Partitions,
  { upper }: Frames,
): Column {
  const rows = Int32Array.from({ length: partition.length }, (_, r) => r)
  const hosts: HostValue[] = []
  let accumulator = createAccumulator(spec)
  let added = 0
  let value: HostValue = null
  for (let r = 0; r < partition.length; r++) {
    const start = starts[partition[r]]
    const first = r === start
    if (first) {
      accumulator = createAccumulator(spec)
      added = start
    }
    if (first || upper[r] > added) {
      if (upper[r] > added) {
        const selection = { rows: rows.subarray(added, upper[r]), count: upper[r] - added }
        accumulator.update(args, new Block(selection, null, 1))
      }
      value = hostReader(accumulator.result(1))(0)
      added = upper[r]
    }
    hosts.push(value)
  }
  return columnOfHosts(spec.type, hosts)
}

/** Any frames: their rows one after another, a group for each frame. */
function gathered(spec: FunctionSpec, args: readonly Column[], { lower, upper }: Frames): Column {
  const hosts: HostValue[] = []
  for (let from = 0; from < lower.length; ) {
    let to = from
    let count = 0
    do count += upper[to] - lower[to++]
    while (to < lower.length && count < CHUNK_ROWS)
    const rows = new Int32Array(count)
    const groups = new Int32Array(count)
    let n = 0
    for (let r = from; r < to; r++) {
      for (let i = lower[r]; i < upper[r]; i++) {
        rows[n] = i
        groups[n++] = r - from
      }
    }
    const accumulator = createAccumulator(spec)
    accumulator.update(
      args.map(a => take(a, rows, count)),
      new Block({ rows: null, count }, groups, to - from),
    )
    const read = hostReader(accumulator.result(to - from))
    for (let r = 0; r < to - from; r++) hosts.push(read(r))
    from = to
  }
  return columnOfHosts(spec.type, hosts)
}
