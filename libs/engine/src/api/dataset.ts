import type { Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { NamedNode } from '../plan/expression-node.ts'
import type { LogicalPlan, SetOperation } from '../plan/logical-plan.ts'
import { outputNames } from '../plan/output-names.ts'
import type { AnyDataset } from '../runtime/query/query-output.ts'
import { DatasetOutput } from './dataset-output.ts'
import type { DatasetSource } from './dataset-source.ts'
import { parseDuration } from './duration.ts'
import { type Explodable, type ExplodedRow, type ExplodeNames, type ExplodeOptions, explodeNode } from './explode.ts'
import { argumentNode, Expr } from './expr.ts'
import { GroupedDataset } from './grouped-dataset.ts'
import { cubeSets, keyIndices, rollupSets } from './grouping-sets.ts'
import { type AggregatedRow, type Aggregates, type Item, type ItemsRow, namedNode } from './item.ts'
import type { JoinedRow, JoinKind } from './join-types.ts'
import type { Aggregated, Joined, Limited, Nature, OfTables, Sorted, United, Watermarked } from './nature.ts'
import type { AnyExpr, ArgumentNeeds, Nullable, Resolve, RowOf, Simplify, WithColumns } from './row-types.ts'
import type { Argument } from './scalar-functions.ts'
import { asc, SortOrder } from './sort-order.ts'
import type { TransformOptions } from './transform.ts'
import { projected } from './window-columns.ts'

type Name<Row> = keyof Row & string

/** The rows of a union: of both sides' types. */
type UnionRow<Row, Other> = { readonly [K in keyof Row]: Row[K] | (K extends keyof Other ? Other[K] : never) }

/**
 * Rows of type `Row` (column name to TypeScript type), described by a logical plan over its sources. Immutable and lazy: every
 * method gives a new Dataset; nothing runs until a pipeline with it is started. A wrong column name, an expression on a column of
 * the wrong type, and a sink of a mode in which the rows cannot be written (see Nature) are compile errors.
 *
 * @example
 * const daily = logs
 *   .withColumn('day', toDate(timestampAdd('minute', 'utcOffset', 'time')))
 *   .groupBy('day')
 *   .agg({ requests: count(), hosts: countDistinct('host') })
 *   .withColumn('average', col('requests').div(col('hosts')))
 *   .orderBy('day')
 */
export class Dataset<Row, N = Nature> extends DatasetOutput<Row, N> {
  /** These columns, in this order: names, or expressions named with `as`. */
  select<Items extends readonly Item<Row>[]>(...items: Items): Dataset<Simplify<ItemsRow<Row, Items>>, N> {
    return this.#project(items.map(namedNode))
  }

  /** Adds a column, or replaces the one of that name in its place. */
  withColumn<C extends string, O>(
    name: C,
    expression: Expr<Row, O>,
  ): Dataset<WithColumns<Row, { readonly [K in C]: Resolve<Row, O> }>, N> {
    const columns = this.#columns()
    const added: NamedNode = { name, expression: expression.node }
    const replaced = columns.some(c => c.name === name)
    return this.#project(replaced ? columns.map(c => (c.name === name ? added : c)) : [...columns, added])
  }

  /** All columns but these. */
  drop<C extends Name<Row>>(...names: readonly C[]): Dataset<Simplify<Omit<Row, C>>, N> {
    return this.#project(this.#columns().filter(c => !names.includes(c.name as C)))
  }

  /** The same columns, one under another name. */
  rename<C extends Name<Row>, To extends string>(
    from: C,
    to: To,
  ): Dataset<Simplify<Omit<Row, C> & { readonly [K in To]: Row[C] }>, N> {
    return this.#project(this.#columns().map(c => (c.name === from ? { ...c, name: to } : c)))
  }

  /** The rows for which the condition is true: neither false nor null. */
  filter<O>(condition: [Resolve<Row, O>] extends [boolean | null] ? Expr<Row, O> : never): Dataset<Row, N>
  filter(condition: AnyExpr): Dataset<Row, N> {
    return this.#with({ op: 'filter', input: this.plan, condition: condition.node })
  }

  /** The same as `filter`. */
  where<O>(condition: [Resolve<Row, O>] extends [boolean | null] ? Expr<Row, O> : never): Dataset<Row, N> {
    return this.filter(condition)
  }

  /**
   * Two datasets: the rows for which `error` is null, and the others with its text in a column, for an output of their own. With the error
   * of a user function rows that it refuses do not end the query.
   *
   * @example
   * const { rows, refused } = logs.quarantine(sectionOf.error('path'))
   */
  quarantine<O extends string | null, C extends string = 'error'>(
    error: Expr<Row, O>,
    column: C = 'error' as C,
  ): {
    readonly rows: Dataset<Row, N>
    readonly refused: Dataset<WithColumns<Row, { readonly [K in C]: string | null }>, N>
  } {
    const refused = this.withColumn(column, error) as AnyDataset as Dataset<never, N>
    const named: AnyExpr = new Expr({ kind: 'column', name: column })
    return {
      rows: this.filter(error.isNull() as never),
      refused: refused.filter(named.isNotNull() as never) as Dataset<unknown, N> as never,
    }
  }

  /**
   * A row for each element of a list, in the column `as`, or for each entry of a map, in the columns `as`, after all other columns.
   * Spark's explode, explode_outer, posexplode and posexplode_outer.
   *
   * @example
   * visits.explode('pages', 'page')
   * visits.explode('headers', ['name', 'value'], { outer: true, position: 'place' })
   */
  explode<A extends Argument, const As extends ExplodeNames, P extends string = never>(
    collection: A & ([Row] extends [ArgumentNeeds<A, Explodable<As>>] ? unknown : never),
    as: As,
    options: ExplodeOptions<P> = {},
  ): Dataset<WithColumns<Row, ExplodedRow<Row, A, As, P>>, N> {
    return this.#with(explodeNode(this.plan, argumentNode(collection), as, options))
  }

  /**
   * Says that `column` is the time of the event and how late rows may be, for example `'10 minutes'`: state of windows that are
   * over by then is let go, and rows that come later are dropped from aggregations. Spark's withWatermark.
   */
  withWatermark<C extends Name<Row>>(
    column: Row[C] extends Date | null ? C : never,
    delay: string,
  ): Dataset<Row, N | 'watermark'> {
    const delayMicroseconds = parseDuration(delay)
    return new Dataset(this.sources, { op: 'watermark', input: this.plan, column, delayMicroseconds })
  }

  /**
   * The first row of each combination of values in these columns (default: all). On a stream with a watermark combinations with the
   * event time are forgotten when it has passed; without it in the columns they are kept for ever. Spark's dropDuplicates.
   */
  dropDuplicates(...columns: readonly Name<Row>[]): Dataset<Row, N> {
    const chosen = columns.length === 0 ? {} : { columns }
    return this.#with({ op: 'deduplicate', input: this.plan, ...chosen })
  }

  /** The same, where duplicates come within the watermark's delay of the first: combinations are forgotten after it. */
  dropDuplicatesWithinWatermark(...columns: readonly Name<Row>[]): Dataset<Row, Watermarked<N>> {
    const chosen = columns.length === 0 ? {} : { columns }
    return this.#with({ op: 'deduplicate', input: this.plan, withinWatermark: true, ...chosen })
  }

  /** The rows of both, whose columns go by position and have the names of this one. Spark's union: SQL's `union all`. */
  union<Other extends { readonly [K in keyof Row]: unknown }, M>(
    other: Dataset<Other, M>,
  ): Dataset<Simplify<UnionRow<Row, Other>>, United<N, M>> {
    return this.#setOperation('union', true, other)
  }

  /** The same, whose columns go by name. Spark's unionByName. */
  unionByName<Other extends { readonly [K in keyof Row]: unknown }, M>(
    other: Dataset<Other, M>,
  ): Dataset<Simplify<UnionRow<Row, Other>>, United<N, M>> {
    return this.union(other.select(...(outputNames(this.plan) as never[])) as unknown as Dataset<Other, M>)
  }

  /** The different rows that are in both: SQL's `intersect`, for tables. */
  intersect<M>(other: Dataset<Row, M>): Dataset<Row, OfTables<N, M>> {
    return this.#setOperation('intersect', false, other)
  }

  /** The different rows that are not in the other: SQL's `except`, for tables. */
  except<M>(other: Dataset<Row, M>): Dataset<Row, OfTables<N, M>> {
    return this.#setOperation('except', false, other)
  }

  /**
   * The rows that a program gives which keeps state for each combination of values in the key columns: Spark's transformWithState.
   * The program runs in the engine's own thread.
   */
  transformWithState<const S extends Schema>(
    keys: readonly Name<Row>[],
    { name, processor, output, timeMode = 'none' }: TransformOptions<S>,
  ): Dataset<RowOf<S>, N> {
    const program = { description: name, processor }
    const plan = { op: 'transform', input: this.plan, name, keys, schema: output, timeMode } as const
    return new Dataset([...this.sources, program], plan)
  }

  /**
   * Pairs of rows for which the condition is true; for an outer join also rows without a partner, with nulls. The sides may not have
   * columns of the same name. A stream joined with a stream keeps rows that may still find partners: watermarks on both sides, and the
   * event time among the equalities or bounded by the condition, let them go. A table may be on one side: see `readTable`.
   */
  join<Other, M, O, T extends JoinKind = 'inner'>(
    other: Dataset<Other, M>,
    condition: Expr<Simplify<Row & Other>, O>,
    type: T = 'inner' as T,
  ): Dataset<JoinedRow<Row, Other, T>, Joined<N, M>> {
    const plan = { op: 'join', left: this.plan, right: other.plan, type, condition: condition.node } as const
    return new Dataset(this.#sourcesWith(other), plan)
  }

  /** Groups by columns or by expressions named with `as`; null is a group of its own. */
  groupBy<Items extends readonly Item<Row>[]>(...keys: Items): GroupedDataset<Row, Simplify<ItemsRow<Row, Items>>, N> {
    return this.#grouped(keys)
  }

  /** Groups by all keys, by all but the last, and so on to none: totals beside parts. Keys are null in rows over all of their values. */
  rollup<Items extends readonly Item<Row>[]>(...keys: Items): GroupedDataset<Row, Nullable<ItemsRow<Row, Items>>, N> {
    return this.#grouped(keys, rollupSets(keys.length))
  }

  /** Groups by every combination of the keys. Keys are null in rows over all of their values. */
  cube<Items extends readonly Item<Row>[]>(...keys: Items): GroupedDataset<Row, Nullable<ItemsRow<Row, Items>>, N> {
    return this.#grouped(keys, cubeSets(keys.length))
  }

  /** Groups by each of the sets of keys. Keys are null in rows over all of their values. SQL's `grouping sets`. */
  groupingSets<K extends Name<Row>>(
    ...sets: readonly (readonly K[])[]
  ): GroupedDataset<Row, Nullable<Pick<Row, K>>, N> {
    const keys = [...new Set(sets.flat())]
    return this.#grouped(keys, keyIndices(keys, sets))
  }

  /** One row: aggregates over all rows. */
  agg<A extends Aggregates<Row, unknown>>(
    aggregates: A,
  ): Dataset<Simplify<AggregatedRow<Row, unknown, A>>, Aggregated<N, object>> {
    return this.#grouped<unknown>([]).agg(aggregates) as never
  }

  /** Sorts by columns (ascending) and orders; see `asc` and `desc`. */
  orderBy(...orders: readonly (Name<Row> | SortOrder<Row>)[]): Dataset<Row, Sorted<N>> {
    const nodes = orders.map(o => (o instanceof SortOrder ? o : asc(o)).node)
    return this.#with({ op: 'sort', input: this.plan, orders: nodes })
  }

  /** The first `count` rows. */
  limit(count: number): Dataset<Row, Limited<N>> {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new MillraceError('MILLRACE_ANALYSIS', `limit expects a whole number that is not negative, not ${count}.`)
    }
    return this.#with({ op: 'limit', input: this.plan, count })
  }

  /** Each different row once; on a stream an aggregation by all columns. SQL's `select distinct`. */
  distinct(): Dataset<Row, Aggregated<N, Row>> {
    return this.#with({ op: 'distinct', input: this.plan })
  }

  #columns(): NamedNode[] {
    return outputNames(this.plan).map(name => ({ name, expression: { kind: 'column', name } }))
  }

  #grouped<Keys>(keys: readonly Item<never>[], sets?: readonly (readonly number[])[]): GroupedDataset<Row, Keys, N> {
    const { sources, plan } = this
    return new GroupedDataset({ sources, plan, keys: keys.map(namedNode), ...(sets && { sets }) })
  }

  #project<To>(columns: readonly NamedNode[]): Dataset<To, N> {
    return this.#with(projected(this.plan, columns))
  }

  #setOperation<To, M>(kind: SetOperation['kind'], all: boolean, other: AnyDataset): Dataset<To, M> {
    const plan = { op: 'setOperation', kind, all, left: this.plan, right: other.plan } as const
    return new Dataset(this.#sourcesWith(other), plan)
  }

  #sourcesWith(other: AnyDataset): DatasetSource[] {
    return [...new Set([...this.sources, ...other.sources])]
  }

  #with<To, M>(plan: LogicalPlan): Dataset<To, M> {
    return new Dataset(this.sources, plan)
  }
}
