import type { TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { coerce, commonType, expectArguments, isInteger, isVoid, mismatch } from '../../analyse/coercion.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import { anyNullable, type Resolved, type ScalarFunction } from '../function.ts'
import { type Generator, NEEDS_EXACT } from '../generator.ts'
import { hosted } from '../hosted.ts'

function integerOperands(args: readonly TypedExpression[], name: string): Resolved {
  const common = commonType(args)
  const type = common === 'void' ? 'int32' : common
  if (type === undefined || !isInteger(type)) throw mismatch(name, args, 'integers')
  return { args: args.map(a => coerce(a, type)), type, nullable: anyNullable(args) }
}

/** Bits of int64 are those of BigInts: a fast kernel gives way to the exact one. */
function bits(g: Generator, type: TypeName, text: string): string {
  if (type === 'int64' && !g.exact) g.line(NEEDS_EXACT)
  return text
}

function operator(symbol: string): ScalarFunction {
  return {
    resolve(args, name) {
      expectArguments(name, args, 2)
      return integerOperands(args, name)
    },
    emit: (call, g) =>
      g.strict(call.args, call.type, ([a, b]) => bits(g, call.type, `(${a.value} ${symbol} ${b.value})`)),
  }
}

/** Java's shifts: of int32 by the count modulo 32, of int64 by the count modulo 64. */
function shift(symbol: '<<' | '>>' | '>>>'): ScalarFunction {
  return {
    resolve(args, name) {
      expectArguments(name, args, 2)
      const [value, count] = args
      const fits = (e: TypedExpression): boolean => isInteger(e.type) || isVoid(e) || e.type === 'string'
      if (!fits(value) || !fits(count)) throw mismatch(name, args, 'an integer and a count')
      const type = value.type === 'int64' ? 'int64' : 'int32'
      return { args: [coerce(value, type), coerce(count, 'int32')], type, nullable: anyNullable(args) }
    },
    emit: (call, g) =>
      g.strict(call.args, call.type, ([a, b]) => {
        if (call.type === 'int32')
          return symbol === '>>>' ? `(${a.value} >>> ${b.value} | 0)` : `(${a.value} ${symbol} ${b.value})`
        const from = symbol === '>>>' ? `BigInt.asUintN(64, ${a.value})` : a.value
        const by = `BigInt(${b.value} & 63)`
        return bits(g, 'int64', `BigInt.asIntN(64, ${from} ${symbol === '<<' ? '<<' : '>>'} ${by})`)
      }),
  }
}

export const bitwise = {
  bitwiseAnd: operator('&'),
  bitwiseOr: operator('|'),
  bitwiseXor: operator('^'),
  bitwiseNot: {
    resolve(args, name) {
      expectArguments(name, args, 1)
      return integerOperands(args, name)
    },
    emit: (call, g) => g.strict(call.args, call.type, ([a]) => bits(g, call.type, `(~${a.value})`)),
  },
  shiftleft: shift('<<'),
  shiftright: shift('>>'),
  shiftrightunsigned: shift('>>>'),
  /** Ones in the two's complement of 64 bits. */
  bitCount: hosted({
    resolve(args, name) {
      expectArguments(name, args, 1)
      const [arg] = args
      if (!isInteger(arg.type) && arg.type !== 'boolean' && !isVoid(arg))
        throw mismatch(name, args, 'an integer or boolean')
      return {
        args: [coerce(arg.type === 'boolean' ? coerce(arg, 'int32') : arg, 'int64')],
        type: 'int32',
        nullable: arg.nullable,
      }
    },
    evaluator: () => (value: bigint) => {
      let ones = 0
      for (let rest = BigInt.asUintN(64, value); rest > 0n; rest >>= 1n) ones += Number(rest & 1n)
      return ones
    },
  }),
  /** The bit at a position, counted from the right from 0. */
  bitGet: hosted({
    raises: true,
    resolve(args, name) {
      expectArguments(name, args, 2)
      const [value, at] = args
      if (![value, at].every(e => isInteger(e.type) || isVoid(e))) throw mismatch(name, args, 'integers')
      return { args: [coerce(value, 'int64'), coerce(at, 'int32')], type: 'int8', nullable: anyNullable(args) }
    },
    evaluator: call => {
      const size = widthOf(call.args[0])
      return (value: bigint, at: number) => {
        if (at < 0 || at >= size) {
          throw new MillraceError(
            'MILLRACE_ARITHMETIC',
            `[INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE] bit_get: position ${at} is outside of [0, ${size}).`,
          )
        }
        return Number((value >> BigInt(at)) & 1n)
      }
    },
  }),
} satisfies Record<string, ScalarFunction>

/** Bits of the argument before it was widened. */
function widthOf(e: TypedExpression): number {
  const type = e.kind === 'cast' ? e.arg.type : e.type
  return { int8: 8, int16: 16, int32: 32 }[type as string] ?? 64
}
