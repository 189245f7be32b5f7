import type { Column } from '@millrace/columns'
import { TupleTable } from '../../kernels/tuple-table.ts'
import type { PlainColumn } from '../plain-column.ts'
import type { Accumulator, StateTable, ValueType } from './accumulator.ts'
import { Block, groupedRows } from './block.ts'
import { TupleEncoder } from './tuple-encoder.ts'

/**
 * An aggregate function over distinct arguments: keeps each different combination of a group and the arguments once, and gives
 * them, in order of first appearance, to the function when the result is asked for. Two-phase for any function: the sets are the state.
 */
export class DistinctAccumulator implements Accumulator {
  readonly manyRows = true
  readonly #create: () => Accumulator
  readonly #encoder: TupleEncoder
  readonly #table: TupleTable
  readonly #tuple: Int32Array

  constructor(args: readonly ValueType[], create: () => Accumulator) {
    this.#create = create
    this.#encoder = new TupleEncoder(args)
    this.#table = new TupleTable(1 + this.#encoder.width)
    this.#tuple = new Int32Array(1 + this.#encoder.width)
  }

  get byteSize(): number {
    return this.#encoder.byteSize + this.#table.byteSize
  }

  update(args: readonly PlainColumn[], { selection, groups }: Block): void {
    const words = this.#encoder.encode(args, selection)
    const { rows, count } = selection
    const tuple = this.#tuple
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      tuple[0] = groups === null ? 0 : groups[r]
      for (let k = 0; k < words.length; k++) tuple[k + 1] = words[k][r]
      this.#table.add(tuple, 0)
    }
  }

  state(): StateTable<Column> {
    const { groups, args, length } = this.#contents()
    const group: Column = { type: 'int32', length, values: groups, validity: null, nullCount: 0 }
    return { length, columns: [group, ...args] }
  }

  merge(state: StateTable, groups: Int32Array, size: number): void {
    const [group, ...args] = state.columns
    const theirs = (group as { values: Int32Array }).values
    const ours = new Int32Array(state.length)
    for (let i = 0; i < state.length; i++) ours[i] = groups[theirs[i]]
    this.update(args, new Block(groupedRows(state.length, ours), ours, size))
  }

  result(size: number): Column {
    const { groups, args, length } = this.#contents()
    const accumulator = this.#create()
    accumulator.update(args, new Block({ rows: null, count: length }, groups, size))
    return accumulator.result(size)
  }

  #contents() {
    const { size: length, words, width } = this.#table
    const groups = new Int32Array(length)
    for (let i = 0; i < length; i++) groups[i] = words[i * width]
    return { groups, args: this.#encoder.decode(words, length, width, 1), length }
  }
}
