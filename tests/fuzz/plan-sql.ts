import { type Dialect, type Names, print } from './expression.ts'
import { printInvocation } from './invocation.ts'
import type { Aggregate, Filter, Frame, Join, Plan, SortKey, SubqueryFilter, WindowCall } from './plan.ts'
import { duckdbType } from './types.ts'

/** The plan as one query. Neighbouring operators share a SELECT where SQL has a place for them. */
export const planSql = (dialect: Dialect, plan: Plan): string => new SqlPrinter(dialect).query(plan)

/** The same with the columns cast to the plan's types, which DuckDB's are wider than now and then. */
export function duckdbQuery(plan: Plan): string {
  const columns = plan.columns.map(({ name, type }) => `CAST(${name} AS ${duckdbType(type)}) AS ${name}`)
  // An outer SELECT keeps the order of its only input in DuckDB (preserve_insertion_order).
  return `SELECT ${columns.join(', ')} FROM (${planSql('duckdb', plan)}) AS answer`
}

const JOINS: Readonly<Record<Join['type'], readonly [spark: string, duckdb: string]>> = {
  inner: ['JOIN', 'JOIN'],
  left: ['LEFT JOIN', 'LEFT JOIN'],
  right: ['RIGHT JOIN', 'RIGHT JOIN'],
  full: ['FULL JOIN', 'FULL JOIN'],
  cross: ['CROSS JOIN', 'CROSS JOIN'],
  leftSemi: ['LEFT SEMI JOIN', 'SEMI JOIN'],
  leftAnti: ['LEFT ANTI JOIN', 'ANTI JOIN'],
}

class SqlPrinter {
  readonly #dialect: Dialect
  #next = 0

  constructor(dialect: Dialect) {
    this.#dialect = dialect
  }

  query(plan: Plan): string {
    switch (plan.op) {
      case 'table':
        return `SELECT ${plan.columns.map((c, i) => `${plan.table.columns[i].name} AS ${c.name}`).join(', ')} FROM ${plan.table.name}`
      case 'project': {
        const items = plan.expressions.map((e, i) => `${print(this.#dialect, e)} AS ${plan.columns[i].name}`)
        return `SELECT ${items.join(', ')} ${this.#fromWhere(plan.input)}`
      }
      case 'filter':
        return plan.input.op === 'aggregate'
          ? this.#aggregate(plan.input, plan)
          : `SELECT ${names(plan)} ${this.#fromWhere(plan)}`
      case 'subquery':
        return `SELECT ${names(plan)} FROM ${this.#from(plan.input)} WHERE ${this.#subquery(plan)}`
      case 'aggregate':
        return this.#aggregate(plan, null)
      case 'distinct':
        return `SELECT DISTINCT ${names(plan)} ${this.#fromWhere(plan.input)}`
      case 'sort': {
        const limit =
          plan.limit === null ? '' : ` LIMIT ${plan.limit}${plan.offset > 0 ? ` OFFSET ${plan.offset}` : ''}`
        return `SELECT ${names(plan)} ${this.#fromWhere(plan.input)} ORDER BY ${sortKeys(plan.keys)}${limit}`
      }
      case 'window': {
        const start = plan.columns.length - plan.functions.length
        const items = plan.functions.map((f, i) => `${this.#window(f)} AS ${plan.columns[start + i].name}`)
        return `SELECT ${[...plan.columns.slice(0, start).map(c => c.name), ...items].join(', ')} ${this.#fromWhere(plan.input)}`
      }
      case 'join': {
        const words = JOINS[plan.type][this.#dialect === 'spark' ? 0 : 1]
        const on = plan.condition === null ? '' : ` ON ${print(this.#dialect, plan.condition)}`
        return `SELECT ${names(plan)} FROM ${this.#from(plan.left)} ${words} ${this.#from(plan.right)}${on}`
      }
      case 'setOperation': {
        const words = `${plan.kind.toUpperCase()}${plan.all ? ' ALL' : ''}`
        // The columns have the names of the left side.
        const left = plan.left.columns.map((c, i) => `${c.name} AS ${plan.columns[i].name}`)
        return `SELECT ${left.join(', ')} FROM (${this.query(plan.left)} ${words} ${this.query(plan.right)}) AS q${this.#next++}`
      }
    }
  }

  #from(plan: Plan): string {
    return `(${this.query(plan)}) AS q${this.#next++}`
  }

  #fromWhere(plan: Plan): string {
    if (plan.op !== 'filter' || plan.input.op === 'aggregate') return `FROM ${this.#from(plan)}`
    return `FROM ${this.#from(plan.input)} WHERE ${print(this.#dialect, plan.condition)}`
  }

  #subquery({ form, value: { name: value }, other, column: { name: column } }: SubqueryFilter): string {
    const from = this.#from(other)
    switch (form) {
      case 'in':
        return `${value} IN (SELECT ${column} FROM ${from})`
      case 'notIn':
        return `${value} NOT IN (SELECT ${column} FROM ${from})`
      case 'exists':
        return `EXISTS (SELECT 1 FROM ${from} WHERE ${column} = ${value})`
      case 'notExists':
        return `NOT EXISTS (SELECT 1 FROM ${from} WHERE ${column} = ${value})`
      case 'scalar':
        return `${value} < (SELECT max(${column}) FROM ${from})`
    }
  }

  #aggregate(plan: Aggregate, having: Filter | null): string {
    const dialect = this.#dialect
    const keys = plan.keys.map(e => print(dialect, e))
    const aggregates = plan.aggregates.map(a => printInvocation(dialect, a))
    const items = [...keys, ...aggregates, ...(plan.grouping === 'plain' ? [] : [`grouping_id(${keys.join(', ')})`])]
    const select = items.map((item, i) => `${item} AS ${plan.columns[i].name}`)
    // HAVING over what the SELECT list computes, written out.
    const known: Names = new Map(plan.columns.map((c, i) => [c.name, items[i]]))
    const conditions = having === null ? [] : [print(dialect, having.condition, known)]
    // Of no rows Spark makes no grouping sets; DuckDB gives a row for the empty set.
    if (dialect === 'duckdb' && plan.sets.length > 0) conditions.push('count(*) > 0')
    const condition = conditions.length === 0 ? '' : ` HAVING ${conditions.join(' AND ')}`
    return `SELECT ${select.join(', ')} ${this.#fromWhere(plan.input)}${groupBy(plan, keys)}${condition}`
  }

  #window({ invocation, partitionBy, orderBy, frame }: WindowCall): string {
    const parts = [
      ...(partitionBy.length > 0 ? [`PARTITION BY ${partitionBy.map(c => c.name).join(', ')}`] : []),
      ...(orderBy.length > 0 ? [`ORDER BY ${sortKeys(orderBy)}`] : []),
      ...(frame === null ? [] : [frameText(frame)]),
    ]
    return printInvocation(this.#dialect, invocation, ` OVER (${parts.join(' ')})`)
  }
}

const names = (plan: Plan): string => plan.columns.map(c => c.name).join(', ')

/** Where nulls go is always said: by default Spark has them first, DuckDB last. */
const sortKeys = (keys: readonly SortKey[]): string =>
  keys.map(k => `${k.column.name} ${k.descending ? 'DESC' : 'ASC'} NULLS ${k.nullsFirst ? 'FIRST' : 'LAST'}`).join(', ')

function groupBy({ grouping, sets }: Aggregate, keys: readonly string[]): string {
  if (keys.length === 0) return ''
  switch (grouping) {
    case 'plain':
      return ` GROUP BY ${keys.join(', ')}`
    case 'sets':
      return ` GROUP BY GROUPING SETS (${sets.map(set => `(${set.map(i => keys[i]).join(', ')})`).join(', ')})`
    default:
      return ` GROUP BY ${grouping.toUpperCase()}(${keys.join(', ')})`
  }
}

function frameText({ unit, from, to }: Frame): string {
  const bound = (n: number | null, open: string): string =>
    n === null ? `UNBOUNDED ${open}` : n === 0 ? 'CURRENT ROW' : `${Math.abs(n)} ${n < 0 ? 'PRECEDING' : 'FOLLOWING'}`
  return `${unit.toUpperCase()} BETWEEN ${bound(from, 'PRECEDING')} AND ${bound(to, 'FOLLOWING')}`
}
