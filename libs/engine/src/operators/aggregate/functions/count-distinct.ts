import type { Column } from '@millrace/columns'
import { expectArguments } from '../../../analyse/coercion.ts'
import type { Selection } from '../../../kernels/kernel.ts'
import { TupleTable } from '../../../kernels/tuple-table.ts'
import type { PlainColumn } from '../../plain-column.ts'
import type { Accumulator, AggregateFunction, StateTable, ValueType } from '../accumulator.ts'
import { int64Column, withRoom } from '../arrays.ts'
import { type Block, groupedRows } from '../block.ts'
import { PairSet } from '../pair-set.ts'
import { TupleEncoder } from '../tuple-encoder.ts'
import { intersect } from './count.ts'

/** The set of distinct values of every group. Exact. */
abstract class CountDistinctAccumulator implements Accumulator {
  readonly manyRows = true
  readonly #encoder: TupleEncoder
  #counts = new Float64Array(1)

  constructor(encoder: TupleEncoder) {
    this.#encoder = encoder
  }

  protected abstract readonly setSize: number

  /** Adds the tuple of each selected row to the set of its group, counting the new ones. */
  protected abstract add(
    words: readonly Int32Array[],
    selection: Selection,
    groups: Int32Array | null,
    counts: Float64Array,
  ): void

  /** All groups and the words of all values, the latter one tuple after another with `stride` words from `at` on. */
  protected abstract contents(): {
    readonly groups: Int32Array
    readonly words: Int32Array
    readonly stride: number
    readonly at: number
  }

  get byteSize(): number {
    return this.#encoder.byteSize + this.#counts.byteLength + this.setSize
  }

  update(args: readonly PlainColumn[], block: Block): void {
    const selection = args.reduce<Selection>((s, arg) => intersect(s, block.valid(arg)), block.selection)
    this.#add(args, selection, block.groups, block.size)
  }

  state(): StateTable<Column> {
    const { groups, words, stride, at } = this.contents()
    const { length } = groups
    const group: Column = { type: 'int32', length, values: groups, validity: null, nullCount: 0 }
    return { length, columns: [group, ...this.#encoder.decode(words, length, stride, at)] }
  }

  merge(state: StateTable, groups: Int32Array, size: number): void {
    const [group, ...args] = state.columns
    const theirs = (group as { values: Int32Array }).values
    const ours = new Int32Array(state.length)
    for (let i = 0; i < state.length; i++) ours[i] = groups[theirs[i]]
    this.#add(args, groupedRows(state.length, ours), ours, size)
  }

  result(size: number): Column {
    this.#counts = withRoom(this.#counts, size)
    return int64Column(this.#counts, size)
  }

  #add(args: readonly PlainColumn[], selection: Selection, groups: Int32Array | null, size: number): void {
    this.#counts = withRoom(this.#counts, size)
    this.add(this.#encoder.encode(args, selection), selection, groups, this.#counts)
  }
}

/** One argument whose values are one word: strings by id, short integers, days. */
class DistinctWords extends CountDistinctAccumulator {
  readonly #set = new PairSet()

  protected get setSize(): number {
    return this.#set.byteSize
  }

  protected add(
    [words]: readonly Int32Array[],
    selection: Selection,
    groups: Int32Array | null,
    counts: Float64Array,
  ): void {
    this.#set.addRows(words, groups, selection, counts)
  }

  protected contents() {
    const { groups, values } = this.#set.pairs()
    return { groups, words: values, stride: 1, at: 0 }
  }
}

/** Wider values and several arguments: a table of tuples of group and value. */
class DistinctTuples extends CountDistinctAccumulator {
  readonly #table: TupleTable

  constructor(encoder: TupleEncoder) {
    super(encoder)
    this.#table = new TupleTable(1 + encoder.width)
  }

  protected get setSize(): number {
    return this.#table.byteSize
  }

  protected add(
    words: readonly Int32Array[],
    { rows, count }: Selection,
    groups: Int32Array | null,
    counts: Float64Array,
  ): void {
    const table = this.#table
    const scratch = new Int32Array(table.width)
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const group = groups === null ? 0 : groups[r]
      const before = table.size
      scratch[0] = group
      for (let k = 0; k < words.length; k++) scratch[k + 1] = words[k][r]
      table.add(scratch, 0)
      if (table.size > before) counts[group]++
    }
  }

  protected contents() {
    const { size, words, width } = this.#table
    const groups = new Int32Array(size)
    for (let i = 0; i < size; i++) groups[i] = words[i * width]
    return { groups, words, stride: width, at: 1 }
  }
}

function create(args: readonly ValueType[]): Accumulator {
  // Nulls never reach the set, so no word is spent on them.
  const encoder = new TupleEncoder(args.map(a => ({ type: a.type, nullable: false })))
  return encoder.width === 1 ? new DistinctWords(encoder) : new DistinctTuples(encoder)
}

export const countDistinct: AggregateFunction = {
  resolve(args, name) {
    expectArguments(name, args, 1, Infinity)
    return { args, type: 'int64', nullable: false }
  },
  create,
}
