import { MillraceError } from '@millrace/errors'

const fail = (message: string): never => {
  throw new MillraceError('MILLRACE_ARITHMETIC', message)
}

const MIN64 = -(2n ** 63n)
const MAX64 = 2n ** 63n - 1n

/** What generated code calls where it raises an error or needs more than one statement. Messages are Spark's. */
export const arithmeticHelpers = {
  overflow: (operation: string, type: string): never =>
    fail(`[ARITHMETIC_OVERFLOW] ${type} overflow in ${operation}. Use a wider type through cast if it should not.`),

  divideByZero: (): never => fail('[DIVIDE_BY_ZERO] Division by zero.'),

  castOverflow: (value: number | bigint, from: string, to: string): never =>
    fail(`[CAST_OVERFLOW] The value ${value} of the type ${from} cannot be cast to ${to} due to an overflow.`),

  castInvalid: (value: string, to: string): never =>
    fail(
      `[CAST_INVALID_INPUT] The value '${value}' of the type string cannot be cast to ${to} because it is malformed.`,
    ),

  /** The BigInt when it fits int64, otherwise an overflow in `operation`. */
  checked64: (value: bigint, operation: string): bigint =>
    value < MIN64 || value > MAX64 ? arithmeticHelpers.overflow(operation, 'int64') : value,

  /** A double without its fraction as int64. */
  truncate64(value: number): bigint {
    if (!(value >= -(2 ** 63) && value < 2 ** 63)) {
      return arithmeticHelpers.castOverflow(value, 'double', 'int64')
    }
    return BigInt(Math.trunc(value))
  },

  floorDivide(a: bigint, b: bigint): bigint {
    const quotient = a / b
    return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient
  },

  floorModulo(a: bigint, b: bigint): bigint {
    const rest = a % b
    return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest
  },

  /** Spark's order of doubles: NaN equals NaN and is above everything; -0 equals 0. */
  compareDoubles: (a: number, b: number): number =>
    a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : -1,
}
