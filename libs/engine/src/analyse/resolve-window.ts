import { isDayTime, isYearMonth, type TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { scalarFunction } from '../kernels/registry.ts'
import { isWindowFunction, windowFunction } from '../operators/relational/window/registry.ts'
import type { ExpressionNode, WindowFrame, WindowNode } from '../plan/expression-node.ts'
import { typedText } from '../plan/expression-text.ts'
import type { TypedAggregate, TypedCall, TypedExpression, TypedSort } from '../plan/typed-expression.ts'
import type { TypedBound, TypedFrame, TypedWindowCall } from '../plan/typed-window.ts'
import { coerce } from './coercion.ts'
import { constantValue, isConstant } from './constant.ts'
import { resolveAggregateCall } from './resolve-aggregate.ts'
import { isInteger, isNumeric } from './type-classes.ts'

const error = (message: string): MillraceError => new MillraceError('MILLRACE_ANALYSIS', message)
const UNBOUNDED: TypedBound = { kind: 'unbounded' }
const CURRENT_ROW: TypedBound = { kind: 'currentRow' }
const WHOLE: TypedFrame = { unit: 'rows', from: UNBOUNDED, to: UNBOUNDED }
const SO_FAR: TypedFrame = { unit: 'range', from: UNBOUNDED, to: CURRENT_ROW }

/**
 * Resolves a window function; `resolve` resolves the expressions in it. MILLRACE_ANALYSIS, in Spark's words, when it does not fit.
 * `lag` and `lead` take (value, offset, default, ignoreNulls), `nthValue` (value, n, ignoreNulls), `firstValue` and
 * `lastValue` (value, ignoreNulls), all from the second on optional.
 */
export function resolveWindow(node: WindowNode, resolve: (e: ExpressionNode) => TypedExpression): TypedWindowCall {
  const partitionBy = node.partitionBy.map(resolve)
  const orderBy = node.orderBy.map(o => ({ ...o, expression: resolve(o.expression) }))
  const called = resolveFunction(node, resolve)
  const { name } = called
  const framed = called.kind === 'aggregate' || windowFunction(name)!.framed
  if (isWindowFunction(name) && orderBy.length === 0) {
    throw error(
      `Window function ${name} requires window to be ordered, please add ORDER BY clause. For example SELECT ${name}(value_expr) OVER (PARTITION BY window_partition ORDER BY window_ordering) from table.`,
    )
  }
  if (!framed) {
    if (node.frame !== undefined && !isDefault(name, node.frame))
      throw error(`Cannot specify window frame for ${name} function.`)
    return { function: called, partitionBy, orderBy, frame: null }
  }
  const frame =
    node.frame === undefined ? (orderBy.length > 0 ? SO_FAR : WHOLE) : resolveFrame(node.frame, orderBy, resolve)
  return { function: called, partitionBy, orderBy, frame }
}

function resolveFunction(
  { function: f }: WindowNode,
  resolve: (e: ExpressionNode) => TypedExpression,
): TypedCall | TypedAggregate {
  const { name } = f
  const own = windowFunction(name)
  if (f.kind === 'aggregate') {
    if (f.distinct === true) {
      throw error(`[DISTINCT_WINDOW_FUNCTION_UNSUPPORTED] Distinct window functions are not supported: "${name}".`)
    }
    if (f.filter !== undefined) {
      throw error('Window aggregate function with filter predicate is not supported yet.')
    }
  }
  if (own === undefined) return resolveAggregateCall({ ...f, kind: 'aggregate' }, resolve)
  return { kind: 'call', name, ...own.resolve(f.args.map(resolve), name) }
}

/** The frame that ranks have anyway: the rows up to this one. */
const isDefault = (name: string, { unit, from, to }: WindowFrame): boolean =>
  name !== 'lag' && name !== 'lead' && unit === 'rows' && from === null && to !== null && isZero(to)

const isZero = (e: ExpressionNode): boolean => e.kind === 'literal' && isInteger(e.type) && Number(e.value) === 0

function resolveFrame(
  { unit, from, to }: WindowFrame,
  orderBy: readonly TypedSort[],
  resolve: (e: ExpressionNode) => TypedExpression,
): TypedFrame {
  if (unit === 'range' && orderBy.length === 0 && (from !== null || to !== null)) {
    throw error(
      '[DATATYPE_MISMATCH.RANGE_FRAME_WITHOUT_ORDER] A range window frame cannot be used in an unordered window specification.',
    )
  }
  const bound = (e: ExpressionNode | null): TypedBound => {
    if (e === null) return UNBOUNDED
    if (isZero(e)) return CURRENT_ROW
    return unit === 'rows' ? rowsBound(resolve(e)) : rangeBound(resolve(e), orderBy)
  }
  const frame: TypedFrame = { unit, from: bound(from), to: bound(to) }
  expectOrder(from, to, resolve)
  return frame
}

function rowsBound(e: TypedExpression): TypedBound {
  if (!isInteger(e.type)) throw unaccepted(e.type, '"INT"')
  const offset = Number(constantValue(e, 'window frame', 'offset'))
  return offset === 0 ? CURRENT_ROW : { kind: 'rows', offset }
}

/** The row's sort key and an offset added to it, in the direction of the order. */
function rangeBound(e: TypedExpression, orderBy: readonly TypedSort[]): TypedBound {
  if (orderBy.length !== 1) {
    throw error(
      `[DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER] A range window frame with value boundaries cannot be used in a window specification with multiple order by expressions: ${orderBy.map(o => typedText(o.expression)).join(', ')}.`,
    )
  }
  if (!isConstant(e)) throw error(`A bound of a window frame must be a constant, but "${typedText(e)}" is not.`)
  const [{ expression, direction }] = orderBy
  const name = direction === 'asc' ? 'add' : 'subtract'
  const args = [expression, coerce(e, offsetType(expression.type, e.type))]
  return { kind: 'range', value: { kind: 'call', name, ...scalarFunction(name).resolve(args, name) } }
}

/** The type in which an offset is added to a sort key. */
function offsetType(key: TypeName, offset: TypeName): TypeName {
  const interval = isDayTime(offset) || isYearMonth(offset) || offset === 'interval'
  if (isNumeric(key) && (isNumeric(offset) || offset === 'string')) return key
  if (key === 'date' && isInteger(offset)) return 'int32'
  if ((key === 'date' || key === 'timestamp' || key === 'timestamp_ntz') && interval) return offset
  if ((isDayTime(key) && isDayTime(offset)) || (isYearMonth(key) && isYearMonth(offset))) return offset
  throw unaccepted(offset, `a type that can be added to ${key}`)
}

const unaccepted = (type: TypeName, expected: string): MillraceError =>
  error(
    `[DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE] The data type of a bound of the window frame "${type}" does not match the expected data type ${expected}.`,
  )

/** Both bounds are constants where they are numbers or intervals of one kind: then they can be compared. */
function expectOrder(
  from: ExpressionNode | null,
  to: ExpressionNode | null,
  resolve: (e: ExpressionNode) => TypedExpression,
): void {
  if (from === null || to === null) return
  const [lower, upper] = [from, to].map(e => constantValue(resolve(e), 'window frame', 'bound'))
  const comparable = (v: unknown): v is number | bigint => typeof v === 'number' || typeof v === 'bigint'
  if (comparable(lower) && comparable(upper) && lower > upper) {
    throw error(
      '[DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON] The lower bound of a window frame must be less than or equal to the upper bound.',
    )
  }
}
