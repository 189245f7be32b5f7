import { decimalType, type TypeName, typeParts } from '@millrace/columns'
import type { TypedExpression } from '../plan/typed-expression.ts'

/** Digits in all, and digits after the point. */
export interface DecimalShape {
  readonly precision: number
  readonly scale: number
}

export const MAX_PRECISION = 38
/** Digits after the point that a result keeps at least when it has to lose some. */
const MIN_ADJUSTED_SCALE = 6

/** The decimal that holds every value of a numeric type, as Spark's DecimalType.forType says; undefined for other types. */
export function decimalShape(type: TypeName): DecimalShape | undefined {
  switch (type) {
    case 'int8':
      return { precision: 3, scale: 0 }
    case 'int16':
      return { precision: 5, scale: 0 }
    case 'int32':
      return { precision: 10, scale: 0 }
    case 'int64':
      return { precision: 20, scale: 0 }
    case 'float':
      return { precision: 14, scale: 7 }
    case 'double':
      return { precision: 30, scale: 15 }
    default: {
      const parts = typeParts(type)
      return parts.kind === 'decimal' ? parts : undefined
    }
  }
}

/** The same for an expression; an integer that is written out takes no more digits than it has, unless it is an int8, as in Spark. */
export function operandShape(e: TypedExpression): DecimalShape | undefined {
  if (e.kind === 'literal' && e.value !== null && ['int16', 'int32', 'int64'].includes(e.type)) {
    return { precision: String(e.value).replace('-', '').length, scale: 0 }
  }
  return decimalShape(e.type)
}

/** A decimal type whose digits after the point give way when there are too many in all. */
export function adjusted(precision: number, scale: number): TypeName {
  if (precision <= MAX_PRECISION) return decimalType(precision, scale)
  const whole = precision - scale
  return decimalType(MAX_PRECISION, Math.max(MAX_PRECISION - whole, Math.min(scale, MIN_ADJUSTED_SCALE)))
}

/** The decimal that holds all values of both, as far as 38 digits go; digits before the point come first. */
export function widerDecimal(a: DecimalShape, b: DecimalShape): TypeName {
  const scale = Math.max(a.scale, b.scale)
  const precision = Math.max(a.precision - a.scale, b.precision - b.scale) + scale
  if (precision <= MAX_PRECISION) return decimalType(precision, scale)
  return decimalType(MAX_PRECISION, Math.max(0, scale - (precision - MAX_PRECISION)))
}

/** Types of the results of arithmetic: Spark's DecimalPrecision with allowPrecisionLoss. */
export function decimalResult(operation: string, a: DecimalShape, b: DecimalShape): TypeName {
  const scale = Math.max(a.scale, b.scale)
  switch (operation) {
    case 'multiply':
      return adjusted(a.precision + b.precision + 1, a.scale + b.scale)
    case 'divide': {
      const quotientScale = Math.max(MIN_ADJUSTED_SCALE, a.scale + b.precision + 1)
      return adjusted(a.precision - a.scale + b.scale + quotientScale, quotientScale)
    }
    case 'mod':
    case 'pmod':
      return adjusted(Math.min(a.precision - a.scale, b.precision - b.scale) + scale, scale)
    default:
      return adjusted(Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale)
  }
}
