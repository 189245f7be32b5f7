import type { HostValue } from '@millrace/columns'
import type { ExpressionNode } from '@millrace/engine'
import { literalText } from './literal-text.ts'
import type { Column } from './table.ts'
import { duckdbType, type Facts, type FuzzType, kindOf, sparkType } from './types.ts'

/** A typed scalar expression. */
export type Expression = ColumnRef | Literal | Call

export interface ColumnRef {
  readonly kind: 'column'
  readonly column: Column
  readonly type: FuzzType
  readonly facts: Facts
}

export interface Literal {
  readonly kind: 'literal'
  readonly type: FuzzType
  readonly value: HostValue
  readonly facts: Facts
}

export interface Call {
  readonly kind: 'call'
  readonly op: Op
  readonly args: readonly Expression[]
  readonly type: FuzzType
  readonly facts: Facts
  /** The type to which Spark casts the arguments by itself; DuckDB is told. */
  readonly argType?: FuzzType
}

/** An operation in three languages: Spark's SQL, DuckDB's, and Millrace's plans. */
export interface Op {
  readonly spark: (args: readonly string[], call: Call) => string
  readonly duckdb: (args: readonly string[], call: Call) => string
  readonly node: (args: readonly ExpressionNode[], call: Call) => ExpressionNode
}

export const columnRef = (column: Column): ColumnRef => ({
  kind: 'column',
  column,
  type: column.type,
  facts: column.facts,
})

type Text = string | ((args: readonly string[], call: Call) => string)
const camel = (name: string): string => name.replace(/_(.)/g, (_, c: string) => c.toUpperCase())

/** A function; `duckdb` where it is written differently there. */
export function fn(name: string, { duckdb = name, node = camel(name) }: { duckdb?: Text; node?: string } = {}): Op {
  return {
    spark: args => `${name}(${args.join(', ')})`,
    duckdb: typeof duckdb === 'function' ? duckdb : args => `${duckdb}(${args.join(', ')})`,
    node: args => ({ kind: 'call', name: node, args }),
  }
}

/** A binary operator. */
export function infix(operator: string, node: string, duckdb: Text = operator): Op {
  return {
    spark: ([a, b]) => `(${a} ${operator} ${b})`,
    duckdb: typeof duckdb === 'function' ? duckdb : ([a, b]) => `(${a} ${duckdb} ${b})`,
    node: args => ({ kind: 'call', name: node, args }),
  }
}

export const castTo = (to: FuzzType, duckdb?: Text): Op => ({
  spark: ([a]) => `CAST(${a} AS ${sparkType(to)})`,
  duckdb: typeof duckdb === 'function' ? duckdb : ([a]) => `CAST(${a} AS ${duckdbType(to)})`,
  node: ([arg]) => ({ kind: 'cast', to, arg }),
})

function sparkLiteral({ type, value }: Literal): string {
  if (value === null) return `CAST(NULL AS ${sparkType(type)})`
  const text = literalText(type, value)
  switch (kindOf(type)) {
    case 'int':
      // The smallest value has no literal in Spark: it is read as minus of one that is too large.
      return type === 'int64' ? `${text}L` : text
    case 'double':
      return `${text}D`
    case 'decimal':
      // A bare number would be as short as it can be.
      return `CAST(${text} AS ${sparkType(type)})`
    case 'date':
      return `DATE${text}`
    case 'timestamp':
      return `TIMESTAMP${text}`
    default:
      return text
  }
}

const duckdbLiteral = ({ type, value }: Literal): string =>
  type === 'boolean' && value !== null ? String(value) : `CAST(${literalText(type, value)} AS ${duckdbType(type)})`

export function literalNode(type: FuzzType, value: HostValue): ExpressionNode {
  const node: ExpressionNode = {
    kind: 'literal',
    type,
    value: typeof value === 'bigint' ? String(value) : (value as string | number | boolean | null),
  }
  return value === null ? { kind: 'cast', to: type, arg: { kind: 'literal', type: 'void', value: null } } : node
}

/** What stands for a column: its name, unless it is an expression of the same SELECT. */
export type Names = ReadonlyMap<string, string>

export type Dialect = 'spark' | 'duckdb'

export function print(dialect: Dialect, e: Expression, names?: Names): string {
  if (e.kind === 'column') return names?.get(e.column.name) ?? e.column.name
  if (e.kind === 'literal') return dialect === 'spark' ? sparkLiteral(e) : duckdbLiteral(e)
  const args = e.args.map(arg => {
    const text = print(dialect, arg, names)
    const { argType } = e
    return dialect === 'duckdb' && argType !== undefined && argType !== arg.type
      ? `CAST(${text} AS ${duckdbType(argType)})`
      : text
  })
  return e.op[dialect](args, e)
}

export function nodeOf(e: Expression): ExpressionNode {
  if (e.kind === 'column') return { kind: 'column', name: e.column.name }
  if (e.kind === 'literal') {
    const node = literalNode(e.type, e.value)
    // As the SQL says it: see sparkLiteral.
    return kindOf(e.type) === 'decimal' && e.value !== null ? { kind: 'cast', to: e.type, arg: node } : node
  }
  return e.op.node(e.args.map(nodeOf), e)
}
