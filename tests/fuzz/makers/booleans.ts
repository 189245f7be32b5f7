import { castTo, type Expression, fn, infix, type Op } from '../expression.ts'
import { type Kind, kindOf } from '../types.ts'
import { call, commonOf, type Make, type Maker, text } from './make.ts'

const NUMBERS: readonly Kind[] = ['int', 'double', 'decimal']

/** Values to compare, sometimes of different numeric types, which Spark widens. */
function comparable(make: Make, count: number): Expression[] {
  const kind = make.kind()
  const first = make.arg(0, kind)
  const mixed = NUMBERS.includes(kind) && make.pick(3) === 0
  return [
    first,
    ...Array.from({ length: count - 1 }, (_, i) => make.arg(i + 1, mixed ? NUMBERS[make.pick(3)] : kindOf(first.type))),
  ]
}

const comparing =
  (op: Op, count: number): Maker =>
  make => {
    const args = comparable(make, count)
    const type = commonOf(args)
    // A wide integer beside a decimal of many digits: Spark gives up places.
    return type === null ? null : call(op, 'boolean', args, undefined, type)
  }

const IN: Op = {
  spark: ([a, ...list]) => `(${a} IN (${list.join(', ')}))`,
  duckdb: ([a, ...list]) => `(${a} IN (${list.join(', ')}))`,
  node: args => ({ kind: 'call', name: 'in', args }),
}

const BETWEEN: Op = {
  spark: ([a, low, high]) => `(${a} BETWEEN ${low} AND ${high})`,
  duckdb: ([a, low, high]) => `(${a} BETWEEN ${low} AND ${high})`,
  node: args => ({ kind: 'call', name: 'between', args }),
}

const postfix = (words: string, node: string): Op => ({
  spark: ([a]) => `(${a} ${words})`,
  duckdb: ([a]) => `(${a} ${words})`,
  node: args => ({ kind: 'call', name: node, args }),
})

const NOT: Op = { ...fn('not'), spark: ([a]) => `(NOT ${a})`, duckdb: ([a]) => `(NOT ${a})` }
const negated =
  (maker: Maker): Maker =>
  (make, kind) => {
    const made = maker(make, kind)
    return made === null ? null : call(NOT, 'boolean', [made])
  }

const isNull: Maker = make => call(postfix('IS NULL', 'isNull'), 'boolean', [make.arg(0, make.kind())])
const like: Maker = make =>
  call(infix('LIKE', 'like'), 'boolean', [
    make.arg(0, 'string'),
    text(['a%', '%b%', '_', '%', 'a_c', '_%_', '', '%é'][make.pick(8)]),
  ])

/** Patterns that mean the same in Java and in RE2. */
export const PATTERNS = ['[a-c]+', '^a', 'b$', '(a|b)(c?)', '[0-9]', '.', 'a.*c', '^$']

const connective = (word: string, node: string): Maker => {
  return make => call(infix(word, node), 'boolean', [make.arg(0, 'boolean'), make.arg(1, 'boolean')])
}

export const booleans: readonly Maker[] = [
  comparing(infix('=', 'eq'), 2),
  comparing(infix('<', 'lt'), 2),
  comparing(infix('>=', 'gte'), 2),
  comparing(infix('<>', 'neq'), 2),
  comparing(infix('<=', 'lte'), 2),
  comparing(infix('>', 'gt'), 2),
  comparing(infix('<=>', 'equalNullSafe', 'IS NOT DISTINCT FROM'), 2),
  connective('AND', 'and'),
  connective('OR', 'or'),
  make => call(NOT, 'boolean', [make.arg(0, 'boolean')]),
  isNull,
  negated(isNull),
  make => call(postfix('IS NOT NULL', 'isNotNull'), 'boolean', [make.arg(0, make.kind())]),
  comparing(IN, 3),
  negated(comparing(IN, 4)),
  comparing(BETWEEN, 3),
  negated(comparing(BETWEEN, 3)),
  like,
  negated(like),
  make => call(fn('startswith', { duckdb: 'starts_with' }), 'boolean', [make.arg(0, 'string'), make.arg(1, 'string')]),
  make => call(fn('endswith', { duckdb: 'ends_with' }), 'boolean', [make.arg(0, 'string'), make.arg(1, 'string')]),
  make => call(fn('contains'), 'boolean', [make.arg(0, 'string'), make.arg(1, 'string')]),
  make =>
    call(
      infix('RLIKE', 'rlike', ([a, b]) => `regexp_matches(${a}, ${b})`),
      'boolean',
      [make.arg(0, 'string'), text(PATTERNS[make.pick(PATTERNS.length)])],
    ),
  make => call(castTo('boolean'), 'boolean', [make.arg(0, 'int')]),
]
