import { MillraceError } from '@millrace/errors'

const fail = (message: string): never => {
  throw new MillraceError('MILLRACE_ARITHMETIC', message)
}

const MIN64 = -(2n ** 63n)
const MAX64 = 2n ** 63n - 1n

/** Spark's words for types in its messages. */
const WORDS: Readonly<Record<string, string>> = { int8: 'byte', int16: 'short', int32: 'integer', int64: 'long' }
/** Functions that give null where an operation overflows. */
const TRIED: Readonly<Record<string, string>> = { add: 'try_add', subtract: 'try_subtract', multiply: 'try_multiply' }

/** What generated code calls where it raises an error or needs more than one statement. Messages are Spark's. */
export const arithmeticHelpers = {
  overflow(operation: string, type: string): never {
    const error = type.startsWith('interval')
      ? 'INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION'
      : (type === 'int8' || type === 'int16') && operation !== 'negative'
        ? 'BINARY_ARITHMETIC_OVERFLOW'
        : 'ARITHMETIC_OVERFLOW'
    const tried = TRIED[operation]
    const advice =
      tried === undefined
        ? 'Use a wider type through a cast to tolerate it.'
        : `Use \`${tried}\` to tolerate overflow and return NULL instead.`
    return fail(`[${error}] ${WORDS[type] ?? 'interval'} overflow in ${operation}. ${advice}`)
  },

  divideByZero: (): never =>
    fail('[DIVIDE_BY_ZERO] Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead.'),

  castOverflow: (value: number | bigint | string, from: string, to: string): never =>
    fail(
      `[CAST_OVERFLOW] The value ${value} of the type ${from} cannot be cast to ${to} due to an overflow. Use \`try_cast\` to tolerate overflow and return NULL instead.`,
    ),

  castInvalid: (value: string, to: string): never =>
    fail(
      `[CAST_INVALID_INPUT] The value '${value}' of the type "STRING" cannot be cast to "${to}" because it is malformed. Correct the value as per the syntax, or change its target type. Use \`try_cast\` to tolerate malformed input and return NULL instead.`,
    ),

  outOfRange: (value: string, precision: number, scale: number): never =>
    fail(
      `[NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION] The ${value} cannot be represented as Decimal(${precision}, ${scale}).`,
    ),

  remainderByZero: (): never =>
    fail('[REMAINDER_BY_ZERO] Remainder by zero. Use `try_mod` to tolerate divisor being 0 and return NULL instead.'),

  /** The BigInt when it fits int64, otherwise an overflow in `operation`. */
  checked64: (value: bigint, operation: string): bigint =>
    value < MIN64 || value > MAX64 ? arithmeticHelpers.overflow(operation, 'int64') : value,

  /** A double without its fraction as int64. Spark counts 2^63 as the largest one. */
  truncate64(value: number): bigint {
    if (!(value >= -(2 ** 63) && value <= 2 ** 63)) return arithmeticHelpers.castOverflow(value, 'DOUBLE', 'BIGINT')
    return value === 2 ** 63 ? MAX64 : BigInt(Math.trunc(value))
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
