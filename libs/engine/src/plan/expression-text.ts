import { hostFromJson } from '../kernels/host-json.ts'
import { castText } from '../kernels/spark-text.ts'
import type { AggregateNode, CallNode, ExpressionNode, LiteralNode } from './expression-node.ts'
import { sqlName } from './sql-name.ts'
import { sqlType } from './sql-type.ts'
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
  mod: '%',
  div: 'div',
  equalNullSafe: '<=>',
  bitwiseAnd: '&',
  bitwiseOr: '|',
  bitwiseXor: '^',
  shiftleft: '<<',
  shiftright: '>>',
  shiftrightunsigned: '>>>',
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
      return literalText(e)
    case 'cast':
      return `${e.try === true ? 'try_cast' : 'cast'}(${text(e.arg)} as ${sqlType(e.to ?? e.type).toLowerCase()})`
    case 'call':
      return callText(e)
    case 'aggregate':
      return aggregateText(e)
    default:
      return otherText(node as ExpressionNode | TypedVariable)
  }
}

/** As Spark prints it: decimals with their scale, times as times. */
function literalText({ type, value }: LiteralNode): string {
  if (value === null) return 'NULL'
  if (type === 'string') return `'${String(value)}'`
  return castText(type)(hostFromJson(type, value))
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
  if (e.name === 'negative') return `(- ${args[0]})`
  if (e.name === 'getItem') return `${args[0]}[${args[1]}]`
  if (e.name === 'getField') return `${args[0]}.${args[1].replaceAll("'", '')}`
  if (e.name === 'in') return `(${args[0]} IN (${args.slice(1).join(', ')}))`
  if (e.name === 'when') {
    let out = 'CASE'
    for (let i = 0; i + 1 < args.length; i += 2) out += ` WHEN ${args[i]} THEN ${args[i + 1]}`
    return args.length % 2 === 1 ? `${out} ELSE ${args.at(-1)} END` : `${out} END`
  }
  return `${isUserFunction(e.name) ? userText(e.name) : sqlName(e.name)}(${args.join(', ')})`
}

/** As `udf section`, `udf section.error` or, for one of whole columns, `column udf score`. */
function userText(functionName: string): string {
  const { name, gives, columns } = parseUserFunction(functionName)
  return `${columns ? 'column ' : ''}udf ${name}${gives === 'error' ? '.error' : ''}`
}

function aggregateText(e: Pick<AggregateNode, 'name' | 'args' | 'distinct'> & { readonly filter?: Node }): string {
  const filter = e.filter === undefined ? '' : ` FILTER (WHERE ${text(e.filter)})`
  if (e.name === 'count' && e.args.length === 0) return `count(*)${filter}`
  const distinct = e.name === 'countDistinct' || e.distinct === true ? 'DISTINCT ' : ''
  return `${sqlName(e.name)}(${distinct}${e.args.map(text).join(', ')})${filter}`
}
