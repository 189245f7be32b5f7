import { AggregateChooser } from './aggregates.ts'
import { Elaborator } from './elaborator.ts'
import { columnRef, type Expression, infix, print } from './expression.ts'
import { call, DYADIC } from './makers/make.ts'
import type { Aggregate, Grouping, JoinType, Plan, SortKey } from './plan.ts'
import type { RawCase, RawExpression, RawPlan, RawStep } from './raw.ts'
import { combined } from './set-sides.ts'
import { type Column, type Table, tableOf } from './table.ts'
import { chooseWindow } from './window-functions.ts'

export interface Case {
  readonly tables: readonly Table[]
  readonly plan: Plan
}

/** The tables and the plan that numbers stand for. */
export function elaborate({ tables: raw, plan }: RawCase): Case {
  const tables = raw.map(tableOf)
  return { tables, plan: new PlanElaborator(tables).plan(plan) }
}

/** Above this many rows joins are left out. */
const MOST_ROWS = 20_000
const JOIN_TYPES: readonly JoinType[] = ['inner', 'left', 'right', 'full', 'leftSemi', 'leftAnti', 'cross']

class PlanElaborator {
  readonly #tables: readonly Table[]
  #next = 0

  constructor(tables: readonly Table[]) {
    this.#tables = tables
  }

  plan({ table, steps }: RawPlan): Plan {
    const made = this.#tables[table % this.#tables.length]
    const columns = made.columns.map(({ type, facts }) => this.#column({ type, facts }))
    const start: Plan = { op: 'table', table: made, columns, rows: made.rows.length }
    return steps.reduce<Plan>((plan, step) => this.#step(plan, step), start)
  }

  #column({ type, facts }: Pick<Column, 'type' | 'facts'>): Column {
    return { name: `c${this.#next++}`, type, facts }
  }

  #step(input: Plan, step: RawStep): Plan {
    const { columns, rows } = input
    if (step.other !== null && step.k % 4 > 0) return this.#binary(input, step, step.other)
    switch (step.k % 8) {
      case 0:
      case 1:
        return this.#project(input, step)
      case 2:
        return {
          op: 'filter',
          input,
          columns,
          rows,
          condition: this.#scope(input).expression(step.expressions[0], 'boolean'),
        }
      case 3:
      case 4:
        return this.#aggregate(input, step)
      case 5: {
        const exact = this.#exact(input)
        return { op: 'distinct', input: exact, columns: exact.columns, rows }
      }
      case 6:
        return this.#sort(input, step)
      default:
        return this.#window(input, step)
    }
  }

  #scope = (input: Plan): Elaborator => new Elaborator(input.columns)

  #project(input: Plan, { v, expressions: raw }: RawStep): Plan {
    const scope = this.#scope(input)
    const computed = raw.map(r => scope.expression(r))
    // Some columns stay, rough ones among them.
    const kept = input.columns.filter((_, i) => computed.length === 0 || ((v >> i) & 1) === 0).map(columnRef)
    return this.#projection(input, [...kept, ...computed])
  }

  #projection(input: Plan, expressions: readonly Expression[]): Plan {
    return { op: 'project', input, expressions, columns: expressions.map(e => this.#column(e)), rows: input.rows }
  }

  /** Without rough columns: what compares rows would not be certain. */
  #exact(input: Plan): Plan {
    const exact = input.columns.filter(c => c.facts.grade !== 'rough')
    if (exact.length === input.columns.length) return input
    return this.#projection(
      input,
      exact.length === 0 ? [new Elaborator([]).expression(undefined, 'int')] : exact.map(columnRef),
    )
  }

  #aggregate(input: Plan, { k, v, expressions: raw }: RawStep): Aggregate {
    const scope = this.#scope(input)
    // No key, one or two; a literal would be read as a position.
    const keys = raw
      .slice(0, Math.floor(v / 8) % 3)
      .map(r => scope.expression(r))
      .filter(e => e.kind !== 'literal')
      // Spark's grouping_id() knows a key once.
      .filter((e, i, all) => all.findIndex(other => print('spark', other) === print('spark', e)) === i)
    const aggregates = [...raw.slice(keys.length), ...(raw.length > keys.length ? [] : [undefined])].map(r =>
      new AggregateChooser(scope, input.rows).choose(r),
    )
    const grouping: Grouping =
      keys.length === 0
        ? 'plain'
        : (['plain', 'plain', 'plain', 'rollup', 'cube', 'sets'] as const)[Math.floor(k / 24) % 6]
    const sets = setsOf(grouping, keys.length, v)
    const id = grouping === 'plain' ? [] : [this.#column({ type: 'int64', facts: { max: 8, grade: 'dyadic' } })]
    return {
      op: 'aggregate',
      input,
      keys,
      aggregates,
      grouping,
      sets,
      columns: [...keys.map(e => this.#column(e)), ...aggregates.map(a => this.#column(a)), ...id],
      rows: keys.length === 0 ? 1 : input.rows * Math.max(1, sets.length) + 1,
    }
  }

  #sort(input: Plan, { v }: RawStep): Plan {
    const exact = this.#exact(input)
    const limit = v % 4 === 0 ? null : Math.floor(v / 4) % 12
    const offset = limit !== null && v % 16 > 11 ? Math.floor(v / 48) % 4 : 0
    const rows = limit === null ? exact.rows : Math.min(limit, exact.rows)
    return { op: 'sort', input: exact, keys: totalOrder(exact.columns, v), limit, offset, columns: exact.columns, rows }
  }

  #window(input: Plan, { v, expressions }: RawStep): Plan {
    const all = this.#exact(input)
    // Which of two equal rows comes first may differ from one function to the next.
    const exact: Plan =
      expressions.length > 1 ? { op: 'distinct', input: all, columns: all.columns, rows: all.rows } : all
    const functions = [expressions[0], ...expressions.slice(1, 3)].map((raw, i) =>
      chooseWindow(exact, this.#scope(exact), raw ?? SIMPLEST, totalOrder(exact.columns, v >> i)),
    )
    const columns = [...exact.columns, ...functions.map(f => this.#column(f.invocation))]
    return { op: 'window', input: exact, functions, columns, rows: exact.rows }
  }

  #binary(left: Plan, step: RawStep, raw: RawPlan): Plan {
    const right = this.plan(raw)
    if (step.k % 4 === 2) return this.#setOperation(left, right, step)
    if (step.k % 4 === 3) return this.#subquery(left, right, step)
    const type = JOIN_TYPES[Math.floor(step.k / 4) % JOIN_TYPES.length]
    const semi = type === 'leftSemi' || type === 'leftAnti'
    const most = semi ? left.rows : left.rows * right.rows + left.rows + right.rows
    if (left.rows * right.rows > MOST_ROWS) return left
    const condition = type === 'cross' ? null : this.#condition(left, right, step)
    return {
      op: 'join',
      type,
      left,
      right,
      condition,
      columns: semi ? left.columns : [...left.columns, ...right.columns],
      rows: most,
    }
  }

  /** Mostly an equality of columns of both sides, with more conditions over both now and then. */
  #condition(left: Plan, right: Plan, { v, expressions }: RawStep): Expression {
    const scope = new Elaborator([...left.columns, ...right.columns])
    const pairs = alike(left, right)
    const conditions: Expression[] = []
    if (pairs.length > 0 && v % 8 < 7) {
      const { a, b } = pairs[Math.floor(v / 8) % pairs.length]
      const op = v % 8 === 6 ? infix('<=>', 'equalNullSafe', 'IS NOT DISTINCT FROM') : infix('=', 'eq')
      conditions.push(call(op, 'boolean', [columnRef(a), columnRef(b)]))
    }
    const residual = expressions.slice(0, conditions.length === 0 ? 1 : v % 2)
    conditions.push(...residual.map(r => scope.expression(r, 'boolean')))
    if (conditions.length === 0) conditions.push(scope.expression(undefined, 'boolean'))
    return conditions.reduce((a, b) => call(infix('AND', 'and'), 'boolean', [a, b], DYADIC))
  }

  #subquery(input: Plan, other: Plan, { k, v }: RawStep): Plan {
    const pairs = alike(input, other)
    if (pairs.length === 0) return input
    const { a, b } = pairs[v % pairs.length]
    const form = (['in', 'notIn', 'exists', 'notExists', 'scalar'] as const)[Math.floor(k / 4) % 5]
    return { op: 'subquery', form, input, value: a, other, column: b, columns: input.columns, rows: input.rows }
  }

  #setOperation(left: Plan, right: Plan, { k, v }: RawStep): Plan {
    const kind = (['union', 'union', 'intersect', 'except'] as const)[Math.floor(k / 4) % 4]
    const [a, b] = [this.#exact(left), this.#exact(right)]
    const sides = combined(a.columns, b.columns)
    if (sides === null) return left
    const [l, r] = [this.#projection(a, sides.left), this.#projection(b, sides.right)]
    const columns = sides.columns.map(c => this.#column(c))
    return { op: 'setOperation', kind, all: v % 2 === 0, left: l, right: r, columns, rows: l.rows + r.rows }
  }
}

const SIMPLEST: RawExpression = { k: 0, v: 0, args: [] }
/** Columns of both of the same type. */
const alike = (left: Plan, right: Plan): { readonly a: Column; readonly b: Column }[] =>
  comparable(left).flatMap(a => comparable(right).flatMap(b => (a.type === b.type ? [{ a, b }] : [])))

const comparable = (plan: Plan): readonly Column[] => plan.columns.filter(c => c.facts.grade !== 'rough')

function setsOf(grouping: Grouping, keys: number, v: number): number[][] {
  const all = Array.from({ length: keys }, (_, i) => i)
  switch (grouping) {
    case 'plain':
      return []
    case 'rollup':
      return [...all.map(i => all.slice(0, keys - i)), []]
    case 'cube':
      return Array.from({ length: 2 ** keys }, (_, bits) => all.filter(i => (bits & (1 << (keys - 1 - i))) === 0))
    case 'sets':
      return v % 2 === 0 ? [...all.map(i => [i]), []] : [all, ...all.map(i => [i])]
  }
}

/** All columns, beginning with another one each time. */
function totalOrder(columns: readonly Column[], v: number): SortKey[] {
  const first = v % columns.length
  return [...columns.slice(first), ...columns.slice(0, first)].map((column, i) => ({
    column,
    descending: ((v >> i) & 1) === 1,
    nullsFirst: ((v >> (i + 3)) & 1) === 1,
  }))
}
