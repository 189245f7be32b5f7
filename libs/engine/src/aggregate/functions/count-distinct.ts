import type { Column } from '@millrace/columns'
import type { PlainColumn } from '../../batch/plain-column.ts'
import { expectArguments } from '../../expression/coercion.ts'
import type { Selection } from '../../kernel/kernel.ts'
import { TupleTable } from '../../kernel/tuple-table.ts'
import type { Accumulator, AggregateFunction, StateTable, ValueType } from '../accumulator.ts'
import { int64Column, withRoom } from '../arrays.ts'
import type { Block } from '../block.ts'
import { TupleEncoder } from '../tuple-encoder.ts'
import { intersect } from './count.ts'

/** The set of distinct values of every group: tuples of group and value. Exact. */
class CountDistinctAccumulator implements Accumulator {
  readonly #encoder: TupleEncoder
  readonly #table: TupleTable
  #counts = new Float64Array(1)

  constructor(args: readonly ValueType[]) {
    this.#encoder = new TupleEncoder(args)
    this.#table = new TupleTable(1 + this.#encoder.width)
  }

  get byteSize(): number {
    return this.#encoder.byteSize + this.#table.byteSize + this.#counts.byteLength
  }

  update(args: readonly PlainColumn[], block: Block): void {
    const selection = args.reduce<Selection>((s, arg) => intersect(s, block.valid(arg)), block.selection)
    this.#add(args, selection, block.groups, block.size)
  }

  state(): StateTable<Column> {
    const { size, words, width } = this.#table
    const groups = new Int32Array(size)
    for (let i = 0; i < size; i++) groups[i] = words[i * width]
    const group: Column = { type: 'int32', length: size, values: groups, validity: null, nullCount: 0 }
    return { length: size, columns: [group, ...this.#encoder.decode(words, size, width, 1)] }
  }

  merge(state: StateTable, groups: Int32Array, size: number): void {
    const [group, ...args] = state.columns
    const theirs = (group as { values: Int32Array }).values
    const ours = new Int32Array(state.length)
    for (let i = 0; i < state.length; i++) ours[i] = groups[theirs[i]]
    this.#add(args, { rows: null, count: state.length }, ours, size)
  }

  result(size: number): Column {
    this.#counts = withRoom(this.#counts, size)
    return int64Column(this.#counts, size)
  }

  #add(args: readonly PlainColumn[], selection: Selection, groups: Int32Array | null, size: number): void {
    const counts = (this.#counts = withRoom(this.#counts, size))
    const table = this.#table
    const words = this.#encoder.encode(args, selection)
    const { rows, count } = selection
    const [first] = words
    const scratch = new Int32Array(table.width)
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const group = groups === null ? 0 : groups[r]
      const before = table.size
      if (table.width === 2) table.add2(group, first[r])
      else {
        scratch[0] = group
        for (let k = 0; k < words.length; k++) scratch[k + 1] = words[k][r]
        table.add(scratch, 0)
      }
      if (table.size > before) counts[group]++
    }
  }
}

export const countDistinct: AggregateFunction = {
  resolve(args, name) {
    expectArguments(name, args, 1, Infinity)
    return { args, type: 'int64', nullable: false }
  },
  // Nulls never reach the set, so no word is spent on them.
  create: args => new CountDistinctAccumulator(args.map(a => ({ type: a.type, nullable: false }))),
}
