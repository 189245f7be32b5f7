import type { AggregateNode, CallNode, ExpressionNode } from './expression-node.ts'
import type { TypedExpression, TypedVariable } from './typed-expression.ts'
import { isUserFunction, parseUserFunction } from './user-function-name.ts'

const OPERATORS: Readonly<Record<string, string>> = {
  eq: '=',
  neq: '<>',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
  and: 'AND',
  or: 'OR',
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
}

interface Node {
  readonly kind: string
}

/** An expression as SQL-like text, for `explain` and messages. */
export const expressionText = (e: ExpressionNode): string => text(e)

/** A typed expression as SQL-like text. */
export const typedText = (e: TypedExpression): string => text(e)

function text(node: Node): string {
  const e = node as ExpressionNode & TypedExpression
  switch (e.kind) {
    case 'column':
      return e.name
    case 'literal':
      return typeof e.value === 'string' && e.type === 'string' ? `'${e.value}'` : String(e.value ?? 'NULL')
    case 'cast':
      return `cast(${text(e.arg)} as ${e.to ?? e.type})`
    case 'call':
      return callText(e)
    case 'aggregate':
      return aggregateText(e)
    default:
      return otherText(node as ExpressionNode | TypedVariable)
  }
}

function otherText(e: ExpressionNode | TypedVariable): string {
  switch (e.kind) {
    case 'variable':
      return e.name
    case 'window':
      return `${text(e.function)} OVER (...)`
    case 'lambda':
      return `(${e.parameters.map(p => (typeof p === 'string' ? p : (p as TypedVariable).name)).join(', ')}) -> ${text(e.body)}`
    case 'subquery':
      return e.form === 'in' ? `${text(e.value!)} IN (...)` : e.form === 'exists' ? 'EXISTS (...)' : '(subquery)'
    default:
      return e.kind
  }
}

function callText(e: Pick<CallNode, 'name' | 'args'>): string {
  const args = e.args.map(text)
  const operator = OPERATORS[e.name]
  if (operator !== undefined && args.length === 2) return `(${args[0]} ${operator} ${args[1]})`
  if (e.name === 'isNull') return `(${args[0]} IS NULL)`
  if (e.name === 'isNotNull') return `(${args[0]} IS NOT NULL)`
  if (e.name === 'not') return `(NOT ${args[0]})`
  if (e.name === 'when') {
    let out = 'CASE'
    for (let i = 0; i + 1 < args.length; i += 2) out += ` WHEN ${args[i]} THEN ${args[i + 1]}`
    return args.length % 2 === 1 ? `${out} ELSE ${args.at(-1)} END` : `${out} END`
  }
  return `${isUserFunction(e.name) ? userText(e.name) : e.name}(${args.join(', ')})`
}

/** As `udf section` or `udf section.error`. */
function userText(functionName: string): string {
  const { name, gives } = parseUserFunction(functionName)
  return `udf ${name}${gives === 'error' ? '.error' : ''}`
}

function aggregateText(e: Pick<AggregateNode, 'name' | 'args' | 'distinct'> & { readonly filter?: Node }): string {
  const filter = e.filter === undefined ? '' : ` FILTER (WHERE ${text(e.filter)})`
  if (e.name === 'count' && e.args.length === 0) return `count(*)${filter}`
  const distinct = e.name === 'countDistinct' || e.distinct === true ? 'DISTINCT ' : ''
  return `${e.name === 'countDistinct' ? 'count' : e.name}(${distinct}${e.args.map(text).join(', ')})${filter}`
}
