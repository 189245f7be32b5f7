import type { NamedNode } from '../plan/expression-node.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import { Dataset } from './dataset.ts'
import type { DatasetSource } from './dataset-source.ts'
import type { AggregatedRow, Aggregates } from './item.ts'
import type { Simplify } from './row-types.ts'

/** Rows of type `Row` in groups with the key columns `Keys`. */
export class GroupedDataset<Row, Keys> {
  readonly #sources: readonly DatasetSource[]
  readonly #plan: LogicalPlan
  readonly #keys: readonly NamedNode[]

  constructor(sources: readonly DatasetSource[], plan: LogicalPlan, keys: readonly NamedNode[]) {
    this.#sources = sources
    this.#plan = plan
    this.#keys = keys
  }

  /** A row per group: its keys, then the aggregates. */
  agg<A extends Aggregates<Row>>(aggregates: A): Dataset<Simplify<Keys & AggregatedRow<Row, A>>> {
    const nodes = Object.entries(aggregates).map(([name, e]) => ({ name, expression: e.node }))
    return new Dataset(this.#sources, { op: 'aggregate', input: this.#plan, keys: this.#keys, aggregates: nodes })
  }
}
