import type { Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { Sink } from '../connector/sink.ts'
import { compilePipeline } from '../optimise/pipeline.ts'
import { explainPipeline, explainPlan } from '../plan/explain.ts'
import type { ExpressionNode, NamedNode } from '../plan/expression-node.ts'
import type { JoinType, LogicalPlan } from '../plan/logical-plan.ts'
import { hasAggregate, outputNames } from '../plan/output-names.ts'
import type { DatasetSource } from './dataset-source.ts'
import { parseDuration } from './duration.ts'
import { type Expr, NamedExpr } from './expr.ts'
import { GroupedDataset } from './grouped-dataset.ts'
import type { AggregatedRow, Aggregates, Item, ItemsRow } from './item.ts'
import type { AnyExpr, Resolve, RowOf, Simplify } from './row-types.ts'
import { asc, SortOrder } from './sort-order.ts'
import { query, type SinkOptions, type StreamingWrite, type WriteOptions } from './streaming-write.ts'
import type { TransformOptions } from './transform.ts'

type Name<Row> = keyof Row & string
type Nullable<Row> = { readonly [K in keyof Row]: Row[K] | null }

/**
 * Rows of type `Row` (column name to TypeScript type), described by a logical plan over its sources. Immutable and lazy: every
 * method gives a new Dataset; nothing runs until a pipeline with it is started. A wrong column name, or an expression on a column of
 * the wrong type, is a compile error.
 *
 * @example
 * const daily = logs
 *   .withColumn('day', toDate(timestampAdd('minute', 'utcOffset', 'time')))
 *   .groupBy('day')
 *   .agg({ requests: count(), hosts: countDistinct('host') })
 *   .withColumn('average', col('requests').div(col('hosts')))
 *   .orderBy('day')
 */
export class Dataset<Row> {
  declare readonly rowType: Row
  /** Where the rows come from. Plans are JSON and hold only descriptions. */
  readonly sources: readonly DatasetSource[]
  readonly plan: LogicalPlan

  constructor(sources: readonly DatasetSource[], plan: LogicalPlan) {
    this.sources = sources
    this.plan = plan
  }

  /** These columns, in this order: names, or expressions named with `as`. */
  select<Items extends readonly Item<Row>[]>(...items: Items): Dataset<Simplify<ItemsRow<Row, Items>>> {
    return this.#project(items.map(namedNode))
  }

  /** Adds a column, or replaces the one of that name in its place. */
  withColumn<C extends string, O>(
    name: C,
    expression: Expr<Row, O>,
  ): Dataset<Simplify<Omit<Row, C> & { readonly [K in C]: Resolve<Row, O> }>> {
    const columns = this.#columns()
    const added: NamedNode = { name, expression: expression.node }
    const replaced = columns.some(c => c.name === name)
    return this.#project(replaced ? columns.map(c => (c.name === name ? added : c)) : [...columns, added])
  }

  /** All columns but these. */
  drop<C extends Name<Row>>(...names: readonly C[]): Dataset<Simplify<Omit<Row, C>>> {
    return this.#project(this.#columns().filter(c => !names.includes(c.name as C)))
  }

  /** The same columns, one under another name. */
  rename<C extends Name<Row>, To extends string>(
    from: C,
    to: To,
  ): Dataset<Simplify<Omit<Row, C> & { readonly [K in To]: Row[C] }>> {
    return this.#project(this.#columns().map(c => (c.name === from ? { ...c, name: to } : c)))
  }

  /** The rows for which the condition is true: neither false nor null. */
  filter<O>(condition: [Resolve<Row, O>] extends [boolean | null] ? Expr<Row, O> : never): Dataset<Row>
  filter(condition: AnyExpr): Dataset<Row> {
    return new Dataset(this.sources, { op: 'filter', input: this.plan, condition: condition.node })
  }

  /**
   * Says that `column` is the time of the event and how late rows may be, for example `'10 minutes'`: state of windows that are
   * over by then is let go, and rows that come later are dropped from aggregations. Spark's withWatermark.
   */
  withWatermark<C extends Name<Row>>(column: Row[C] extends Date | null ? C : never, delay: string): Dataset<Row> {
    const delayMicroseconds = parseDuration(delay)
    return new Dataset(this.sources, { op: 'watermark', input: this.plan, column, delayMicroseconds })
  }

  /** The same as `filter`. */
  where<O>(condition: [Resolve<Row, O>] extends [boolean | null] ? Expr<Row, O> : never): Dataset<Row> {
    return this.filter(condition)
  }

  /**
   * The first row of each combination of values in these columns (default: all). On a stream with a watermark combinations with the
   * event time are forgotten when it has passed; without it in the columns they are kept for ever. Spark's dropDuplicates.
   */
  dropDuplicates(...columns: readonly Name<Row>[]): Dataset<Row> {
    const chosen = columns.length === 0 ? {} : { columns }
    return new Dataset(this.sources, { op: 'deduplicate', input: this.plan, ...chosen })
  }

  /** The same, where duplicates come within the watermark's delay of the first: combinations are forgotten after it. */
  dropDuplicatesWithinWatermark(...columns: readonly Name<Row>[]): Dataset<Row> {
    const chosen = columns.length === 0 ? {} : { columns }
    return new Dataset(this.sources, { op: 'deduplicate', input: this.plan, withinWatermark: true, ...chosen })
  }

  /** The rows of both, whose columns go by position. Spark's union: SQL's `union all`. */
  union(other: Dataset<Row>): Dataset<Row> {
    const sources = [...new Set([...this.sources, ...other.sources])]
    return new Dataset(sources, { op: 'setOperation', kind: 'union', all: true, left: this.plan, right: other.plan })
  }

  /**
   * The rows that a program gives which keeps state for each combination of values in the key columns: Spark's transformWithState.
   * The program runs in the engine's own thread.
   */
  transformWithState<const S extends Schema>(
    keys: readonly Name<Row>[],
    { name, processor, output, timeMode = 'none' }: TransformOptions<S>,
  ): Dataset<RowOf<S>> {
    const program = { description: name, processor }
    const plan = { op: 'transform', input: this.plan, name, keys, schema: output, timeMode } as const
    return new Dataset([...this.sources, program], plan)
  }

  /**
   * Pairs of rows for which the condition is true; for an outer join also rows without a partner, with nulls. The sides may not have
   * columns of the same name. A stream joined with a stream keeps rows that may still find partners: watermarks on both sides, and the
   * event time among the equalities or bounded by the condition, let them go. A table may be on one side: see `readTable`.
   */
  join<Other, O>(
    other: Dataset<Other>,
    condition: Expr<Simplify<Row & Other>, O>,
    type?: 'inner',
  ): Dataset<Simplify<Row & Other>>
  join<Other, O>(
    other: Dataset<Other>,
    condition: Expr<Simplify<Row & Other>, O>,
    type: 'left',
  ): Dataset<Simplify<Row & Nullable<Other>>>
  join<Other, O>(
    other: Dataset<Other>,
    condition: Expr<Simplify<Row & Other>, O>,
    type: 'right',
  ): Dataset<Simplify<Nullable<Row> & Other>>
  join<Other, O>(
    other: Dataset<Other>,
    condition: Expr<Simplify<Row & Other>, O>,
    type: 'full',
  ): Dataset<Simplify<Nullable<Row> & Nullable<Other>>>
  join<Other, O>(
    other: Dataset<Other>,
    condition: Expr<Simplify<Row & Other>, O>,
    type: 'leftSemi' | 'leftAnti',
  ): Dataset<Row>
  join(other: Dataset<unknown>, condition: AnyExpr, type: JoinType = 'inner'): Dataset<unknown> {
    const sources = [...new Set([...this.sources, ...other.sources])]
    const plan = { op: 'join', left: this.plan, right: other.plan, type, condition: condition.node } as const
    return new Dataset(sources, plan)
  }

  /** Groups by columns or by expressions named with `as`; null is a group of its own. */
  groupBy<Items extends readonly Item<Row>[]>(...keys: Items): GroupedDataset<Row, Simplify<ItemsRow<Row, Items>>> {
    return new GroupedDataset(this.sources, this.plan, keys.map(namedNode))
  }

  /** One row: aggregates over all rows. */
  agg<A extends Aggregates<Row>>(aggregates: A): Dataset<Simplify<AggregatedRow<Row, A>>> {
    return new GroupedDataset<Row, unknown>(this.sources, this.plan, []).agg(aggregates) as never
  }

  /** Sorts by columns (ascending) and orders; see `asc` and `desc`. */
  orderBy(...orders: readonly (Name<Row> | SortOrder<Row>)[]): Dataset<Row> {
    const nodes = orders.map(o => (o instanceof SortOrder ? o : asc(o)).node)
    return new Dataset(this.sources, { op: 'sort', input: this.plan, orders: nodes })
  }

  /** The first `count` rows. */
  limit(count: number): Dataset<Row> {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new MillraceError('MILLRACE_ANALYSIS', `limit expects a whole number that is not negative, not ${count}.`)
    }
    return new Dataset(this.sources, { op: 'limit', input: this.plan, count })
  }

  /** A streaming query that writes these rows, as a description: see `definePipeline`, which starts it. */
  writeStream<S extends Sink>({
    name,
    checkpoint,
    trigger,
    maxOffsetsPerTrigger,
    ...sinks
  }: WriteOptions & SinkOptions<S>): StreamingWrite {
    return query({
      outputs: { [name ?? 'output']: { dataset: this, ...(sinks as SinkOptions<Sink>) } },
      checkpoint,
      ...(name === undefined ? {} : { name }),
      ...(trigger === undefined ? {} : { trigger }),
      ...(maxOffsetsPerTrigger === undefined ? {} : { maxOffsetsPerTrigger }),
    })
  }

  /** The logical plan and the physical one (or why there is none) as text. */
  explain(): string {
    const mode = hasAggregate(this.plan) ? 'complete' : 'append'
    try {
      return `${explainPlan(this.plan)}\n${explainPipeline(compilePipeline({ result: { plan: this.plan, mode } }))}`
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error
      return `${explainPlan(this.plan)}\n== Physical Plan ==\n${error.message}`
    }
  }

  #columns(): NamedNode[] {
    return outputNames(this.plan).map(name => ({ name, expression: { kind: 'column', name } }))
  }

  #project<To>(columns: readonly NamedNode[]): Dataset<To> {
    return new Dataset<To>(this.sources, { op: 'project', input: this.plan, columns })
  }
}

function namedNode(item: string | NamedExpr<never, unknown, string>): NamedNode {
  const expression: ExpressionNode = item instanceof NamedExpr ? item.node : { kind: 'column', name: item }
  return { name: item instanceof NamedExpr ? item.name : item, expression }
}
