import type { NamedNode } from '../plan/expression-node.ts'
import type { Aggregate, LogicalPlan } from '../plan/logical-plan.ts'
import { Dataset } from './dataset.ts'
import type { DatasetSource } from './dataset-source.ts'
import type { AggregatedRow, Aggregates } from './item.ts'
import type { Aggregated } from './nature.ts'
import type { Simplify } from './row-types.ts'

/** What is grouped, and by what. */
export interface Grouping {
  readonly sources: readonly DatasetSource[]
  readonly plan: LogicalPlan
  readonly keys: readonly NamedNode[]
  /** Lists of indices of keys, for rollup, cube and grouping sets. */
  readonly sets?: Aggregate['sets']
}

export interface AggregateOptions<G extends string = string> {
  /**
   * Adds a column of this name that tells the rows of different grouping sets apart: a bit for each key, the last key's the lowest, which is
   * 1 where the row is over all values of the key. Spark's grouping_id().
   */
  readonly groupingId?: G
}

/** Rows of type `Row` in groups with the key columns `Keys`; see Dataset for `N`. */
export class GroupedDataset<Row, Keys, N> {
  readonly #grouping: Grouping

  constructor(grouping: Grouping) {
    this.#grouping = grouping
  }

  /** A row per group: its keys, then the aggregates. */
  agg<A extends Aggregates<Row, Keys>, G extends string = never>(
    aggregates: A,
    { groupingId }: AggregateOptions<G> = {},
  ): Dataset<Simplify<Keys & AggregatedRow<Row, Keys, A> & { readonly [K in G]: bigint }>, Aggregated<N, Keys>> {
    const { sources, plan, keys, sets } = this.#grouping
    const named = Object.entries(aggregates).map(([name, e]) => ({ name, expression: e.node }))
    // Without sets there is one, of all keys.
    const all = sets ?? (groupingId === undefined ? undefined : [keys.map((_, i) => i)])
    return new Dataset(sources, {
      op: 'aggregate',
      input: plan,
      keys,
      aggregates: named,
      ...(all === undefined ? {} : { sets: all }),
      ...(groupingId === undefined ? {} : { groupingId }),
    })
  }
}
