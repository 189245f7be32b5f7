import { decimalType, type HostValue, type TypeName } from '@millrace/columns'
import { isInteger } from '../../analyse/coercion.ts'
import { constantValue } from '../../analyse/constant.ts'
import { decimalShape, MAX_PRECISION } from '../../analyse/decimal-types.ts'
import type { TypedCall, TypedExpression } from '../../plan/typed-expression.ts'
import { decimalToDouble, doubleToDecimal, fits, power10 } from '../decimal.ts'
import type { Resolved, ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { anyNumber, anyNumberType, signature } from './signature.ts'
import { analysisError, valueError } from './spark-error.ts'

export type RoundingMode = 'halfUp' | 'halfEven' | 'ceiling' | 'floor'

/** `value / divisor` as an integer; the divisor is positive. */
export function divideRounded(value: bigint, divisor: bigint, mode: RoundingMode): bigint {
  const quotient = value / divisor
  const rest = value % divisor
  if (rest === 0n) return quotient
  const away = rest < 0n ? quotient - 1n : quotient + 1n
  switch (mode) {
    case 'ceiling':
      return rest > 0n ? away : quotient
    case 'floor':
      return rest < 0n ? away : quotient
    default: {
      const twice = 2n * (rest < 0n ? -rest : rest)
      if (twice !== divisor) return twice > divisor ? away : quotient
      return mode === 'halfUp' || quotient % 2n !== 0n ? away : quotient
    }
  }
}

/** An unscaled decimal rounded to `places` behind the point (negative: before it), at the scale max(places, 0). */
export function roundUnscaled(value: bigint, scale: number, places: number, mode: RoundingMode): bigint {
  if (places >= scale) return value * power10(places - scale)
  const rounded = divideRounded(value, power10(scale - places), mode)
  return places >= 0 ? rounded : rounded * power10(-places)
}

/** The scale, which has to be a constant; null when it is NULL. */
function constantScale(name: string, e: TypedExpression | undefined): number | null {
  if (e === undefined) return 0
  const value = constantValue(e, name, 'scale')
  return value === null ? null : Number(value)
}

/** One more digit before the point may be needed: 9.9 becomes 10. */
function roundedType(type: TypeName, places: number): TypeName {
  if (!type.startsWith('decimal(')) return type
  const { precision, scale } = decimalShape(type)!
  const integral = precision - scale + 1
  if (places < 0) return decimalType(Math.min(Math.max(integral, 1 - places), MAX_PRECISION), 0)
  const digits = Math.min(scale, places)
  return decimalType(Math.min(integral + digits, MAX_PRECISION), digits)
}

const roundTypes = signature([anyNumber, 'int32'], args => args[0].type, { required: 1 })

function resolveRound(args: readonly TypedExpression[], name: string): Resolved {
  const resolved = roundTypes(args, name)
  const places = constantScale(name, resolved.args[1])
  return { ...resolved, type: roundedType(resolved.type, places ?? 0), nullable: resolved.nullable || places === null }
}

const HALVES: readonly RoundingMode[] = ['halfUp', 'halfEven']

const BITS: Readonly<Record<string, number>> = { int8: 8, int16: 16, int32: 32, int64: 64 }

function rounder(call: TypedCall, mode: RoundingMode): (value: never) => HostValue {
  const [{ type }] = call.args
  const places = constantScale(call.name, call.args[1])
  if (places === null) return () => null
  if (isInteger(type)) {
    if (places >= 0) return value => value
    return (value: number | bigint) => {
      const rounded = roundUnscaled(BigInt(value), 0, Math.max(places, -40), mode)
      if (BigInt.asIntN(BITS[type], rounded) !== rounded) {
        throw valueError('ARITHMETIC_OVERFLOW', `${type} overflow in ${call.name}.`)
      }
      return type === 'int64' ? rounded : Number(rounded)
    }
  }
  if (type === 'float' || type === 'double') {
    const power = places >= 0 && places <= 15 ? 10 ** places : 0
    return (value: number) => {
      // Far from a half and small enough: the integer and its quotient are the nearest doubles, so no decimal is needed.
      const scaled = Math.abs(value) * power
      const rest = scaled - Math.floor(scaled)
      if (HALVES.includes(mode) && power > 0 && scaled < 2 ** 42 && Math.abs(rest - 0.5) > 1e-3) {
        const rounded = ((value < 0 ? -1 : 1) * Math.round(scaled)) / power
        return (type === 'float' ? Math.fround(rounded) : rounded) + 0
      }
      const decimal = doubleToDecimal(value)
      if (decimal === undefined || places >= decimal.scale) return value
      if (places < -400) return 0
      const rounded = decimalToDouble(roundUnscaled(decimal.unscaled, decimal.scale, places, mode), Math.max(places, 0))
      return type === 'float' ? Math.fround(rounded) : rounded
    }
  }
  const { scale } = decimalShape(type)!
  const { precision } = decimalShape(call.type)!
  return (value: bigint) => {
    const rounded = roundUnscaled(value, scale, Math.min(scale, Math.max(places, -40)), mode)
    if (!fits(rounded, precision)) throw valueError('NUMERIC_VALUE_OUT_OF_RANGE', `${call.name} needs a wider decimal.`)
    return rounded
  }
}

const rounding = (mode: RoundingMode): ScalarFunction =>
  hosted({ resolve: resolveRound, raises: true, evaluator: call => rounder(call, mode) })

/** Type of `ceil(x)` and `floor(x)`: a decimal without a fraction, or int64. */
function resolveWhole(args: readonly TypedExpression[], name: string): Resolved {
  const resolved = signature([anyNumber], args => args[0].type)(args, name)
  if (resolved.type === 'double' || resolved.type === 'float') {
    return { ...signature(['double'], 'int64')(args, name) }
  }
  if (isInteger(resolved.type)) return signature(['int64'], 'int64')(args, name)
  const { precision, scale } = decimalShape(resolved.type)!
  return { ...resolved, type: decimalType(Math.min(precision - scale + (scale === 0 ? 0 : 1), MAX_PRECISION), 0) }
}

/** With a scale numbers are rounded as decimals. */
function resolveScaled(args: readonly TypedExpression[], name: string): Resolved {
  const asDecimal = (e: TypedExpression): TypeName | undefined => {
    const type = anyNumberType(e)
    const shape = type === undefined ? undefined : decimalShape(type)
    return shape === undefined ? undefined : decimalType(shape.precision, shape.scale)
  }
  const resolved = signature([asDecimal, 'int32'], args => args[0].type)(args, name)
  const places = constantScale(name, args[1])
  if (places === null) throw analysisError('NON_FOLDABLE_ARGUMENT', `The scale of \`${name}\` has to be a constant.`)
  return { ...resolved, type: roundedType(resolved.type, places) }
}

const MAX_64 = 2n ** 63n - 1n
const MIN_64 = -(2n ** 63n)

/** As Java casts a double to long: NaN is 0, what is too large the largest. */
function saturated(value: number): bigint {
  if (Number.isNaN(value)) return 0n
  if (value >= 2 ** 63) return MAX_64
  return value <= -(2 ** 63) ? MIN_64 : BigInt(value)
}

function whole(mode: 'ceiling' | 'floor'): ScalarFunction {
  const round = mode === 'ceiling' ? Math.ceil : Math.floor
  return hosted({
    resolve: (args, name) => (args.length === 2 ? resolveScaled(args, name) : resolveWhole(args, name)),
    raises: true,
    evaluator(call) {
      const [{ type }] = call.args
      if (call.args.length === 2) return rounder(call, mode)
      if (type === 'int64') return (value: bigint) => value
      if (type === 'double') return (value: number) => saturated(round(value))
      const { scale } = decimalShape(type)!
      return (value: bigint) => roundUnscaled(value, scale, 0, mode)
    },
  })
}

const ceil = whole('ceiling')

/** `round(x [, places])`, halves away from zero; bround, halves to the even digit; `ceil(x [, places])` and floor. */
export const roundings = {
  round: rounding('halfUp'),
  bround: rounding('halfEven'),
  ceil,
  ceiling: ceil,
  floor: whole('floor'),
} satisfies Record<string, ScalarFunction>
