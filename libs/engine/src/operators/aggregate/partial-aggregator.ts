import type { Selection } from '../../kernels/kernel.ts'
import { buffersOf, type PlainColumn, toPlain } from '../plain-column.ts'
import { Grouping, type GroupingSpec, type GroupingState } from './grouping.ts'

/** What a task found out about its rows in one aggregation, as plain typed arrays that can be sent between threads. */
export type PartialResult = GroupingState<PlainColumn>

/** The memory of a partial result, for the transfer list of postMessage. */
export const transferList = (partial: PartialResult): ArrayBuffer[] =>
  buffersOf([...partial.keys, ...partial.states.flatMap(s => s.columns)])

/** The first phase of an aggregation, in a worker. */
export class PartialAggregator {
  readonly #spec: GroupingSpec
  #grouping: Grouping

  constructor(spec: GroupingSpec) {
    this.#spec = spec
    this.#grouping = new Grouping(spec)
  }

  /** Bytes held. */
  get byteSize(): number {
    return this.#grouping.byteSize
  }

  /** Adds the selected rows of a batch: key columns and, for each function, its argument columns. */
  update(keys: readonly PlainColumn[], args: readonly (readonly PlainColumn[])[], selection: Selection): void {
    this.#grouping.update(keys, args, selection)
  }

  /** Everything since the last `finish` or `reset`; starts anew. */
  finish(): PartialResult {
    const { groups, keys, states } = this.#grouping.state()
    this.reset()
    return {
      groups,
      keys: keys.map(toPlain),
      states: states.map(s => ({ length: s.length, columns: s.columns.map(toPlain) })),
    }
  }

  /** Forgets everything. */
  reset(): void {
    this.#grouping = new Grouping(this.#spec)
  }
}
