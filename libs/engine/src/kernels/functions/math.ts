import { pow } from '../fdlibm/power.ts'
import { cbrt, hypot } from '../fdlibm/roots.ts'
import type { ScalarFunction } from '../function.ts'
import { signature } from './signature.ts'

const double = signature(['double'], 'double')
const doubles = signature(['double', 'double'], 'double')

/** A function of one double as JavaScript text. */
const unary = (code: (x: string) => string): ScalarFunction => ({
  resolve: double,
  emit: (call, g) => g.strict(call.args, 'double', ([x]) => code(x.value)),
})

const method = (name: keyof Math & string): ScalarFunction => unary(x => `Math.${name}(${x})`)

/** A logarithm: null at and below `limit`, where Java's would be NaN or infinite. */
function logarithm(code: (x: string) => string, limit: number): ScalarFunction {
  return {
    resolve: (args, name) => ({ ...double(args, name), nullable: true }),
    emit(call, g) {
      const value = g.fresh('v')
      const isNull = g.fresh('n')
      g.line(`let ${value} = 0, ${isNull} = true`)
      g.strict(call.args, 'double', ([x]) => {
        g.line(`if (!(${x.value} <= ${limit})) { ${value} = ${code(x.value)}; ${isNull} = false }`)
        return '0'
      })
      return { value, isNull }
    },
  }
}

const binary = (code: (x: string, y: string) => string): ScalarFunction => ({
  resolve: doubles,
  emit: (call, g) => g.strict(call.args, 'double', ([x, y]) => code(x.value, y.value)),
})

/** A function that V8 computes otherwise than fdlibm. */
const ported = (f: (x: number) => number): ScalarFunction => ({
  resolve: double,
  emit: (call, g) => {
    const name = g.constants.object(f)
    return g.strict(call.args, 'double', ([x]) => `${name}(${x.value})`)
  },
})

const ported2 = (f: (x: number, y: number) => number): ScalarFunction => ({
  resolve: doubles,
  emit: (call, g) => {
    const name = g.constants.object(f)
    return g.strict(call.args, 'double', ([x, y]) => `${name}(${x.value}, ${y.value})`)
  },
})

const constant = (value: number): ScalarFunction => ({
  resolve: signature([], 'double'),
  emit: () => ({ value: String(value), isNull: 'false' }),
})

/** To the nearest integer, halves to the even one. */
const rint = (x: string): string =>
  `(Math.abs(${x} % 1) === 0.5 ? 2 * Math.round(${x} / 2) : Math.abs(${x}) < 4503599627370496 ? Math.sign(${x}) * Math.round(Math.abs(${x})) : ${x})`

const ln = logarithm(x => `Math.log(${x})`, 0)
const power = ported2(pow)
const sign = method('sign')

/**
 * Functions of doubles, to the last digit those of fdlibm, as Java's StrictMath: JavaScript's where V8 takes them from there, others
 * from kernels/fdlibm. Sine, cosine and tangent are the processor's in Spark: a last digit may differ.
 */
export const math = {
  acos: method('acos'),
  asin: method('asin'),
  atan: method('atan'),
  cos: method('cos'),
  sin: method('sin'),
  tan: method('tan'),
  cosh: method('cosh'),
  sinh: method('sinh'),
  tanh: method('tanh'),
  acosh: unary(x => `Math.log(${x} + Math.sqrt(${x} * ${x} - 1))`),
  asinh: unary(x => `(${x} === -Infinity ? ${x} : Math.log(${x} + Math.sqrt(${x} * ${x} + 1)))`),
  atanh: unary(x => `0.5 * (Math.log1p(${x}) - Math.log1p(-${x}))`),
  sec: unary(x => `1 / Math.cos(${x})`),
  csc: unary(x => `1 / Math.sin(${x})`),
  cot: unary(x => `1 / Math.tan(${x})`),
  cbrt: ported(cbrt),
  // V8 gives E for 1, where fdlibm's last digit is another one.
  exp: unary(x => `(${x} === 1 ? 2.7182818284590455 : Math.exp(${x}))`),
  expm1: method('expm1'),
  sqrt: method('sqrt'),
  rint: unary(rint),
  degrees: unary(x => `${x} * 57.29577951308232`),
  radians: unary(x => `${x} * 0.017453292519943295`),
  signum: sign,
  sign,
  ln,
  log10: logarithm(x => `Math.log10(${x})`, 0),
  log2: logarithm(x => `Math.log(${x}) / ${Math.LN2}`, 0),
  log1p: logarithm(x => `Math.log1p(${x})`, -1),
  pow: power,
  power,
  hypot: ported2(hypot),
  // Negative zeros count as zeros.
  atan2: binary((x, y) => `Math.atan2(${x} + 0, ${y} + 0)`),
  pi: constant(Math.PI),
  e: constant(Math.E),
  /** `log(x)` or `log(base, x)`; null where one of them is not positive. */
  log: {
    resolve: (args, name) => ({
      ...(args.length === 1 ? double(args, name) : doubles(args, name)),
      nullable: true,
    }),
    emit(call, g) {
      if (call.args.length === 1) return ln.emit(call, g)
      const value = g.fresh('v')
      const isNull = g.fresh('n')
      g.line(`let ${value} = 0, ${isNull} = true`)
      g.strict(call.args, 'double', ([b, x]) => {
        const quotient = `Math.log(${x.value}) / Math.log(${b.value})`
        g.line(`if (!(${b.value} <= 0 || ${x.value} <= 0)) { ${value} = ${quotient}; ${isNull} = false }`)
        return '0'
      })
      return { value, isNull }
    },
  },
} satisfies Record<string, ScalarFunction>
