import type { Column, HostValue } from '@millrace/columns'
import { take } from '../../../kernels/take.ts'
import type { TypedAggregate } from '../../../plan/typed-expression.ts'
import type { Accumulator } from '../../aggregate/accumulator.ts'
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
  if (growing) return running(spec, args, partitions, frames)
  const shrinking = frames.upper.every(
    (u, r) => u === starts[partition[r] + 1] && (r === starts[partition[r]] || frames.lower[r] >= frames.lower[r - 1]),
  )
  return shrinking && isCommutative(spec) ? remaining(spec, args, partitions, frames) : gathered(spec, args, frames)
}

const COMMUTATIVE = [
  'count',
  'countIf',
  'countNull',
  'countDistinct',
  'approxCountDistinct',
  'min',
  'max',
  'bitAnd',
  'bitOr',
  'bitXor',
]

/** True when rows may be added in any order; sums of doubles depend on it in their last digits, and try_sum does not come back from an overflow. */
const isCommutative = ({ name, type }: FunctionSpec): boolean =>
  COMMUTATIVE.includes(name) || (name === 'sum' && type !== 'double')

/** Every frame is its partition: a group for each of them. */
function overPartitions(spec: FunctionSpec, args: readonly Column[], { starts, partition }: Partitions): Column {
  const accumulator = createAccumulator(spec)
  const size = starts.length - 1
  accumulator.update(args, new Block({ rows: null, count: partition.length }, partition, size))
  return take(accumulator.result(size), partition, partition.length)
}

/** An aggregate of a growing range of rows, computed when the range has changed. */
class Total {
  readonly #spec: FunctionSpec
  readonly #args: readonly Column[]
  #accumulator: Accumulator
  #value: HostValue | undefined

  constructor(spec: FunctionSpec, args: readonly Column[]) {
    this.#spec = spec
    this.#args = args
    this.#accumulator = createAccumulator(spec)
  }

  reset(): void {
    this.#accumulator = createAccumulator(this.#spec)
    this.#value = undefined
  }

  add(from: number, to: number): void {
    if (to <= from) return
    const count = to - from
    const rows = Int32Array.from({ length: count }, (_, i) => from + i)
    // Columns of their own: accumulators may look at whole columns.
    const columns = this.#args.map(a => take(a, rows, count))
    this.#accumulator.update(columns, new Block({ rows: null, count }, null, 1))
    this.#value = undefined
  }

  get value(): HostValue {
    if (this.#value === undefined) this.#value = hostReader(this.#accumulator.result(1))(0)
    return this.#value
  }
}

/** Frames that begin where their partition does and only grow: every row is added once. */
function running(
  spec: FunctionSpec,
  args: readonly Column[],
  { starts, partition }: Partitions,
  { upper }: Frames,
): Column {
  const total = new Total(spec, args)
  const hosts: HostValue[] = []
  for (let r = 0; r < partition.length; r++) {
    const start = starts[partition[r]]
    if (r === start) total.reset()
    total.add(r === start ? start : upper[r - 1], upper[r])
    hosts.push(total.value)
  }
  return columnOfHosts(spec.type, hosts)
}

/** Frames that end where their partition does and only shrink: every row is added once, from the end. */
function remaining(
  spec: FunctionSpec,
  args: readonly Column[],
  { starts, partition }: Partitions,
  { lower }: Frames,
): Column {
  const total = new Total(spec, args)
  const hosts = new Array<HostValue>(partition.length)
  for (let r = partition.length - 1; r >= 0; r--) {
    const end = starts[partition[r] + 1]
    if (r === end - 1) total.reset()
    total.add(lower[r], r === end - 1 ? end : lower[r + 1])
    hosts[r] = total.value
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
