import { castTo, type Expression, fn, infix } from '../expression.ts'
import { duckdbType, type FuzzType, kindOf, MAX_INT32, MAX_INT64 } from '../types.ts'
import { call, int, type Make, type Maker, text, upTo } from './make.ts'

const limit = (type: FuzzType): number => (type === 'int32' ? MAX_INT32 : MAX_INT64 * 0.999)
const wider = (a: Expression, b: Expression): FuzzType => (a.type === 'int32' && b.type === 'int32' ? 'int32' : 'int64')

/** An operator where the result fits, else its try_ form, which DuckDB has as TRY(...): nothing inside of it can fail by itself. */
const arithmetic =
  (operator: string, name: string, max: (a: number, b: number) => number): Maker =>
  make => {
    const [a, b] = [make.arg(0, 'int'), make.arg(1, 'int')]
    const type = wider(a, b)
    const bound = max(a.facts.max, b.facts.max)
    if (bound < limit(type)) return call(infix(operator, name), type, [a, b], upTo(bound))
    const tried = fn(`try_${name}`, { duckdb: ([x, y]) => `TRY(${x} ${operator} ${y})` })
    return call(tried, type, [a, b], upTo(limit(type) + 1), type)
  }

const bounded = (make: Make, i = 0): Expression | null => {
  const a = make.arg(i, 'int')
  return a.facts.max < limit(a.type) ? a : null
}

const DIVISORS = [2, 3, 7, -4, 10]

/** By a divisor that is not zero: what is of fewer bits is widened to the literal's type, not the other way round. */
const byLiteral =
  (build: (a: Expression, b: Expression) => Expression): Maker =>
  make => {
    const a = bounded(make)
    return a === null ? null : build(a, int(DIVISORS[make.pick(5)]))
  }

const part = (name: string, max: number, duckdb?: (a: string) => string): Maker => {
  const op = fn(name, duckdb === undefined ? {} : { duckdb: ([a]) => duckdb(a) })
  return make => {
    const of = make.pick(2) === 0 ? 'date' : 'timestamp'
    return call(
      { ...op, duckdb: ([a]) => `CAST(${op.duckdb([a], {} as never)} AS INTEGER)` },
      'int32',
      [make.arg(0, of)],
      upTo(max),
    )
  }
}

const clock = (name: string, max: number): Maker => {
  const op = fn(name, { duckdb: ([a]) => `CAST(${name}(${a}) AS INTEGER)` })
  return make => call(op, 'int32', [make.arg(0, 'timestamp')], upTo(max))
}

/** DuckDB rounds where Spark cuts off. */
const cut = (to: FuzzType) => castTo(to, ([a]) => `CAST(trunc(${a}) AS ${duckdbType(to)})`)

export const integers: readonly Maker[] = [
  arithmetic('+', 'add', (a, b) => a + b),
  arithmetic('-', 'subtract', (a, b) => a + b),
  arithmetic('*', 'multiply', (a, b) => a * b),
  make => {
    const a = bounded(make)
    // Minus before a number is the number's own sign in Spark.
    if (a?.kind === 'literal') return null
    return a === null
      ? null
      : call({ ...fn('negative'), spark: ([x]) => `(- ${x})`, duckdb: ([x]) => `(- ${x})` }, a.type, [a], a.facts)
  },
  make => {
    const a = bounded(make)
    return a === null ? null : call(fn('abs'), a.type, [a], a.facts)
  },
  byLiteral((a, b) => call(infix('%', 'mod'), a.type, [a, b], upTo(a.facts.max), a.type)),
  // DIV gives a bigint; both cut off.
  byLiteral((a, b) =>
    call(
      infix('DIV', 'div', ([x, y]) => `CAST(${x} // ${y} AS BIGINT)`),
      'int64',
      [a, b],
      a.facts,
    ),
  ),
  // pmod of a negative divisor keeps a negative remainder's sign: only positive ones are written.
  make => {
    const a = bounded(make)
    const n = int(Math.abs(DIVISORS[make.pick(5)]))
    const op = fn('pmod', { duckdb: ([x, y]) => `(((${x} % ${y}) + ${y}) % ${y})` })
    return a === null ? null : call(op, a.type, [a, n], a.facts, a.type)
  },
  make => {
    const [a, b] = [bounded(make), bounded(make, 1)]
    if (a === null || b === null) return null
    const type = wider(a, b)
    // Spark's 0 as divisor is an error, so the try_ form; DuckDB gives NULL by itself.
    return call(fn('try_mod', { duckdb: ([x, y]) => `(${x} % ${y})` }), type, [a, b], a.facts, type)
  },
  make =>
    call(
      fn('length', { duckdb: ([a]) => `CAST(length(${a}) AS INTEGER)` }),
      'int32',
      [make.arg(0, 'string')],
      upTo(1000),
    ),
  // An empty needle is found in different places.
  make =>
    call(
      fn('instr', { duckdb: ([a, b]) => `CAST(instr(${a}, ${b}) AS INTEGER)` }),
      'int32',
      [make.arg(0, 'string'), text('ab1a'[make.pick(4)])],
      upTo(1000),
    ),
  make =>
    call(
      // DuckDB's counts bytes: what has several is made one that is in no literal.
      fn('levenshtein', {
        duckdb: ([a, b]) => `CAST(levenshtein(regexp_replace(${a}, '[^ -~]', '~', 'g'), ${b}) AS INTEGER)`,
      }),
      'int32',
      [make.arg(0, 'string'), text(['ab', 'abc', 'b1'][make.pick(3)])],
      upTo(1000),
    ),
  part('year', 10_000),
  part('month', 12),
  part('day', 31),
  part('quarter', 4),
  part('dayofyear', 366),
  part('weekofyear', 53, a => `week(${a})`),
  // Spark counts from Sunday as 1, DuckDB as 0; weekday from Monday as 0, DuckDB's isodow as 1.
  part('dayofweek', 7, a => `(dayofweek(${a}) + 1)`),
  part('weekday', 6, a => `(isodow(${a}) - 1)`),
  clock('hour', 23),
  clock('minute', 59),
  clock('second', 59),
  make => call(fn('unix_micros', { duckdb: 'epoch_us' }), 'int64', [make.arg(0, 'timestamp')], upTo(1e17)),
  make =>
    call(
      fn('unix_date', { duckdb: ([a]) => `CAST(${a} - DATE '1970-01-01' AS INTEGER)` }),
      'int32',
      [make.arg(0, 'date')],
      upTo(1e7),
    ),
  make =>
    call(
      fn('datediff', { duckdb: ([a, b]) => `CAST(${a} - ${b} AS INTEGER)` }),
      'int32',
      [make.arg(0, 'date'), make.arg(1, 'date')],
      upTo(1e7),
    ),
  make => {
    const op = (word: string) => ({
      spark: ([a, b]: readonly string[]) => `timestampdiff(${word}, ${a}, ${b})`,
      // Whole units that have passed, not borders that were crossed.
      duckdb: ([a, b]: readonly string[]) => `date_sub('${word.toLowerCase()}', ${a}, ${b})`,
      node: fn('timestampdiff').node,
    })
    const word = ['DAY', 'HOUR', 'MINUTE', 'SECOND'][make.pick(4)]
    const made = op(word)
    return call(
      {
        ...made,
        node: args => ({
          kind: 'call',
          name: 'timestampDiff',
          args: [{ kind: 'literal', type: 'string', value: word }, ...args],
        }),
      },
      'int64',
      [make.arg(0, 'timestamp'), make.arg(1, 'timestamp')],
      upTo(1e12),
    )
  },
  make => call(castTo('int32'), 'int32', [make.arg(0, 'boolean')], upTo(1)),
  make => {
    const a = make.arg(0, 'int')
    return call(castTo('int64'), 'int64', [a], a.facts)
  },
  make => {
    const a = make.arg(0, make.pick(2) === 0 ? 'double' : 'decimal')
    return a.facts.max < MAX_INT32 ? call(cut('int32'), 'int32', [a], upTo(a.facts.max)) : null
  },
  make => {
    const a = make.arg(0, 'double')
    const name = make.pick(2) === 0 ? 'floor' : 'ceil'
    return a.facts.max < 1e15
      ? call(fn(name, { duckdb: ([x]) => `CAST(${name}(${x}) AS BIGINT)` }), 'int64', [a], upTo(a.facts.max + 1))
      : null
  },
  make => {
    const a = make.arg(0, 'decimal')
    const { type } = a
    const name = make.pick(2) === 0 ? 'floor' : 'ceil'
    // Spark's result is a decimal without places.
    const cast = castTo('int32')
    if (kindOf(type) !== 'decimal' || a.facts.max >= MAX_INT32) return null
    return call(
      {
        spark: ([x]) => `CAST(${name}(${x}) AS INT)`,
        duckdb: ([x]) => `CAST(${name}(${x}) AS INTEGER)`,
        node: (args, c) => cast.node([{ kind: 'call', name, args }], c),
      },
      'int32',
      [a],
      upTo(a.facts.max + 1),
    )
  },
  ...(['&', '|', '^'] as const).map(
    (operator): Maker =>
      make => {
        const [a, b] = [make.arg(0, 'int'), make.arg(1, 'int')]
        const type = wider(a, b)
        const name = { '&': 'bitwiseAnd', '|': 'bitwiseOr', '^': 'bitwiseXor' }[operator]
        const op = infix(operator, name, operator === '^' ? ([x, y]) => `xor(${x}, ${y})` : operator)
        // Up to the next power of two, or of what is negative.
        const max = 2 ** Math.ceil(Math.log2(Math.max(a.facts.max, b.facts.max, 1) + 1))
        return call(op, type, [a, b], upTo(Math.min(max, limit(type) + 1)), type)
      },
  ),
  // Only texts of the tables: DuckDB takes more forms of numbers than Spark, and rounds those with places.
  make => {
    const a = make.arg(0, 'string')
    const op = {
      spark: ([x]: readonly string[]) => `TRY_CAST(${x} AS INT)`,
      duckdb: ([x]: readonly string[]) => `TRY_CAST(${x} AS INTEGER)`,
      node: ([arg]: readonly import('@millrace/engine').ExpressionNode[]) =>
        ({ kind: 'cast', to: 'int32', arg, try: true }) as const,
    }
    return a.kind === 'call' ? null : call(op, 'int32', [a], upTo(MAX_INT32 + 1))
  },
]
