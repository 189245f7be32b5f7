import type { Column, ColumnBatch, Field } from '@millrace/columns'
import type { Selection } from '../../kernels/kernel.ts'
import { take } from '../../kernels/take.ts'
import type { PlainColumn } from '../plain-column.ts'
import type { Accumulator, StateTable, ValueType } from './accumulator.ts'
import { Block } from './block.ts'
import { createAccumulator, type FunctionSpec, filtered } from './function-spec.ts'
import { GroupIndex } from './group-index.ts'

export type { FunctionSpec } from './function-spec.ts'

/** What is grouped by and what is computed, as JSON. */
export interface GroupingSpec {
  readonly keys: readonly ValueType[]
  readonly functions: readonly FunctionSpec[]
}

/** The whole intermediate state: groups, their keys, and a table per function. */
export interface GroupingState<C = PlainColumn> {
  readonly groups: number
  readonly keys: readonly C[]
  readonly states: readonly StateTable<C>[]
}

/** Groups and the accumulators of all functions over them. */
export class Grouping {
  readonly spec: GroupingSpec
  readonly #index: GroupIndex
  readonly #accumulators: readonly Accumulator[]

  constructor(spec: GroupingSpec) {
    this.spec = spec
    this.#index = new GroupIndex(spec.keys)
    this.#accumulators = spec.functions.map(createAccumulator)
  }

  get size(): number {
    return this.#index.size
  }

  get byteSize(): number {
    return this.#accumulators.reduce((sum, a) => sum + a.byteSize, this.#index.byteSize)
  }

  /** By function: true where its table has any number of rows a group; see Accumulator. */
  get manyRows(): boolean[] {
    return this.#accumulators.map(a => a.manyRows === true)
  }

  /** The group of each of so many keys; those that are new have the numbers from `size` on. */
  assign(keys: readonly PlainColumn[], count: number): Int32Array {
    return this.#index.assign(keys, { rows: null, count })?.slice(0, count) ?? new Int32Array(count)
  }

  /** Adds rows: the key columns and, for each function, the columns of `aggregateArguments`. */
  update(keys: readonly PlainColumn[], args: readonly (readonly PlainColumn[])[], selection: Selection): void {
    const groups = this.#index.assign(keys, selection)
    const block = new Block(selection, groups, this.size)
    for (const [i, accumulator] of this.#accumulators.entries()) {
      if (this.spec.functions[i].filter !== true) accumulator.update(args[i], block)
      else accumulator.update(args[i].slice(0, -1), filtered(block, args[i].at(-1)!))
    }
  }

  /**
   * Adds another grouping's state, or only some of its groups, whose numbers ascend; gives the group here of each of its groups,
   * -1 for those left out.
   */
  merge(state: GroupingState, only: Int32Array | null = null): Int32Array {
    const selection = { rows: only, count: only?.length ?? state.groups }
    const assigned = this.#index.assign(state.keys, selection) ?? new Int32Array(state.groups)
    const groups = only === null ? assigned : new Int32Array(state.groups).fill(-1)
    if (only !== null) for (const g of only) groups[g] = assigned[g]
    for (const [i, a] of this.#accumulators.entries()) a.merge(state.states[i], groups, this.size)
    return groups.subarray(0, state.groups)
  }

  state(): GroupingState<Column> {
    const groups = this.size
    return { groups, keys: this.#index.keys(), states: this.#accumulators.map(a => a.state(groups)) }
  }

  /** A row per group, or for some of them: columns `key0`, `key1` ... and `value0`, `value1` ... */
  result(only: Int32Array | null = null): ColumnBatch {
    const results = this.#accumulators.map(a => a.result(this.size))
    const values = only === null ? results : results.map(c => take(c, only, only.length))
    const length = only?.length ?? this.size
    return { schema: resultSchema(this.spec), length, columns: [...this.#index.keys(only), ...values] }
  }
}

export const keyName = (i: number): string => `key${i}`
export const valueName = (i: number): string => `value${i}`

/** The columns of `Grouping.result`. */
export const resultSchema = ({ keys, functions }: GroupingSpec): Field[] => [
  ...keys.map((k, i) => ({ name: keyName(i), type: k.type, nullable: k.nullable })),
  ...functions.map((f, i) => ({ name: valueName(i), type: f.type, nullable: f.nullable })),
]
