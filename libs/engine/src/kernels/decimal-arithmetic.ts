import { type HostValue, type TypeName, typeParts } from '@millrace/columns'
import { arithmeticHelpers } from './arithmetic-helpers.ts'
import { decimalText, divideHalfUp, fits, power10, rescale } from './decimal.ts'

/** Digits after the point of a quotient before it is rounded to its type, as Spark computes it. */
const QUOTIENT_SCALE = 39

type Operation = (a: bigint, b: bigint) => bigint | null

/**
 * Arithmetic on unscaled values of two decimal types, HALF_UP into a third. `attempt` gives null where the operation would
 * raise NUMERIC_VALUE_OUT_OF_RANGE or an error of division by zero.
 */
export function decimalOperation(
  name: string,
  [a, b]: readonly [TypeName, TypeName],
  result: TypeName,
  attempt: boolean,
): Operation {
  const s1 = scaleOf(a)
  const s2 = scaleOf(b)
  const common = Math.max(s1, s2)
  const aligned =
    (f: (x: bigint, y: bigint) => bigint): Operation =>
    (x, y) =>
      f(rescale(x, s1, common), rescale(y, s2, common))
  switch (name) {
    case 'add':
      return into(
        result,
        common,
        attempt,
        aligned((x, y) => x + y),
      )
    case 'subtract':
      return into(
        result,
        common,
        attempt,
        aligned((x, y) => x - y),
      )
    case 'multiply':
      return into(result, s1 + s2, attempt, (x, y) => x * y)
    case 'mod':
      return nonZero(
        'remainderByZero',
        attempt,
        into(
          result,
          common,
          attempt,
          aligned((x, y) => x % y),
        ),
      )
    case 'pmod':
      return nonZero(
        'remainderByZero',
        attempt,
        into(
          result,
          common,
          attempt,
          aligned((x, y) => (x % y < 0n ? ((x % y) + y) % y : x % y)),
        ),
      )
    default:
      return nonZero(
        'divideByZero',
        attempt,
        into(result, QUOTIENT_SCALE, attempt, (x, y) => {
          const shift = QUOTIENT_SCALE + s2 - s1
          return shift >= 0 ? divideHalfUp(x * power10(shift), y) : divideHalfUp(x, y * power10(-shift))
        }),
      )
  }
}

const scaleOf = (type: TypeName): number => (typeParts(type) as { scale: number }).scale

function nonZero(error: 'remainderByZero' | 'divideByZero', attempt: boolean, operation: Operation): Operation {
  return (a, b) => (b === 0n ? (attempt ? null : arithmeticHelpers[error]()) : operation(a, b))
}

function into(result: TypeName, scale: number, attempt: boolean, operation: Operation): Operation {
  const { precision, scale: to } = typeParts(result) as { precision: number; scale: number }
  return (a, b) => {
    const exact = operation(a, b)!
    const value = rescale(exact, scale, to)
    if (fits(value, precision)) return value
    return attempt ? null : arithmeticHelpers.outOfRange(plain(exact, scale), precision, to)
  }
}

const plain = (unscaled: bigint, scale: number): string => decimalText(unscaled, scale)

/** The whole part of a quotient of decimals as int64. */
export function decimalQuotient(a: TypeName, b: TypeName): (x: bigint, y: bigint) => HostValue {
  const s1 = scaleOf(a)
  const s2 = scaleOf(b)
  const common = Math.max(s1, s2)
  return (x, y) => {
    if (y === 0n) return arithmeticHelpers.divideByZero()
    return arithmeticHelpers.checked64(rescale(x, s1, common) / rescale(y, s2, common), 'div')
  }
}
