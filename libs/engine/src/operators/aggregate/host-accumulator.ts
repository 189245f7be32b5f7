import { type Column, Dictionary, type HostValue, type TypeName } from '@millrace/columns'
import { binaryColumn } from '../../kernels/binary-ids.ts'
import { columnOfHosts, hostReader } from '../host-values.ts'
import type { PlainColumn } from '../plain-column.ts'
import type { Accumulator, StateTable } from './accumulator.ts'
import type { Block } from './block.ts'
import { type ValueCodec, valueCodec } from './value-codec.ts'

/** An aggregation of one group over host values, with a state of type S. A state is changed only through what is given back. */
export interface HostAggregate<S> {
  /** Type of the result. */
  readonly type: TypeName
  /** Type in which a state travels and is stored; see `save`. */
  readonly stateType: TypeName
  /** `strict` (default): rows with a null among the arguments do not count. */
  readonly nulls?: 'strict' | 'seen'
  initial(): S
  /** The state with another row; may change and give back the same. */
  update(state: S, a: HostValue, b: HostValue, more: readonly HostValue[]): S
  /** The state with all that another one, which is not used any more, has seen after it. */
  merge(state: S, later: S): S
  result(state: S): HostValue
  /** Null is a state like the initial one. */
  save(state: S): HostValue
  load(saved: HostValue): S
  /** Bytes that a row adds to a state, roughly. Default: states stay small. */
  readonly rowBytes?: number
}

const GROUP_BYTES = 64
const NOTHING: readonly HostValue[] = []

/** Runs a HostAggregate over the rows of all groups; the state is a column of the bytes of the groups' states, null for untouched ones. */
export class HostAccumulator<S> implements Accumulator {
  readonly #aggregate: HostAggregate<S>
  readonly #states: (S | undefined)[] = []
  readonly #codec: ValueCodec
  #rows = 0

  constructor(aggregate: HostAggregate<S>) {
    this.#aggregate = aggregate
    this.#codec = valueCodec(aggregate.stateType, true)
  }

  get byteSize(): number {
    return this.#states.length * GROUP_BYTES + this.#rows * (this.#aggregate.rowBytes ?? 0)
  }

  update(args: readonly PlainColumn[], { selection: { rows, count }, groups }: Block): void {
    const readers = args.map(hostReader)
    const [first, second, ...rest] = readers
    const aggregate = this.#aggregate
    const strict = aggregate.nulls !== 'seen'
    const states = this.#states
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const a = first(r)
      const b = second === undefined ? null : second(r)
      if (strict && (a === null || (second !== undefined && b === null))) continue
      const more = rest.length === 0 ? NOTHING : rest.map(read => read(r))
      if (strict && more.includes(null)) continue
      const g = groups === null ? 0 : groups[r]
      states[g] = aggregate.update(states[g] ?? aggregate.initial(), a, b, more)
      this.#rows++
    }
  }

  state(size: number): StateTable<Column> {
    const dictionary = new Dictionary(Math.max(16, size))
    const ids = new Int32Array(size)
    for (let g = 0; g < size; g++) {
      const state = this.#states[g]
      const saved = state === undefined ? null : this.#aggregate.save(state)
      const bytes = saved === null ? null : this.#codec.encode(saved)
      ids[g] = bytes === null ? -1 : dictionary.intern(bytes, 0, bytes.length)
    }
    return { length: size, columns: [binaryColumn(ids, size, dictionary)] }
  }

  merge(state: StateTable, groups: Int32Array): void {
    const read = hostReader(state.columns[0])
    const aggregate = this.#aggregate
    for (let i = 0; i < state.length; i++) {
      const g = groups[i]
      const bytes = g < 0 ? null : read(i)
      if (bytes === null) continue
      const later = aggregate.load(this.#codec.decode(bytes as Uint8Array))
      const mine = this.#states[g]
      this.#states[g] = mine === undefined ? later : aggregate.merge(mine, later)
      this.#rows += (bytes as Uint8Array).length / Math.max(1, aggregate.rowBytes ?? 1)
    }
  }

  result(size: number): Column {
    const aggregate = this.#aggregate
    const results: HostValue[] = []
    for (let g = 0; g < size; g++) results.push(aggregate.result(this.#states[g] ?? aggregate.initial()))
    return columnOfHosts(aggregate.type, results)
  }
}
