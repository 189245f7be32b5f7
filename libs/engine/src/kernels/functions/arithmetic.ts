import type { TypeName } from '@millrace/columns'
import { coerce, commonType, expectArguments, isNumeric, mismatch } from '../../analyse/coercion.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import { anyNullable, type ScalarFunction } from '../function.ts'
import { type Generator, NEEDS_EXACT } from '../generator.ts'

export const LIMITS: Readonly<Partial<Record<TypeName, readonly [number, number]>>> = {
  int16: [-32768, 32767],
  int32: [-2147483648, 2147483647],
}

/** Type of the operands: the widest of them; a string counts as a number, as Spark reads it in ANSI mode. */
function numericOperands(name: string, args: readonly TypedExpression[]): TypeName {
  const type = commonType(args)
  if (type === undefined || (!isNumeric(type) && type !== 'string')) throw mismatch(name, args, 'numeric')
  return type === 'string' ? 'double' : type
}

/** Adds the check of an integer result held in the variable `v`, in ANSI mode. */
export function checkRange(g: Generator, v: string, type: TypeName, operation: string): string {
  const limits = LIMITS[type]
  if (type === 'double') return v
  const { helpers } = g.constants
  if (limits !== undefined) {
    g.line(`if (${v} < ${limits[0]} || ${v} > ${limits[1]}) ${helpers}.overflow('${operation}', '${type}')`)
    return v
  }
  if (g.exact) return `${helpers}.checked64(${v}, '${operation}')`
  g.line(`if (!(${v} <= 9007199254740991 && ${v} >= -9007199254740991)) ${NEEDS_EXACT}`)
  return v
}

function operator(symbol: string): ScalarFunction {
  return {
    raises: true,
    resolve(args, name) {
      expectArguments(name, args, 2)
      const type = numericOperands(name, args)
      return { args: args.map(a => coerce(a, type)), type, nullable: anyNullable(args) }
    },
    emit: (call, g) =>
      g.strict(call.args, call.type, ([a, b]) => {
        if (call.type === 'double') return `${a.value} ${symbol} ${b.value}`
        const v = g.fresh('x')
        g.line(`const ${v} = ${a.value} ${symbol} ${b.value}`)
        const checked = checkRange(g, v, call.type, call.name)
        // A product of integers may be -0 as a double.
        return symbol === '*' && !g.exact ? `${checked} + 0` : checked
      }),
  }
}

export const arithmetic = {
  add: operator('+'),
  subtract: operator('-'),
  multiply: operator('*'),
  divide: {
    raises: true,
    resolve(args, name) {
      expectArguments(name, args, 2)
      numericOperands(name, args)
      return { args: args.map(a => coerce(a, 'double')), type: 'double', nullable: anyNullable(args) }
    },
    emit: (call, g) =>
      g.strict(call.args, 'double', ([a, b]) => {
        g.line(`if (${b.value} === 0) ${g.constants.helpers}.divideByZero()`)
        return `${a.value} / ${b.value}`
      }),
  },
  negative: {
    raises: true,
    resolve(args, name) {
      expectArguments(name, args, 1)
      const type = numericOperands(name, args)
      return { args: args.map(a => coerce(a, type)), type, nullable: anyNullable(args) }
    },
    emit: (call, g) =>
      g.strict(call.args, call.type, ([a]) => {
        if (call.type === 'double') return `-${a.value}`
        const v = g.fresh('x')
        g.line(`const ${v} = ${g.integer(call.type, 0)} - ${a.value}`)
        return checkRange(g, v, call.type, 'negative')
      }),
  },
} satisfies Record<string, ScalarFunction>
