import type { ExpressionNode, SortNode, WindowFrame } from '../../plan/expression-node.ts'
import { argumentNode, call, Expr } from '../expr.ts'
import { literalNode } from '../literal.ts'
import type {
  ArgumentNeeds,
  ArgumentType,
  InGroup,
  InsideOf,
  ListOf,
  NotNull,
  UnionToIntersection,
} from '../row-types.ts'
import type { Argument } from '../scalar-functions.ts'
import type { SortOrder } from '../sort-order.ts'
import { argumentNodes } from './scalar.ts'

/** Rows of a table around a row: how they are grouped and ordered, and which of them count. */
export interface WindowOptions<P extends readonly Argument[] = readonly Argument[], S = never> {
  /** The row counts among those with the same values. Default: among all. */
  readonly partitionBy?: P
  readonly orderBy?: readonly SortOrder<S>[]
  /** From and to so many rows after this one, negative before it, null without bound. Default: up to the last peer of this row. */
  readonly rows?: readonly [from: number | null, to: number | null]
  /** The same in values of the only sort key. */
  readonly range?: readonly [from: number | null, to: number | null]
}

/** The type of an aggregate's values outside of a group. */
type Outside<O> =
  O extends InsideOf<infer P>
    ? P
    : O extends ListOf<infer P>
      ? ListOf<Outside<P>>
      : O extends NotNull<infer P>
        ? NotNull<Outside<P>>
        : O

type PartitionNeeds<P extends readonly Argument[]> =
  UnionToIntersection<{ [I in keyof P]: { readonly needs: ArgumentNeeds<P[I], unknown> } }[number]> extends {
    readonly needs: infer N
  }
    ? N
    : unknown

/**
 * A window function, or an aggregate, for each row over the rows of its partition: SQL's `over`. For tables: on streams it is refused.
 *
 * @example
 * sales.withColumn('place', over(rank(), { partitionBy: ['shop'], orderBy: [desc('total')] }))
 */
export const over = <N, O, const P extends readonly Argument[] = readonly [], S = unknown>(
  f: Expr<InGroup<N>, O>,
  { partitionBy, orderBy = [], rows, range }: WindowOptions<P, S> = {},
): Expr<N & S & PartitionNeeds<P>, Outside<O>> => {
  if (f.node.kind !== 'call' && f.node.kind !== 'aggregate')
    throw new TypeError("over takes a call of a window function or an aggregate, such as rank() or sum('bytes').")
  const bounds = rows ?? range
  const frame: WindowFrame | undefined = bounds && {
    unit: rows === undefined ? 'range' : 'rows',
    from: bound(bounds[0]),
    to: bound(bounds[1]),
  }
  return new Expr({
    kind: 'window',
    function: f.node,
    partitionBy: (partitionBy ?? []).map(argumentNode),
    orderBy: orderBy.map((o): SortNode => o.node),
    ...(frame && { frame }),
  })
}

const bound = (value: number | null): ExpressionNode | null => (value === null ? null : literalNode(value))

/** A function of the place of a row. */
const ranking =
  <O>(name: string) =>
  (): Expr<InGroup<unknown>, O> =>
    new Expr(call(name))

/** The place of a row in its partition, from 1. */
export const rowNumber = ranking<number>('rowNumber')
/** The place of a row; equal rows have the same, and places after them are left out. */
export const rank = ranking<number>('rank')
/** The place of a row; equal rows have the same, and none is left out. */
export const denseRank = ranking<number>('denseRank')
/** The rank as a share from 0 to 1. */
export const percentRank = ranking<number>('percentRank')
/** The share of rows up to this one and its equals. */
export const cumeDist = ranking<number>('cumeDist')
/** Which of `n` parts, as equal as can be, a row is in, from 1. */
export const ntile = (n: number): Expr<InGroup<unknown>, number> => new Expr(call('ntile', literalNode(n)))

type Shifted<A extends Argument> = Expr<InGroup<ArgumentNeeds<A, unknown>>, ArgumentType<A> | null>

const shifted =
  (name: string) =>
  <A extends Argument>(value: A, n = 1): Shifted<A> =>
    new Expr(call(name, ...argumentNodes([value, n], 'cv')))

/** The value `n` rows before; null where there is no such row. */
export const lag = shifted('lag')
/** The value `n` rows after; null where there is no such row. */
export const lead = shifted('lead')
/** The value of the n-th row of the frame, from 1; null where there is no such row. */
export const nthValue = shifted('nthValue')
