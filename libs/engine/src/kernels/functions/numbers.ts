import type { ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { bitwise } from './bitwise.ts'
import { signature } from './signature.ts'
import { analysisError, valueError } from './spark-error.ts'

const MAX_UNSIGNED = 2n ** 64n - 1n

/**
 * A number's text in another base: digits as far as they are valid, as an unsigned 64-bit value; a negative target base means signed.
 */
function conv(text: string, from: number, to: number): string | null {
  const base = Math.abs(to)
  if (from < 2 || from > 36 || base < 2 || base > 36) return null
  const trimmed = text.trim().toLowerCase()
  if (trimmed === '') return null
  const negative = trimmed.startsWith('-')
  let value = 0n
  for (const c of negative ? trimmed.slice(1) : trimmed) {
    const digit = /[0-9a-z]/.test(c) ? Number.parseInt(c, 36) : 36
    if (digit >= from) break
    value = value * BigInt(from) + BigInt(digit)
    if (value > MAX_UNSIGNED) throw valueError('ARITHMETIC_OVERFLOW', 'Overflow in function conv().')
  }
  let minus = negative
  if (negative && to > 0) {
    // A negative value read as unsigned; one below the least signed value becomes the largest unsigned.
    value = BigInt.asIntN(64, value) < 0n ? MAX_UNSIGNED : BigInt.asUintN(64, -value)
    minus = false
  }
  if (to < 0 && BigInt.asIntN(64, value) < 0n) {
    value = BigInt.asUintN(64, -value)
    minus = true
  }
  const digits = value.toString(base).toUpperCase()
  return minus && to < 0 ? `-${digits}` : digits
}

const bin = (value: bigint): string => BigInt.asUintN(64, value).toString(2)

function factorial(n: number): bigint | null {
  if (n < 0 || n > 20) return null
  let product = 1n
  for (let i = 2; i <= n; i++) product *= BigInt(i)
  return product
}

const ANSI_INTERVAL = /^interval_(ym|dt)/

/** The bucket of equal width that a value falls in, from 1; 0 and `count` + 1 are those outside. */
function widthBucket(value: number, min: number, max: number, count: bigint): bigint | null {
  if (count <= 0n || count === 2n ** 63n - 1n || Number.isNaN(value) || min === max) return null
  if (!Number.isFinite(min) || !Number.isFinite(max)) return null
  const lower = Math.min(min, max)
  const upper = Math.max(min, max)
  if (min < max) {
    if (value < lower) return 0n
    if (value >= upper) return count + 1n
    return BigInt(Math.trunc((Number(count) * (value - lower)) / (upper - lower))) + 1n
  }
  if (value > upper) return 0n
  if (value <= lower) return count + 1n
  return BigInt(Math.trunc((Number(count) * (upper - value)) / (upper - lower))) + 1n
}

const bucketNumbers = signature(['double', 'double', 'double', 'int64'], 'int64')

export const numbers = {
  conv: hosted({
    resolve: (args, name) => ({ ...signature(['string', 'int32', 'int32'], 'string')(args, name), nullable: true }),
    raises: true,
    evaluator: () => conv,
  }),
  bin: hosted({ resolve: signature(['int64'], 'string'), evaluator: () => bin }),
  factorial: hosted({
    resolve: (args, name) => ({ ...signature(['int32'], 'int64')(args, name), nullable: true }),
    evaluator: () => factorial,
  }),
  widthBucket: hosted({
    resolve(args, name) {
      if (args.length === 4 && ANSI_INTERVAL.test(args[0].type)) {
        const { type } = args[0]
        if (args[1].type.slice(0, 11) !== type.slice(0, 11)) {
          throw analysisError('DATATYPE_MISMATCH', `\`${name}\` expects intervals of one kind.`)
        }
        return { ...signature([type, type, type, 'int64'], 'int64')(args, name), nullable: true }
      }
      return { ...bucketNumbers(args, name), nullable: true }
    },
    evaluator: () => (value: number | bigint, min: number | bigint, max: number | bigint, count: bigint) =>
      widthBucket(Number(value), Number(min), Number(max), count),
  }),
  getbit: bitwise.bitGet,
} satisfies Record<string, ScalarFunction>
