import { type Schema, type TypeName, typeParts } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { canCast, mayGiveNull } from '../kernels/cast.ts'
import { scalarFunction } from '../kernels/registry.ts'
import type { ExpressionNode } from '../plan/expression-node.ts'
import { expressionText } from '../plan/expression-text.ts'
import { placeOf, setPlace } from '../plan/place.ts'
import type { TypedExpression } from '../plan/typed-expression.ts'
import { analysisContext, applyContext } from './context.ts'
import { MAX_PRECISION } from './decimal-types.ts'
import { blame } from './failed-node.ts'
import { resolveAggregateCall } from './resolve-aggregate.ts'
import { resolveArguments, type Scope } from './resolve-lambda.ts'
import { nearest } from './suggestions.ts'

/**
 * Resolves the names and types of an expression on rows of a schema; MILLRACE_ANALYSIS, in Spark's words, when it does not fit.
 * Inside aggregate functions names are those of `aggregated`. The context's default is UTC and this moment.
 */
export const resolveExpression = (
  node: ExpressionNode,
  schema: Schema,
  aggregated = schema,
  context = analysisContext(),
): TypedExpression => applyContext(resolve(node, schema, aggregated), context)

function resolve(node: ExpressionNode, schema: Scope, aggregated: Scope): TypedExpression {
  try {
    const typed = resolveNode(node, schema, aggregated)
    const place = placeOf(node)
    if (place !== null) setPlace(typed, place)
    return typed
  } catch (error) {
    throw blame(error, node)
  }
}

function resolveNode(node: ExpressionNode, schema: Scope, aggregated: Scope): TypedExpression {
  switch (node.kind) {
    case 'column': {
      const field = schema.find(f => f.name === node.name)
      if (field === undefined) throw unresolvedColumn(node.name, schema)
      const kind = field.variable === true ? 'variable' : 'column'
      return { kind, name: node.name, type: field.type, nullable: field.nullable }
    }
    case 'literal':
      return {
        kind: 'literal',
        type: node.type,
        value: node.value,
        nullable: node.value === null,
      }
    case 'cast':
      return resolveCast(node, schema, aggregated)
    case 'call': {
      const args = resolveArguments(node, (e, parameters) =>
        resolve(e, [...parameters, ...schema], [...parameters, ...aggregated]),
      )
      return { kind: 'call', name: node.name, ...scalarFunction(node.name).resolve(args, node.name) }
    }
    case 'aggregate': {
      const inside = (e: ExpressionNode): TypedExpression => resolve(e, aggregated, aggregated)
      if (node.args.some(containsAggregate)) {
        throw new MillraceError(
          'MILLRACE_ANALYSIS',
          `[NESTED_AGGREGATE_FUNCTION] It is not allowed to use an aggregate function in the argument of another: "${expressionText(node)}".`,
        )
      }
      return resolveAggregateCall(node, inside)
    }
    default:
      throw new MillraceError('MILLRACE_ANALYSIS', `${expressionText(node)} cannot stand here.`)
  }
}

function resolveCast(
  node: Extract<ExpressionNode, { kind: 'cast' }>,
  schema: Scope,
  aggregated: Scope,
): TypedExpression {
  const arg = resolve(node.arg, schema, aggregated)
  if (arg.kind === 'literal' && arg.value === null) return { ...arg, type: node.to }
  expectDecimal(node.to)
  // The cast of a literal stays: beside a decimal only a bare integer is as short as its digits.
  if (arg.type === node.to && arg.kind !== 'literal') return arg
  if (!canCast(arg.type, node.to)) {
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `[DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION] Cannot resolve "${expressionText(node)}" due to data type mismatch: cannot cast ${arg.type} to ${node.to}.`,
    )
  }
  const cast = { kind: 'cast', type: node.to, nullable: arg.nullable || mayGiveNull(arg.type, node.to), arg } as const
  return node.try === true ? { ...cast, nullable: true, try: true } : cast
}

/** Spark's error for a decimal of more digits than decimals have. */
function expectDecimal(type: TypeName): void {
  const parts = typeParts(type)
  if (parts.kind !== 'decimal' || parts.precision <= MAX_PRECISION) return
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `[DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION] Decimal precision ${parts.precision} exceeds max precision ${MAX_PRECISION}.`,
  )
}

/** Spark's error for a name that is none of the columns, with the nearest ones. */
export function unresolvedColumn(name: string, schema: Schema): MillraceError {
  const names = nearest(
    name,
    schema.map(f => f.name),
  )
  const suggestion =
    names.length === 0 ? '' : ` Did you mean one of the following? [${names.map(n => `\`${n}\``).join(', ')}].`
  return new MillraceError(
    'MILLRACE_ANALYSIS',
    `[UNRESOLVED_COLUMN] A column with name \`${name}\` cannot be resolved.${suggestion}`,
  )
}

/** True when an aggregate function is somewhere in the expression. */
export function containsAggregate(node: ExpressionNode): boolean {
  switch (node.kind) {
    case 'aggregate':
      return true
    case 'call':
      return node.args.some(containsAggregate)
    case 'cast':
      return containsAggregate(node.arg)
    default:
      return false
  }
}
