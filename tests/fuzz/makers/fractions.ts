import { castTo, type Expression, fn, infix, type Op } from '../expression.ts'
import { decimal, decimalOf, duckdbType, type FuzzType, type Grade, kindOf } from '../types.ts'
import { call, int, type Maker, upTo } from './make.ts'

const worse = (a: Expression, b: Expression): Grade =>
  a.facts.grade === 'exact' || b.facts.grade === 'exact' ? 'exact' : 'dyadic'

/** Beyond this a sum of some products would need more digits than a double has. */
const DYADIC_LIMIT = 1e5
const LIMIT = 1e200

const arithmetic =
  (operator: string, name: string, max: (a: number, b: number) => number): Maker =>
  make => {
    const [a, b] = [make.arg(0, 'double'), make.arg(1, make.pick(3) === 0 ? 'int' : 'double')]
    const bound = max(a.facts.max, b.facts.max)
    if (bound > LIMIT) return null
    const grade = bound > DYADIC_LIMIT ? 'exact' : worse(a, b)
    return call(infix(operator, name), 'double', [a, b], upTo(bound, grade), 'double')
  }

const negated: Op = { ...fn('negative'), spark: ([x]) => `(- ${x})`, duckdb: ([x]) => `(- ${x})` }

export const doubles: readonly Maker[] = [
  arithmetic('+', 'add', (a, b) => a + b),
  arithmetic('-', 'subtract', (a, b) => a + b),
  arithmetic('*', 'multiply', (a, b) => a * b),
  // The quotient of integers is a double in both.
  make => {
    const a = make.arg(0, make.pick(2) === 0 ? 'int' : 'double')
    return call(
      infix('/', 'divide'),
      'double',
      [a, int([2, 3, 7, -10][make.pick(4)])],
      upTo(a.facts.max, 'exact'),
      'double',
    )
  },
  make => {
    const [a, b] = [make.arg(0, 'double'), make.arg(1, make.pick(2) === 0 ? 'int' : 'double')]
    // A double divided by zero is infinite in DuckDB. Denormal divisors are not among the values.
    const op = fn('try_divide', { duckdb: ([x, y]) => `(${x} / nullif(${y}, 0))` })
    return a.facts.max > 1e100 ? null : call(op, 'double', [a, b], upTo(a.facts.max * 1e60, 'exact'), 'double')
  },
  make => {
    const a = make.arg(0, make.pick(2) === 0 ? 'int' : 'decimal')
    const grade = kindOf(a.type) === 'int' && a.facts.max < DYADIC_LIMIT ? 'dyadic' : 'exact'
    // DuckDB divides the digits by a power of ten, which is off by a bit beyond 2^53.
    return a.facts.max > 1e9 ? null : call(castTo('double'), 'double', [a], upTo(a.facts.max, grade))
  },
  make => {
    const a = make.arg(0, 'double')
    // Of other values the nearest decimal decides in Spark, the binary one in DuckDB.
    if (a.facts.grade !== 'dyadic' || a.facts.max > 1e6) return null
    return call(fn('round'), 'double', [a, int(0)], upTo(a.facts.max + 1))
  },
  make => {
    const a = make.arg(0, 'double')
    return call(fn('abs'), 'double', [a], a.facts)
  },
  make => {
    const a = make.arg(0, 'double')
    return call(negated, 'double', [a], a.facts)
  },
  make => {
    const a = make.arg(0, 'double')
    const op: Op = {
      spark: ([x]) => `sqrt(abs(${x}))`,
      duckdb: ([x]) => `sqrt(abs(${x}))`,
      node: args => ({ kind: 'call', name: 'sqrt', args: [{ kind: 'call', name: 'abs', args }] }),
    }
    return call(op, 'double', [a], upTo(a.facts.max + 1, 'exact'))
  },
  make =>
    call(fn('signum', { duckdb: ([x]) => `CAST(sign(${x}) AS DOUBLE)` }), 'double', [make.arg(0, 'double')], upTo(1)),
]

const whole = (type: FuzzType): number => decimalOf(type).precision - decimalOf(type).scale
const scaled =
  (a: FuzzType, type: FuzzType): Maker =>
  make =>
    cast(make.arg(0, kindOf(a)), type)

function cast(a: Expression, type: FuzzType): Expression | null {
  return a.facts.max < 10 ** whole(type) ? call(castTo(type), type, [a], a.facts) : null
}

/** An integer in a decimal's arithmetic counts with the digits that a literal has, or that its type can have. */
function operand(e: Expression): { readonly precision: number; readonly scale: number } {
  return e.kind === 'literal' && kindOf(e.type) === 'int' && e.value !== null
    ? { precision: String(e.value).replace('-', '').length, scale: 0 }
    : decimalOf(e.type)
}

const binary =
  (op: Op, result: (a: ReturnType<typeof operand>, b: ReturnType<typeof operand>) => FuzzType | null): Maker =>
  make => {
    const [a, b] = [make.arg(0, 'decimal'), make.arg(1, make.pick(3) === 0 ? 'int' : 'decimal')]
    const type = result(operand(a), operand(b))
    if (type === null) return null
    // Both sides have the result's width before DuckDB computes, or it would complain of its own limits.
    return call(op, type, [a, b], upTo(10 ** whole(type)))
  }

const sameWidth = (operator: string): Op => ({
  ...infix(operator, operator === '+' ? 'add' : 'subtract'),
  duckdb: ([a, b], { type }) =>
    `CAST(CAST(${a} AS ${duckdbType(type)}) ${operator} CAST(${b} AS ${duckdbType(type)}) AS ${duckdbType(type)})`,
})

const sum: Parameters<typeof binary>[1] = (a, b) => {
  const scale = Math.max(a.scale, b.scale)
  return decimal(Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale)
}

const product: Op = {
  ...infix('*', 'multiply'),
  // DuckDB keeps the product of two decimals of 64 bits in 64 bits, even where its digits do not fit: the first one is made wider.
  duckdb: ([a, b], { type, args }) => {
    const factor = (text: string, e: Expression, least: number): string => {
      const { precision, scale } = operand(e)
      return `CAST(${text} AS DECIMAL(${Math.max(precision, least)},${scale}))`
    }
    return `CAST(${factor(a, args[0], 19)} * ${factor(b, args[1], 1)} AS ${duckdbType(type)})`
  },
}

/**
 * The quotient of whole numbers as a decimal of DuckDB, rounded half up as Spark does: DuckDB's own division gives doubles.
 * The numerator has the digits of the result's scale already.
 */
export function quotient(numerator: string, denominator: string, type: FuzzType): string {
  const { scale } = decimalOf(type)
  const [n, d] = [`CAST(${numerator} AS HUGEINT)`, `CAST(${denominator} AS HUGEINT)`]
  const digits = `sign(${n}) * sign(${d}) * ((2 * abs(${n}) + abs(${d})) // (2 * abs(${d})))`
  // A power of ten that is a decimal of its own.
  const unit = scale === 0 ? '1' : `0.${'1'.padStart(scale, '0')}`
  return `CAST(CAST(${digits} AS DECIMAL(${38 - scale},0)) * CAST(${unit} AS DECIMAL(${scale},${scale})) AS ${duckdbType(type)})`
}

/** The digits of a decimal as a whole number. */
export const digitsOf = (text: string, scale: number): string =>
  `CAST(CAST(${text} AS DECIMAL(${38 - scale},${scale})) * ${10 ** scale} AS HUGEINT)`

const division: Op = {
  ...fn('try_divide'),
  duckdb: ([a, b], { type, args }) => {
    const [x, y] = args.map(arg => decimalOf(arg.type).scale)
    const numerator = `(${digitsOf(a, x)} * CAST('1${'0'.repeat(decimalOf(type).scale + y - x)}' AS HUGEINT))`
    return quotient(numerator, `nullif(${digitsOf(b, y)}, 0)`, type)
  },
}

export const decimals: readonly Maker[] = [
  binary(sameWidth('+'), sum),
  binary(sameWidth('-'), sum),
  binary(product, (a, b) => {
    const type = decimal(a.precision + b.precision + 1, a.scale + b.scale)
    return type !== null && a.precision + b.precision > 37 ? null : type
  }),
  make => {
    const [a, b] = [make.arg(0, 'decimal'), make.arg(1, 'decimal')]
    const [x, y] = [decimalOf(a.type), decimalOf(b.type)]
    const scale = Math.max(6, x.scale + y.precision + 1)
    const precision = x.precision - x.scale + y.scale + scale
    const type = decimal(precision, scale)
    // What is computed on the way has to fit DuckDB's 128 bits.
    return type === null || precision + y.precision > 30 || x.precision + scale + y.scale - x.scale > 30
      ? null
      : call(division, type, [a, b], upTo(10 ** whole(type)))
  },
  make => {
    const a = make.arg(0, 'decimal')
    return call(negated, a.type, [a], a.facts)
  },
  make => {
    const a = make.arg(0, 'decimal')
    return call(fn('abs'), a.type, [a], a.facts)
  },
  scaled('int32', 'decimal(12,2)'),
  scaled('int64', 'decimal(20,0)'),
  scaled('decimal(5,2)', 'decimal(14,5)'),
  // Fewer places: both round half up.
  scaled('decimal(5,2)', 'decimal(11,1)'),
  make => {
    const a = make.arg(0, 'decimal')
    const { precision, scale } = decimalOf(a.type)
    const places = Math.min(make.pick(3), scale)
    const type = decimal(precision - scale + 1 + places, places)
    const op = fn('round', { duckdb: ([x, n], { type: to }) => `CAST(round(${x}, ${n}) AS ${duckdbType(to)})` })
    return type === null ? null : call(op, type, [a, int(places)], upTo(a.facts.max + 1))
  },
]
