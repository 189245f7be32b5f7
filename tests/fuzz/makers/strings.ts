import { castTo, fn, infix, type Op } from '../expression.ts'
import { PATTERNS } from './booleans.ts'
import { call, int, type Maker, text, upTo } from './make.ts'

const LONGEST = 200

/** A function of a string that does not make it longer. */
const changing =
  (op: Op): Maker =>
  make => {
    const a = make.arg(0, 'string')
    return call(op, 'string', [a], a.facts)
  }

const concat: Maker = make => {
  const [a, b] = [make.arg(0, 'string'), make.arg(1, 'string')]
  const max = a.facts.max + b.facts.max
  return max > LONGEST ? null : call(infix('||', 'concat'), 'string', [a, b], upTo(max))
}

export const strings: readonly Maker[] = [
  changing(fn('upper')),
  changing(fn('lower')),
  concat,
  // concat() of Spark is NULL with a NULL; DuckDB's passes over it, || does not.
  make => {
    const [a, b, c] = [make.arg(0, 'string'), make.arg(1, 'string'), make.arg(2, 'string')]
    const max = a.facts.max + b.facts.max + c.facts.max
    return max > LONGEST
      ? null
      : call(fn('concat', { duckdb: ([x, y, z]) => `(${x} || ${y} || ${z})` }), 'string', [a, b, c], upTo(max))
  },
  make => {
    const [a, b] = [make.arg(0, 'string'), make.arg(1, 'string')]
    const max = a.facts.max + b.facts.max + 1
    return max > LONGEST ? null : call(fn('concat_ws'), 'string', [text(['-', ',', ''][make.pick(3)]), a, b], upTo(max))
  },
  // Positions from 1: Spark counts those before the text as places that are missing, DuckDB does not.
  make => {
    const a = make.arg(0, 'string')
    return call(fn('substring'), 'string', [a, int(make.pick(4) + 1), int(make.pick(4))], a.facts)
  },
  make => {
    const a = make.arg(0, 'string')
    return call(fn(make.pick(2) === 0 ? 'left' : 'right'), 'string', [a, int(make.pick(4))], a.facts)
  },
  make => {
    const a = make.arg(0, 'string')
    const max = a.facts.max * 2
    if (max > LONGEST) return null
    return call(
      fn('replace'),
      'string',
      [a, text(['a', 'b', 'ab', 'é'][make.pick(4)]), text(['', 'x', 'aa'][make.pick(3)])],
      upTo(max),
    )
  },
  changing(fn('trim')),
  changing(fn('ltrim')),
  changing(fn('rtrim')),
  changing(fn('reverse')),
  make =>
    call(
      fn(make.pick(2) === 0 ? 'lpad' : 'rpad'),
      'string',
      [make.arg(0, 'string'), int(make.pick(6)), text(['*', 'xy', 'é'][make.pick(3)])],
      upTo(6),
    ),
  make => {
    const a = make.arg(0, 'string')
    const times = make.pick(4)
    return a.facts.max * times > LONGEST
      ? null
      : call(fn('repeat'), 'string', [a, int(times)], upTo(a.facts.max * times))
  },
  make => {
    const a = make.arg(0, 'string')
    return call(fn('translate'), 'string', [a, text('ab1'), text(['xy', 'ba2', ''][make.pick(3)])], a.facts)
  },
  make => {
    const a = make.arg(0, 'string')
    return call(fn('split_part'), 'string', [a, text(',b a'[make.pick(4)]), int([1, 2, 3, -1][make.pick(4)])], a.facts)
  },
  // DuckDB replaces all only when told to. Patterns that match nothing are not replaced the same by Java and RE2.
  make => {
    const a = make.arg(0, 'string')
    const op = fn('regexp_replace', { duckdb: ([x, pattern, by]) => `regexp_replace(${x}, ${pattern}, ${by}, 'g')` })
    return a.facts.max * 2 > LONGEST
      ? null
      : call(
          op,
          'string',
          [a, text(PATTERNS[make.pick(PATTERNS.length - 1)]), text(['', 'x', 'yy'][make.pick(3)])],
          upTo(a.facts.max * 2),
        )
  },
  make => {
    const a = make.arg(0, 'string')
    return call(
      fn('regexp_extract'),
      'string',
      [a, text(['(a|b)(c?)', '([a-c]+)', '(.)$'][make.pick(3)]), int(make.pick(2))],
      a.facts,
    )
  },
  make => call(fn('md5'), 'string', [make.arg(0, 'string')], upTo(32)),
  make => call(fn('sha2', { duckdb: ([a]) => `sha256(${a})` }), 'string', [make.arg(0, 'string'), int(256)], upTo(64)),
  make => {
    // Doubles as texts differ; the others are the same in both.
    const kind = (['int', 'boolean', 'decimal', 'date', 'timestamp'] as const)[make.pick(5)]
    return call(castTo('string'), 'string', [make.arg(0, kind)], upTo(40))
  },
  make => {
    const [spark, duckdb] = [
      ['yyyy-MM-dd', '%Y-%m-%d'],
      ['HH:mm:ss', '%H:%M:%S'],
      ['dd/MM/yyyy HH', '%d/%m/%Y %H'],
      ['D EEE', '%-j %a'],
    ][make.pick(4)]
    const op = fn('date_format', { duckdb: ([a]) => `strftime(${a}, '${duckdb}')` })
    return call(op, 'string', [make.arg(0, 'timestamp'), text(spark)], upTo(20))
  },
]
