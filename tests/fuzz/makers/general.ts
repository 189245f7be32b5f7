import { type Expression, fn, type Op } from '../expression.ts'
import { duckdbType, type Kind } from '../types.ts'
import { call, commonOf, type Make, type Maker, oneOf } from './make.ts'

const NUMBERS: readonly Kind[] = ['int', 'int', 'double', 'decimal']

/** Arguments of a kind; for numbers sometimes of several types, which are then widened to a type of the wanted kind. */
function values(make: Make, kind: Kind, from: number, count: number): Expression[] {
  const mixed = (kind === 'double' || kind === 'decimal') && make.pick(3) === 0
  return Array.from({ length: count }, (_, i) => {
    const other = mixed && i > 0 ? (kind === 'double' ? NUMBERS[make.pick(4)] : 'int') : kind
    return make.arg(from + i, other)
  })
}

/** A function of which the result is one of its arguments. */
const choosing =
  (op: Op, count: number): Maker =>
  (make, kind) => {
    const args = values(make, kind, 0, count)
    const type = commonOf(args)
    return type === null ? null : call(op, type, args, oneOf(args, type), type)
  }

const CASE: Op = {
  spark: ([when, then, otherwise]) => `CASE WHEN ${when} THEN ${then} ELSE ${otherwise} END`,
  duckdb: ([when, then, otherwise], { type }) =>
    `CAST(CASE WHEN ${when} THEN ${then} ELSE ${otherwise} END AS ${duckdbType(type)})`,
  node: args => ({ kind: 'call', name: 'when', args }),
}

const WHEN: Op = {
  spark: ([when, then]) => `CASE WHEN ${when} THEN ${then} END`,
  duckdb: ([when, then]) => `CASE WHEN ${when} THEN ${then} END`,
  node: args => ({ kind: 'call', name: 'when', args }),
}

const conditional =
  (op: Op): Maker =>
  (make, kind) => {
    const [then, otherwise] = values(make, kind, 1, 2)
    const type = commonOf([then, otherwise])
    if (type === null) return null
    return call(op, type, [make.arg(0, 'boolean'), then, otherwise], oneOf([then, otherwise], type))
  }

const sameCase: Op = {
  spark: ([value, a, then, otherwise]) => `CASE ${value} WHEN ${a} THEN ${then} ELSE ${otherwise} END`,
  duckdb: ([value, a, then, otherwise]) => `CASE ${value} WHEN ${a} THEN ${then} ELSE ${otherwise} END`,
  node: ([value, a, then, otherwise]) => ({
    kind: 'call',
    name: 'when',
    args: [{ kind: 'call', name: 'eq', args: [value, a] }, then, otherwise],
  }),
}

/** Functions of any type. */
export const general: readonly Maker[] = [
  conditional(CASE),
  choosing(fn('coalesce'), 2),
  conditional({ ...fn('if'), duckdb: CASE.duckdb, node: CASE.node }),
  choosing(fn('greatest'), 2),
  choosing(fn('least'), 3),
  // The condition is null-safe of itself: WHEN takes only what is true.
  (make, kind) => {
    const then = make.arg(1, kind)
    return call(WHEN, then.type, [make.arg(0, 'boolean'), then], then.facts)
  },
  // NULLIF: of the first argument's type; both are of one here, so that nothing is widened.
  (make, kind) => {
    const [a, b] = [make.arg(0, kind), make.arg(1, kind)]
    return a.type === b.type ? call(fn('nullif'), a.type, [a, b], a.facts) : null
  },
  choosing(fn('nvl', { duckdb: 'coalesce' }), 2),
  (make, kind) => {
    const of = make.kind()
    const [value, a, then, otherwise] = [make.arg(0, of), make.arg(1, of), make.arg(2, kind), make.arg(3, kind)]
    return value.type !== a.type || then.type !== otherwise.type
      ? null
      : call(sameCase, then.type, [value, a, then, otherwise], oneOf([then, otherwise], then.type))
  },
]
