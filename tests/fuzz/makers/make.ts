import type { Call, Expression, Literal, Op } from '../expression.ts'
import { commonType, type Facts, type FuzzType, type Grade, type Kind } from '../types.ts'

/** What a maker builds an expression from. */
export interface Make {
  /** A choice among n. */
  readonly pick: (n: number) => number
  /** The i-th argument, of a kind. */
  readonly arg: (i: number, kind: Kind) => Expression
  /** Any kind. */
  readonly kind: () => Kind
  /** How many arguments were generated. */
  readonly count: number
}

/** Builds an expression of the wanted kind; null where its values could leave their type. */
export type Maker = (make: Make, kind: Kind) => Expression | null

export const DYADIC: Facts = { max: 0, grade: 'dyadic' }
export const upTo = (max: number, grade: Grade = 'dyadic'): Facts => ({ max, grade })

export function call(
  op: Op,
  type: FuzzType,
  args: readonly Expression[],
  facts: Facts = DYADIC,
  argType?: FuzzType,
): Call {
  return { kind: 'call', op, args, type, facts, ...(argType === undefined ? {} : { argType }) }
}

export const int = (value: number): Literal => ({
  kind: 'literal',
  type: 'int32',
  value,
  facts: upTo(Math.abs(value)),
})

export const text = (value: string): Literal => ({
  kind: 'literal',
  type: 'string',
  value,
  facts: upTo(value.length),
})

/** The type that all have in common. */
export function commonOf(args: readonly Expression[]): FuzzType | null {
  let type: FuzzType | null = args[0].type
  for (const { type: other } of args.slice(1)) type = type === null ? null : commonType(type, other)
  return type
}

/** What is known of a value that is one of these. */
export function oneOf(args: readonly Expression[], type: FuzzType): Facts {
  const widened = type === 'double' && args.some(a => a.type !== 'double')
  const exact = widened || args.some(a => a.facts.grade === 'exact')
  return upTo(Math.max(...args.map(a => a.facts.max)), exact ? 'exact' : 'dyadic')
}
