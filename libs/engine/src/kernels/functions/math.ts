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
function logarithm(name: keyof Math & string, limit: number): ScalarFunction {
  return {
    resolve: (args, name) => ({ ...double(args, name), nullable: true }),
    emit(call, g) {
      const value = g.fresh('v')
      const isNull = g.fresh('n')
      g.line(`let ${value} = 0, ${isNull} = true`)
      g.strict(call.args, 'double', ([x]) => {
        g.line(`if (!(${x.value} <= ${limit})) { ${value} = Math.${name}(${x.value}); ${isNull} = false }`)
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

const constant = (value: number): ScalarFunction => ({
  resolve: signature([], 'double'),
  emit: () => ({ value: String(value), isNull: 'false' }),
})

/** To the nearest integer, halves to the even one. */
const rint = (x: string): string =>
  `(Math.abs(${x} % 1) === 0.5 ? 2 * Math.round(${x} / 2) : Math.abs(${x}) < 4503599627370496 ? Math.sign(${x}) * Math.round(Math.abs(${x})) : ${x})`

const ln = logarithm('log', 0)
const power = binary((x, y) => `Math.pow(${x}, ${y})`)
const sign = method('sign')

/**
 * Functions of doubles. They are JavaScript's, which follow fdlibm as Java's StrictMath does; where an engine computes one otherwise,
 * the last digit may differ from Spark's.
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
  cbrt: method('cbrt'),
  exp: method('exp'),
  expm1: method('expm1'),
  sqrt: method('sqrt'),
  rint: unary(rint),
  degrees: unary(x => `${x} * 57.29577951308232`),
  radians: unary(x => `${x} * 0.017453292519943295`),
  signum: sign,
  sign,
  ln,
  log10: logarithm('log10', 0),
  log2: logarithm('log2', 0),
  log1p: logarithm('log1p', -1),
  pow: power,
  power,
  hypot: binary((x, y) => `Math.hypot(${x}, ${y})`),
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
