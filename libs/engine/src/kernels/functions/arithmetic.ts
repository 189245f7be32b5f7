import type { HostValue, TypeName } from '@millrace/columns'
import {
  coerce,
  commonType,
  expectArguments,
  isDecimal,
  isInteger,
  isNumeric,
  isVoid,
  mismatch,
} from '../../analyse/coercion.ts'
import { stringPromotion } from '../../analyse/common-type.ts'
import { decimalResult, decimalShape, operandShape } from '../../analyse/decimal-types.ts'
import { isFloating } from '../../analyse/type-classes.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import { LIMITS } from '../cast.ts'
import { decimalOperation, decimalQuotient } from '../decimal-arithmetic.ts'
import { anyNullable, type Resolved, type ScalarFunction } from '../function.ts'
import { type Generator, NEEDS_EXACT, type Value } from '../generator.ts'
import { emitHost } from '../hosted.ts'
import { datetimeArithmetic } from './datetime-arithmetic.ts'

/** Adds the check of an integer result held in the variable `v`, in ANSI mode. */
export function checkRange(g: Generator, v: string, type: TypeName, operation: string): string {
  if (isFloating(type)) return v
  const limits = LIMITS[type]
  const { helpers } = g.constants
  if (limits !== undefined) {
    g.line(`if (${v} < ${limits[0]} || ${v} > ${limits[1]}) ${helpers}.overflow('${operation}', '${type}')`)
    return v
  }
  if (g.exact) return `${helpers}.checked64(${v}, '${operation}')`
  g.line(`if (!(${v} <= 9007199254740991 && ${v} >= -9007199254740991)) ${NEEDS_EXACT}`)
  return v
}

/** The operands as decimals when one of them is one and the other is an integer, strings as the numbers that they stand for. */
export function numericOperands(name: string, args: readonly TypedExpression[]): readonly TypedExpression[] {
  expectArguments(name, args, 2)
  const promoted = stringPromotion(args[0].type, args[1].type)
  const [a, b] = promoted === undefined ? args : args.map(e => coerce(e, promoted))
  if (isVoid(a) && isVoid(b)) return [coerce(a, 'double'), coerce(b, 'double')]
  if (isVoid(a)) return numericOperands(name, [coerce(a, b.type), b])
  if (isVoid(b)) return numericOperands(name, [a, coerce(b, a.type)])
  if (!isNumeric(a.type) || !isNumeric(b.type)) throw mismatch(name, args, 'numbers')
  if ((isDecimal(a.type) && isInteger(b.type)) || (isInteger(a.type) && isDecimal(b.type))) {
    return [a, b].map(e => {
      if (isDecimal(e.type)) return e
      const { precision, scale } = operandShape(e)!
      return coerce(e, `decimal(${precision},${scale})`)
    })
  }
  if (isDecimal(a.type) && isDecimal(b.type)) return [a, b]
  const type = commonType([a, b])!
  return [coerce(a, type), coerce(b, type)]
}

function resolveNumeric(name: string, operation: string, args: readonly TypedExpression[], attempt: boolean): Resolved {
  const operands = numericOperands(name, args)
  const [a, b] = operands
  const nullable = attempt || anyNullable(operands)
  if (isDecimal(a.type)) {
    return { args: operands, type: decimalResult(operation, decimalShape(a.type)!, decimalShape(b.type)!), nullable }
  }
  if (operation === 'divide') return { args: operands.map(e => coerce(e, 'double')), type: 'double', nullable }
  return { args: operands, type: a.type, nullable }
}

/** The code of an operation on two numbers of one type that are not decimals; its checks are added as statements. */
type Emit = (g: Generator, a: string, b: string, type: TypeName, name: string) => string

const round = (type: TypeName, text: string): string => (type === 'float' ? `Math.fround(${text})` : text)

const symbolic =
  (symbol: string): Emit =>
  (g, a, b, type, name) => {
    if (isFloating(type)) return round(type, `${a} ${symbol} ${b}`)
    const v = g.fresh('x')
    g.line(`const ${v} = ${a} ${symbol} ${b}`)
    const checked = checkRange(g, v, type, name)
    // A product of integers may be -0 as a double.
    return symbol === '*' && !g.exact ? `${checked} + 0` : checked
  }

const zero = (g: Generator, type: TypeName): string => g.integer(type, 0)

const divide: Emit = (g, a, b) => {
  g.line(`if (${b} === 0) ${g.constants.helpers}.divideByZero()`)
  return `${a} / ${b}`
}

const remainder: Emit = (g, a, b, type) => {
  g.line(`if (${b} === ${zero(g, type)}) ${g.constants.helpers}.remainderByZero()`)
  return isInteger(type) && !(g.exact && type === 'int64') ? `${a} % ${b} + 0` : `${a} % ${b}`
}

const positiveRemainder: Emit = (g, a, b, type) => {
  g.line(`if (${b} === ${zero(g, type)}) ${g.constants.helpers}.remainderByZero()`)
  const r = g.fresh('x')
  g.line(`const ${r} = ${a} % ${b}`)
  const value = `(${r} < ${zero(g, type)} ? (${r} + ${b}) % ${b} : ${r})`
  return round(type, isInteger(type) && !(g.exact && type === 'int64') ? `${value} + 0` : value)
}

/**
 * A binary operation on numbers. With `attempt` (Spark's try_ functions) it is null where it would raise an error, while errors
 * of its arguments stay.
 */
function operator(operation: string, emit: Emit, attempt: boolean): ScalarFunction {
  return {
    raises: !attempt,
    resolve(args, name) {
      expectArguments(name, args, 2)
      const resolved =
        datetimeArithmetic(operation, name, args, attempt) ?? resolveNumeric(name, operation, args, attempt)
      return attempt ? { ...resolved, args: resolved.args.map(triedText) } : resolved
    },
    emit(call, g) {
      const [a, b] = call.args
      if (isDecimal(a.type)) {
        const types = [a.type, b.type] as const
        return emitHost(g, call.args, call.type, decimalOperation(operation, types, call.type, attempt) as never)
      }
      if (attempt) return emitAttempt(call.args, call.type, g, operation)
      return g.strict(call.args, call.type, ([x, y]) => emit(g, x.value, y.value, a.type, call.name))
    },
  }
}

/** A text that is no number raises no error in a try_ function either. */
function triedText(e: TypedExpression): TypedExpression {
  if (e.kind !== 'cast') return e
  const arg = triedText(e.arg)
  return e.arg.type === 'string'
    ? { ...e, try: true, nullable: true }
    : { ...e, arg, nullable: e.nullable || arg.nullable }
}

/** Code of a try_ function: what raises an error elsewhere is null here. */
function emitAttempt(args: readonly TypedExpression[], type: TypeName, g: Generator, operation: string): Value {
  const value = g.fresh('v')
  const isNull = g.fresh('n')
  g.line(`let ${value} = ${g.zero(type)}, ${isNull} = true`)
  g.strict(args, 'boolean', ([a, b]) => {
    const divides = operation === 'divide' || operation === 'mod'
    const symbol = { add: '+', subtract: '-', multiply: '*', divide: '/', mod: '%' }[operation]!
    const x = g.fresh('x')
    const assign = `${value} = ${x}; ${isNull} = false`
    const compute = (): void => {
      g.line(
        `const ${x} = ${round(type, `${a.value} ${symbol} ${b.value}`)}${isFloating(type) || g.exact ? '' : ' + 0'}`,
      )
      const limits = LIMITS[type]
      if (isFloating(type)) g.line(assign)
      else if (limits !== undefined) g.line(`if (${x} >= ${limits[0]} && ${x} <= ${limits[1]}) { ${assign} }`)
      else if (g.exact) g.line(`if (BigInt.asIntN(64, ${x}) === ${x}) { ${assign} }`)
      else {
        g.line(`if (!(${x} <= 9007199254740991 && ${x} >= -9007199254740991)) ${NEEDS_EXACT}`)
        g.line(assign)
      }
    }
    // In exact kernels only int64 is BigInt.
    if (divides) g.block(`if (${b.value} != 0)`, compute)
    else compute()
    return 'true'
  })
  return { value, isNull }
}

/** The whole part of a quotient, as int64. */
const div: ScalarFunction = {
  raises: true,
  resolve(args, name) {
    expectArguments(name, args, 2)
    const intervals = datetimeArithmetic('div', name, args, false)
    if (intervals !== undefined) return intervals
    const operands = numericOperands(name, args)
    if (operands.some(e => isFloating(e.type)) && !args.every(isVoid))
      throw mismatch(name, args, 'integers or decimals')
    const typed = isDecimal(operands[0].type) ? operands : operands.map(e => coerce(e, 'int64'))
    return { args: typed, type: 'int64', nullable: anyNullable(typed) }
  },
  emit(call, g) {
    const [{ type: a }, { type: b }] = call.args
    if (isDecimal(a)) return emitHost(g, call.args, 'int64', decimalQuotient(a, b) as never)
    return g.strict(call.args, 'int64', ([x, y]) => {
      g.line(`if (${y.value} === ${zero(g, 'int64')}) ${g.constants.helpers}.divideByZero()`)
      if (g.exact) return `${g.constants.helpers}.checked64(${x.value} / ${y.value}, 'div')`
      return `(${x.value} - ${x.value} % ${y.value}) / ${y.value} + 0`
    })
  },
}

/** A function of one number, of its type. */
function unary(
  emit: (g: Generator, a: string, type: TypeName) => string,
  host: (v: bigint) => HostValue,
): ScalarFunction {
  return {
    raises: true,
    resolve(args, name) {
      expectArguments(name, args, 1)
      const [arg] = args
      const interval = datetimeArithmetic(name, name, args, false)
      if (interval !== undefined) return interval
      const typed = arg.type === 'string' || isVoid(arg) ? coerce(arg, 'double') : arg
      if (!isNumeric(typed.type)) throw mismatch(name, args, 'a number')
      return { args: [typed], type: typed.type, nullable: typed.nullable }
    },
    emit(call, g) {
      if (isDecimal(call.type)) return emitHost(g, call.args, call.type, host as never)
      return g.strict(call.args, call.type, ([a]) => emit(g, a.value, call.type))
    },
  }
}

/** Arithmetic with Spark's ANSI errors. */
export const arithmetic = {
  add: operator('add', symbolic('+'), false),
  subtract: operator('subtract', symbolic('-'), false),
  multiply: operator('multiply', symbolic('*'), false),
  divide: operator('divide', divide, false),
  mod: operator('mod', remainder, false),
  pmod: operator('pmod', positiveRemainder, false),
  div,
  tryAdd: operator('add', symbolic('+'), true),
  trySubtract: operator('subtract', symbolic('-'), true),
  tryMultiply: operator('multiply', symbolic('*'), true),
  tryDivide: operator('divide', divide, true),
  tryMod: operator('mod', remainder, true),
  negative: unary(
    (g, a, type) => {
      if (isFloating(type)) return `-${a}`
      const v = g.fresh('x')
      g.line(`const ${v} = ${g.integer(type, 0)} - ${a}`)
      return checkRange(g, v, type, 'negative')
    },
    v => -v,
  ),
  positive: unary(
    (_g, a) => a,
    v => v,
  ),
  abs: unary(
    (g, a, type) => {
      if (isFloating(type)) return `Math.abs(${a})`
      const v = g.fresh('x')
      g.line(`const ${v} = ${a} < ${zero(g, type)} ? ${zero(g, type)} - ${a} : ${a}`)
      return checkRange(g, v, type, 'abs')
    },
    v => (v < 0n ? -v : v),
  ),
} satisfies Record<string, ScalarFunction>
