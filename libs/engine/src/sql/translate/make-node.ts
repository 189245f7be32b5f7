import type { CallNode, ColumnNode, ExpressionNode, LiteralNode, NamedNode } from '../../plan/expression-node.ts'
import type { SqlExpression } from '../syntax.ts'

/** Functions that are called without brackets. */
export const WITHOUT_BRACKETS = [
  'current_date',
  'current_timestamp',
  'localtimestamp',
  'current_user',
  'user',
  'session_user',
  'current_time',
]

/** Functions that may begin with a unit of time. */
export const UNIT_FIRST = ['timestampadd', 'timestampdiff', 'dateadd', 'date_add', 'datediff', 'date_diff', 'timediff']

export const call = (name: string, ...args: readonly ExpressionNode[]): CallNode => ({ kind: 'call', name, args })
export const column = (name: string): ColumnNode => ({ kind: 'column', name })
/** The condition that all of them are true; null for none. */
export const allOf = (nodes: readonly ExpressionNode[]): ExpressionNode | null =>
  nodes.length === 0 ? null : nodes.reduce((a, b) => call('and', a, b))
/** A column under its own name. */
export const columnNode = (name: string): NamedNode => ({ name, expression: column(name) })
export const textLiteral = (value: string): LiteralNode => ({ kind: 'literal', type: 'string', value })

export const isSameColumn = (a: ExpressionNode, b: ExpressionNode): boolean =>
  a.kind === 'column' && b.kind === 'column' && a.name === b.name

export const isPlainStar = (e: SqlExpression): boolean =>
  e.kind === 'star' && e.qualifier.length + e.except.length === 0

/** The arguments of lag, lead and nth_value with the last one that asks to pass over nulls. */
export function ignoringNulls(name: string, args: readonly ExpressionNode[]): ExpressionNode[] {
  const [value, second = { kind: 'literal', type: 'int32', value: 1 }, otherwise = NULL] = args
  return name === 'nthValue' ? [value, second, TRUE] : [value, second, otherwise, TRUE]
}

export const NULL: ExpressionNode = { kind: 'literal', type: 'void', value: null }
export const TRUE: ExpressionNode = { kind: 'literal', type: 'boolean', value: true }

export const memberOf = (node: ExpressionNode, names: readonly string[]): ExpressionNode =>
  names.reduce((of, name) => call('getField', of, textLiteral(name)), node)
