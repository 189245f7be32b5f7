import type { Arg, Column, Value } from '../call-signature.ts'
import type { Numeric } from '../row-types.ts'
import { scalar } from './scalar.ts'
import type { Double, Long, Text, Whole } from './value-types.ts'

/** Without its sign; also of intervals. */
export const abs = scalar<[number: Column<Numeric>], Arg<0> | null>('abs', 'c')
/** Arc cosine. */
export const acos = scalar<[x: Column<Numeric>], Double>('acos', 'c')
/** Inverse hyperbolic cosine. */
export const acosh = scalar<[x: Column<Numeric>], Double>('acosh', 'c')
/** Arc sine. */
export const asin = scalar<[x: Column<Numeric>], Double>('asin', 'c')
/** Inverse hyperbolic sine. */
export const asinh = scalar<[x: Column<Numeric>], Double>('asinh', 'c')
/** Arc tangent. */
export const atan = scalar<[x: Column<Numeric>], Double>('atan', 'c')
/** The angle of a point. */
export const atan2 = scalar<[y: Column<Numeric>, x: Column<Numeric>], Double>('atan2', 'cc')
/** Inverse hyperbolic tangent. */
export const atanh = scalar<[x: Column<Numeric>], Double>('atanh', 'c')
/** Binary digits. */
export const bin = scalar<[n: Column<Numeric>], Text>('bin', 'c')
/** Bits that are set. */
export const bitCount = scalar<[n: Column<unknown>], Whole>('bitCount', 'c')
/** The bit at a position, from the right. */
export const bitGet = scalar<[n: Column<Numeric>, position: Column<Numeric>], Whole>('bitGet', 'cc')
/** The same as `bitGet`. */
export const getbit = bitGet
/** Rounded, halves to the even neighbour. */
export const bround = scalar<[x: Column<Numeric>, digits?: Value<Numeric>], number | bigint | null>('bround', 'cv')
/** Rounded, halves away from zero. */
export const round = scalar<[x: Column<Numeric>, digits?: Value<Numeric>], number | bigint | null>('round', 'cv')
/** Rounded up. */
export const ceil = scalar<[x: Column<Numeric>, digits?: Value<Numeric>], number | bigint | null>('ceil', 'cv')
/** The same as `ceil`. */
export const ceiling = ceil
/** Rounded down. */
export const floor = scalar<[x: Column<Numeric>, digits?: Value<Numeric>], number | bigint | null>('floor', 'cv')
/** Cube root. */
export const cbrt = scalar<[x: Column<Numeric>], Double>('cbrt', 'c')
/** Digits in another base. */
export const conv = scalar<[text: Column<unknown>, from: Value<Numeric>, to: Value<Numeric>], Text>('conv', 'cvv')
/** Cosine. */
export const cos = scalar<[x: Column<Numeric>], Double>('cos', 'c')
/** Hyperbolic cosine. */
export const cosh = scalar<[x: Column<Numeric>], Double>('cosh', 'c')
/** Cotangent. */
export const cot = scalar<[x: Column<Numeric>], Double>('cot', 'c')
/** Cosecant. */
export const csc = scalar<[x: Column<Numeric>], Double>('csc', 'c')
/** Secant. */
export const sec = scalar<[x: Column<Numeric>], Double>('sec', 'c')
/** In degrees. */
export const degrees = scalar<[radians: Column<Numeric>], Double>('degrees', 'c')
/** In radians. */
export const radians = scalar<[degrees: Column<Numeric>], Double>('radians', 'c')
/** Euler's number. */
export const e = scalar<[], number>('e', '')
/** Pi. */
export const pi = scalar<[], number>('pi', '')
/** E to the power x. */
export const exp = scalar<[x: Column<Numeric>], Double>('exp', 'c')
/** `exp(x) - 1`, exact near 0. */
export const expm1 = scalar<[x: Column<Numeric>], Double>('expm1', 'c')
/** N!, null outside of 0 to 20. */
export const factorial = scalar<[n: Column<Numeric>], Long>('factorial', 'c')
/** The largest; nulls are left out. */
export const greatest = scalar<[...values: Column<unknown>[]], Arg | null>('greatest', 'c...')
/** The smallest; nulls are left out. */
export const least = scalar<[...values: Column<unknown>[]], Arg | null>('least', 'c...')
/** The root of the sum of squares. */
export const hypot = scalar<[a: Column<Numeric>, b: Column<Numeric>], Double>('hypot', 'cc')
/** Whether it is NaN. */
export const isnan = scalar<[x: Column<Numeric>], boolean>('isnan', 'c')
/** Natural logarithm; null where it has none. */
export const ln = scalar<[x: Column<Numeric>], Double>('ln', 'c')
/** Logarithm; natural with one argument. */
export const log = scalar<[base: Column<Numeric>, x?: Column<Numeric>], Double>('log', 'cc')
/** Decimal logarithm. */
export const log10 = scalar<[x: Column<Numeric>], Double>('log10', 'c')
/** `ln(1 + x)`, exact near 0. */
export const log1p = scalar<[x: Column<Numeric>], Double>('log1p', 'c')
/** Binary logarithm. */
export const log2 = scalar<[x: Column<Numeric>], Double>('log2', 'c')
/** The remainder, with the sign of a; `%`. */
export const mod = scalar<[a: Column<Numeric>, b: Column<Numeric>], number | bigint | null>('mod', 'cc')
/** As `mod`, null for b = 0. */
export const tryMod = scalar<[a: Column<Numeric>, b: Column<Numeric>], number | bigint | null>('tryMod', 'cc')
/** The remainder that is not negative for positive b. */
export const pmod = scalar<[a: Column<Numeric>, b: Column<Numeric>], number | bigint | null>('pmod', 'cc')
/** The whole part of a quotient, a bigint. */
export const div = scalar<[a: Column<Numeric>, b: Column<Numeric>], Long>('div', 'cc')
/** A, b where a is NaN. */
export const nanvl = scalar<[a: Column<Numeric>, b: Column<Numeric>], number | bigint | null>('nanvl', 'cc')
/** With the other sign. */
export const negative = scalar<[x: Column<Numeric>], Arg<0> | null>('negative', 'c')
/** X. */
export const positive = scalar<[x: Column<Numeric>], Arg<0> | null>('positive', 'c')
/** X to the power y. */
export const pow = scalar<[x: Column<Numeric>, y: Column<Numeric>], Double>('pow', 'cc')
/** The same as `pow`. */
export const power = pow
/** A number in [0, 1). */
export const rand = scalar<[seed?: Value<Numeric>], number>('rand', 'v')
/** The same as `rand`. */
export const random = rand
/** A number of the standard normal distribution. */
export const randn = scalar<[seed?: Value<Numeric>], number>('randn', 'v')
/** Random letters and digits. */
export const randstr = scalar<[length: Value<Numeric>, seed?: Value<Numeric>], string>('randstr', 'vv')
/** A random number between. */
export const uniform = scalar<
  [min: Value<Numeric>, max: Value<Numeric>, seed?: Value<Numeric>],
  number | bigint | null
>('uniform', 'vvv')
/** To the nearest whole number, halves to the even one, a double. */
export const rint = scalar<[x: Column<Numeric>], Double>('rint', 'c')
/** `<<`. */
export const shiftleft = scalar<[n: Column<Numeric>, bits: Column<Numeric>], number | bigint | null>('shiftleft', 'cc')
/** `>>`. */
export const shiftright = scalar<[n: Column<Numeric>, bits: Column<Numeric>], number | bigint | null>(
  'shiftright',
  'cc',
)
/** `>>>`. */
export const shiftrightunsigned = scalar<[n: Column<Numeric>, bits: Column<Numeric>], number | bigint | null>(
  'shiftrightunsigned',
  'cc',
)
/** -1, 0 or 1. */
export const sign = scalar<[x: Column<Numeric>], Double>('sign', 'c')
/** The same as `sign`. */
export const signum = sign
/** Sine. */
export const sin = scalar<[x: Column<Numeric>], Double>('sin', 'c')
/** Hyperbolic sine. */
export const sinh = scalar<[x: Column<Numeric>], Double>('sinh', 'c')
/** Square root. */
export const sqrt = scalar<[x: Column<Numeric>], Double>('sqrt', 'c')
/** Tangent. */
export const tan = scalar<[x: Column<Numeric>], Double>('tan', 'c')
/** Hyperbolic tangent. */
export const tanh = scalar<[x: Column<Numeric>], Double>('tanh', 'c')
/** `a + b`, null where it does not fit. */
export const tryAdd = scalar<[a: Column<Numeric>, b: Column<Numeric>], number | bigint | null>('tryAdd', 'cc')
/** `a - b`, null where it does not fit. */
export const trySubtract = scalar<[a: Column<Numeric>, b: Column<Numeric>], number | bigint | null>('trySubtract', 'cc')
/** `a * b`, null where it does not fit. */
export const tryMultiply = scalar<[a: Column<Numeric>, b: Column<Numeric>], number | bigint | null>('tryMultiply', 'cc')
/** `a / b`, null for b = 0. */
export const tryDivide = scalar<[a: Column<Numeric>, b: Column<Numeric>], number | bigint | null>('tryDivide', 'cc')
/** Which of n equal parts x is in. */
export const widthBucket = scalar<
  [x: Column<Numeric>, min: Column<Numeric>, max: Column<Numeric>, n: Column<Numeric>],
  Long
>('widthBucket', 'cccc')
