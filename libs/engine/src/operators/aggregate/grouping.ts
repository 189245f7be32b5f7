import type { Column, ColumnBatch, Field } from '@millrace/columns'
import type { Selection } from '../../kernels/kernel.ts'
import type { PlainColumn } from '../plain-column.ts'
import type { Accumulator, StateTable, ValueType } from './accumulator.ts'
import { Block } from './block.ts'
import { GroupIndex } from './group-index.ts'
import { aggregateFunction } from './registry.ts'

/** An aggregate function with the types of its arguments and of its result. */
export interface FunctionSpec extends ValueType {
  readonly name: string
  readonly args: readonly ValueType[]
}

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
    this.#accumulators = spec.functions.map(f => aggregateFunction(f.name).create(f.args))
  }

  get size(): number {
    return this.#index.size
  }

  get byteSize(): number {
    return this.#accumulators.reduce((sum, a) => sum + a.byteSize, this.#index.byteSize)
  }

  /** Adds rows: the key columns and, for each function, its argument columns. */
  update(keys: readonly PlainColumn[], args: readonly (readonly PlainColumn[])[], selection: Selection): void {
    const groups = this.#index.assign(keys, selection)
    const block = new Block(selection, groups, this.size)
    for (const [i, accumulator] of this.#accumulators.entries()) accumulator.update(args[i], block)
  }

  /** Adds another grouping's state; gives the group here of each of its groups. */
  merge(state: GroupingState): Int32Array {
    const all = { rows: null, count: state.groups }
    const groups = this.#index.assign(state.keys, all) ?? new Int32Array(state.groups)
    for (const [i, a] of this.#accumulators.entries()) a.merge(state.states[i], groups, this.size)
    return groups.subarray(0, state.groups)
  }

  state(): GroupingState<Column> {
    const groups = this.size
    return { groups, keys: this.#index.keys(), states: this.#accumulators.map(a => a.state(groups)) }
  }

  /** A row per group: columns `key0`, `key1` ... and `value0`, `value1` ... */
  result(): ColumnBatch {
    const columns = [...this.#index.keys(), ...this.#accumulators.map(a => a.result(this.size))]
    return { schema: resultSchema(this.spec), length: this.size, columns }
  }
}

export const keyName = (i: number): string => `key${i}`
export const valueName = (i: number): string => `value${i}`

/** The columns of `Grouping.result`. */
const resultSchema = ({ keys, functions }: GroupingSpec): Field[] => [
  ...keys.map((k, i) => ({ name: keyName(i), type: k.type, nullable: k.nullable })),
  ...functions.map((f, i) => ({ name: valueName(i), type: f.type, nullable: f.nullable })),
]
