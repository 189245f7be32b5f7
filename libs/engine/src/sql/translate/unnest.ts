import type { AggregateNode, ExpressionNode, NamedNode, SortNode, WindowNode } from '../../plan/expression-node.ts'
import type { Aggregate, Join, Limit, LogicalPlan, SetOperation } from '../../plan/logical-plan.ts'
import { outputNames } from '../../plan/output-names.ts'
import { type Place, unsupported } from '../sql-error.ts'
import { columnNames, conjunctsOf } from './decorrelate.ts'
import { allOf, call, column, columnNode, TRUE } from './make-node.ts'
import { mapChildren } from './node-tree.ts'

/** A subquery computed for every combination of the outer values that it looks at. */
export interface Unnested {
  /** The subquery's rows, each with the outer values that it belongs to. */
  readonly plan: LogicalPlan
  /** For each outer column the column that holds its value. */
  readonly names: ReadonlyMap<string, string>
}

/**
 * Computes a subquery of any form for all rows around it at once: the different values of the outer columns become a relation, the
 * domain, that is pushed down the subquery's plan to where the values are read (Neumann and Kemper, Unnesting Arbitrary Queries, 2015).
 *
 * @param around the rows around the subquery, computed a second time
 * @param outer their columns that the subquery reads
 */
export function unnest(
  subquery: LogicalPlan,
  around: LogicalPlan,
  outer: ReadonlySet<string>,
  uniqueName: (name: string) => string,
  at: Place | null,
): Unnested {
  expectSteady(around, at)
  const unnesting = new Unnesting(around, [...outer], uniqueName, at)
  const names = unnesting.fresh()
  return { plan: unnesting.push(subquery, names), names }
}

/** The condition that outer columns have the values of an unnested subquery's row. */
export const sameOuter = (names: ReadonlyMap<string, string>): readonly ExpressionNode[] =>
  [...names].map(([outer, name]) => call('equalNullSafe', column(outer), column(name)))

/** Refuses rows that are others when they are computed again. */
export function expectSteady(plan: LogicalPlan, at: Place | null): void {
  if (RANDOM.test(JSON.stringify(plan))) throw unsupported('A correlated subquery beside random values', at)
}

/** Functions that give other values each time. */
export const RANDOM = /"name":"(?:rand|randn|random|uuid|shuffle|randstr|uniform)"/

type Names = ReadonlyMap<string, string>

class Unnesting {
  readonly #around: LogicalPlan
  readonly #outer: readonly string[]
  readonly #uniqueName: (name: string) => string
  readonly #at: Place | null

  constructor(around: LogicalPlan, outer: readonly string[], uniqueName: (name: string) => string, at: Place | null) {
    this.#around = around
    this.#outer = outer
    this.#uniqueName = uniqueName
    this.#at = at
  }

  /** New names for the outer values. */
  fresh(): Names {
    return new Map(this.#outer.map(name => [name, this.#uniqueName('outer')]))
  }

  /** The plan for every row of the domain: its columns and those of the domain under these names. */
  push(plan: LogicalPlan, names: Names): LogicalPlan {
    if (!this.#reads(plan)) return this.#crossed(plan, names)
    const change = (e: ExpressionNode): ExpressionNode => replaced(e, names)
    switch (plan.op) {
      case 'project':
        return {
          ...plan,
          input: this.push(plan.input, names),
          columns: [...named(plan.columns, change), ...kept(names)],
        }
      case 'filter':
        return { ...plan, input: this.push(plan.input, names), condition: change(plan.condition) }
      case 'aggregate':
        return this.#aggregate(plan, names)
      case 'sort':
        return { ...plan, input: this.push(plan.input, names), orders: sorts(plan.orders, change) }
      case 'limit':
        return this.#limit(plan, names)
      case 'distinct':
      case 'inTimeZone':
        return { ...plan, input: this.push(plan.input, names) }
      case 'generate':
        return { ...plan, input: this.push(plan.input, names), generator: change(plan.generator) }
      case 'window':
        return {
          ...plan,
          input: this.push(plan.input, names),
          functions: plan.functions.map(f => ({ ...f, expression: partitioned(change(f.expression), names) })),
        }
      case 'join':
        return this.#join(plan, names)
      case 'setOperation':
        return this.#setOperation(plan, names)
      case 'values': {
        const rows = plan.rows.map(
          (row): LogicalPlan => ({
            op: 'project',
            input: this.#domain(names),
            columns: [...plan.names.map((name, i) => ({ name, expression: change(row[i]) })), ...kept(names)],
          }),
        )
        return rows.reduce((left, right) => ({ op: 'setOperation', kind: 'union', all: true, left, right }))
      }
      default:
        throw this.#refused()
    }
  }

  /** The different combinations of outer values. */
  #domain(names: Names): LogicalPlan {
    const columns = [...names].map(([outer, name]) => ({ name, expression: column(outer) }))
    return { op: 'distinct', input: { op: 'project', input: this.#around, columns } }
  }

  #crossed(plan: LogicalPlan, names: Names): LogicalPlan {
    const isOneRow = plan.op === 'values' && plan.names.length === 0 && plan.rows.length === 1
    if (isOneRow) return this.#domain(names)
    return { op: 'join', left: plan, right: this.#domain(names), type: 'inner', condition: null }
  }

  /** Without keys it has a row for all outer values, also for those that no row is found for. */
  #aggregate(plan: Aggregate, names: Names): LogicalPlan {
    const domain = kept(names)
    if (plan.keys.length > 0) {
      const change = (e: ExpressionNode): ExpressionNode => replaced(e, names)
      return {
        ...plan,
        input: this.push(plan.input, names),
        keys: [...domain, ...named(plan.keys, change)],
        aggregates: named(plan.aggregates, change),
        // Before the other keys, so that grouping_id() stays what it is.
        ...(plan.sets === undefined
          ? {}
          : { sets: plan.sets.map(set => [...domain.keys(), ...set.map(i => i + domain.length)]) }),
      }
    }
    const found = this.#uniqueName('found')
    const inner = this.fresh()
    const input = this.push(plan.input, inner)
    const flagged: LogicalPlan = {
      op: 'project',
      input,
      columns: [...[...outputNames(input)].map(columnNode), { name: found, expression: TRUE }],
    }
    const rows: LogicalPlan = {
      op: 'join',
      left: this.#domain(names),
      right: flagged,
      type: 'left',
      condition: allOf(sameNames(names, inner)),
    }
    const change = (e: ExpressionNode): ExpressionNode => overRows(replaced(e, inner), found)
    return { ...plan, input: rows, keys: domain, aggregates: named(plan.aggregates, change) }
  }

  /** So many rows for each of the outer values. */
  #limit(plan: Limit, names: Names): LogicalPlan {
    if (this.#isAboutOuterOnly(plan.input))
      throw unsupported('LIMIT after a condition on outer columns alone', this.#at)
    const isSorted = plan.input.op === 'sort'
    const input = this.push(plan.input, names)
    const name = this.#uniqueName('row')
    const orderBy: readonly SortNode[] =
      isSorted && input.op === 'sort' ? input.orders : [{ expression: TRUE, direction: 'asc', nulls: 'first' }]
    const row: WindowNode = {
      kind: 'window',
      function: call('rowNumber'),
      partitionBy: [...names.values()].map(column),
      orderBy,
    }
    const from = plan.offset ?? 0
    const number = (value: number): ExpressionNode => ({ kind: 'literal', type: 'int64', value: String(value) })
    const condition = call(
      'and',
      call('gt', column(name), number(from)),
      call('lte', column(name), number(from + plan.count)),
    )
    const numbered: LogicalPlan = { op: 'window', input, functions: [{ name, expression: row }] }
    return {
      op: 'project',
      input: { op: 'filter', input: numbered, condition },
      columns: [...outputNames(plan), ...names.values()].map(columnNode),
    }
  }

  #join(plan: Join, names: Names): LogicalPlan {
    const { left, right, type } = plan
    const condition = plan.condition === null ? [] : [replaced(plan.condition, names)]
    const keepsLeft =
      type === 'inner' || type === 'cross' || type === 'left' || type === 'leftSemi' || type === 'leftAnti'
    if (keepsLeft && !this.#reads(right)) return { ...plan, left: this.push(left, names), condition: allOf(condition) }
    if ((type === 'inner' || type === 'cross' || type === 'right') && !this.#reads(left))
      return { ...plan, right: this.push(right, names), condition: allOf(condition) }
    if (type === 'full') throw this.#refused()
    const other = this.fresh()
    const [mine, theirs] = type === 'right' ? [other, names] : [names, other]
    return {
      ...plan,
      type: type === 'cross' ? 'inner' : type,
      left: this.push(left, mine),
      right: this.push(right, theirs),
      condition: allOf([...sameNames(mine, theirs), ...condition]),
    }
  }

  #setOperation(plan: SetOperation, names: Names): LogicalPlan {
    const other = this.fresh()
    const side = (input: LogicalPlan, own: Names): LogicalPlan => ({
      op: 'project',
      input: this.push(input, own),
      columns: [...outputNames(input), ...own.values()].map(columnNode),
    })
    return { ...plan, left: side(plan.left, names), right: side(plan.right, other) }
  }

  /** Spark takes such conditions out of the subquery, and its sort with them: the rows that LIMIT keeps are any. */
  #isAboutOuterOnly(plan: LogicalPlan): boolean {
    if (!this.#reads(plan)) return true
    if (plan.op !== 'filter' && plan.op !== 'sort' && plan.op !== 'project' && plan.op !== 'distinct') return false
    const isOuter = (e: ExpressionNode): boolean => [...columnNames(e)].every(name => this.#outer.includes(name))
    const own =
      plan.op === 'filter'
        ? conjunctsOf(plan.condition).filter(c => !isOuter(c))
        : plan.op === 'sort'
          ? plan.orders.map(o => o.expression)
          : plan.op === 'project'
            ? plan.columns.map(c => c.expression)
            : []
    const readsOuter = (e: ExpressionNode): boolean => [...columnNames(e)].some(name => this.#outer.includes(name))
    return !own.some(readsOuter) && this.#isAboutOuterOnly(plan.input)
  }

  #reads(plan: LogicalPlan): boolean {
    const text = JSON.stringify(plan)
    return this.#outer.some(name => text.includes(JSON.stringify({ kind: 'column', name })))
  }

  #refused(): Error {
    return unsupported('This form of a correlated subquery', this.#at)
  }
}

/** Columns that hold the outer values. */
const kept = (names: Names): NamedNode[] => [...names.values()].map(columnNode)

const sameNames = (a: Names, b: Names): ExpressionNode[] =>
  [...a].map(([outer, name]) => call('equalNullSafe', column(name), column(b.get(outer)!)))

const named = (columns: readonly NamedNode[], change: (e: ExpressionNode) => ExpressionNode): NamedNode[] =>
  columns.map(c => ({ ...c, expression: change(c.expression) }))

const sorts = (orders: readonly SortNode[], change: (e: ExpressionNode) => ExpressionNode): SortNode[] =>
  orders.map(o => ({ ...o, expression: change(o.expression) }))

/** The expression over the domain's columns. */
function replaced(e: ExpressionNode, names: Names): ExpressionNode {
  if (e.kind !== 'column') return mapChildren(e, child => replaced(child, names))
  const name = names.get(e.name)
  return name === undefined ? e : { ...e, name }
}

/** The expression with aggregates over the rows that were found. */
function overRows(e: ExpressionNode, found: string): ExpressionNode {
  if (e.kind !== 'aggregate') return mapChildren(e, child => overRows(child, found))
  const isFound = call('isNotNull', column(found))
  const filter = e.filter === undefined ? isFound : call('and', isFound, e.filter)
  return { ...e, filter } satisfies AggregateNode
}

const partitioned = (e: ExpressionNode, names: Names): ExpressionNode =>
  e.kind === 'window' ? { ...e, partitionBy: [...e.partitionBy, ...[...names.values()].map(column)] } : e
