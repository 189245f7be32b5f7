import { decimalType } from '@millrace/columns'
import { decimalText, digitsOf } from '../../kernels/decimal.ts'
import { castText } from '../../kernels/spark-text.ts'
import type { LiteralNode } from '../../plan/expression-node.ts'
import { analysisError, type Place } from '../sql-error.ts'

/** A literal and how Spark prints it in the name of a column. */
export interface NumberLiteral {
  readonly node: LiteralNode
  readonly text: string
}

const INTEGERS = {
  Y: ['int8', 8],
  S: ['int16', 16],
  '': ['int32', 32],
  L: ['int64', 64],
} as const

/** The value of a number: `1`, `1L`, `1.5` (a decimal), `1e3` (a double), `1BD`, with the sign before it. */
export function numberLiteral(text: string, negative: boolean, at: Place): NumberLiteral {
  const [, digits, suffix] = /^(.*?)(BD|[LSYFD]?)$/i.exec(text)!
  const kind = suffix.toUpperCase()
  const signed = negative ? `-${digits}` : digits
  if (kind === 'D' || kind === 'F' || (kind === '' && /e/i.test(digits)))
    return floating(signed, kind === 'F', at, text)
  if (kind === 'BD' || digits.includes('.')) return decimal(signed, at)
  const [type, bits] = INTEGERS[kind as keyof typeof INTEGERS]
  const value = BigInt(signed)
  if (BigInt.asIntN(bits, value) === value) return integer(type, value)
  if (kind !== '') throw outOfRange(signed, type, at)
  return BigInt.asIntN(64, value) === value ? integer('int64', value) : decimal(signed, at)
}

const integer = (type: 'int8' | 'int16' | 'int32' | 'int64', value: bigint): NumberLiteral => ({
  node: { kind: 'literal', type, value: type === 'int64' ? String(value) : Number(value) },
  text: String(value),
})

function floating(text: string, short: boolean, at: Place, written: string): NumberLiteral {
  const type = short ? 'float' : 'double'
  const value = short ? Math.fround(Number(text)) : Number(text)
  if (!Number.isFinite(value)) throw outOfRange(written, type, at)
  return { node: { kind: 'literal', type, value: Object.is(value, -0) ? '-0' : value }, text: castText(type)(value) }
}

function decimal(text: string, at: Place): NumberLiteral {
  const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text)!
  let unscaled = BigInt(`${whole}${fraction}`)
  let scale = fraction.length - Number(exponent)
  if (scale < 0) {
    unscaled *= 10n ** BigInt(-scale)
    scale = 0
  }
  const precision = Math.max(digitsOf(unscaled), scale)
  if (precision > 38) {
    throw analysisError(
      `[DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION] Decimal precision ${precision} exceeds max precision 38.`,
      at,
    )
  }
  const value = sign === '-' ? -unscaled : unscaled
  return {
    node: { kind: 'literal', type: decimalType(precision, scale), value: String(value) },
    text: decimalText(value, scale),
  }
}

const outOfRange = (text: string, type: string, at: Place): Error =>
  analysisError(`[INVALID_NUMERIC_LITERAL_RANGE] Numeric literal ${text} is outside the valid range for ${type}.`, at)
