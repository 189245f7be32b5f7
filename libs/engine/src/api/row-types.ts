import type { DayTimeIntervalType, HostValue, Schema, TypeName, YearMonthIntervalType } from '@millrace/columns'
import type { Expr } from './expr.ts'

/** A calendar day as people write it, `YYYY-MM-DD`: the host type of `date`. */
export type DateString = `${number}-${number}-${number}`

interface HostTypes {
  boolean: boolean
  int8: number
  int16: number
  int32: number
  int64: bigint
  float: number
  double: number
  string: string
  binary: Uint8Array
  date: DateString
  timestamp: Date
  timestamp_ntz: Date
}

/** The TypeScript type of a value of a column type. */
export type HostType<T extends TypeName> = T extends keyof HostTypes
  ? HostTypes[T]
  : T extends YearMonthIntervalType
    ? number
    : T extends DayTimeIntervalType
      ? bigint
      : HostValue

/**
 * The row type of a schema that was declared `as const`. A schema whose names are unknown to the compiler gives `never`, on
 * which every column name and type is accepted; the analyser still checks them when the query starts.
 */
export type RowOf<S extends Schema> = string extends S[number]['name']
  ? never
  : {
      readonly [F in S[number] as F['name']]: F['nullable'] extends false
        ? HostType<F['type']>
        : HostType<F['type']> | null
    }

export type Numeric = number | bigint | null

/** Stands for the type of column `C` of whatever row an expression is used on. */
export interface Of<C extends string> {
  readonly column: C
}

/** Stands for `O` without null. */
export interface NotNull<O> {
  readonly notNull: O
}

/** The type of an expression's values on rows of type `Row`. */
export type Resolve<Row, O> = [Row] extends [never]
  ? never
  : O extends Of<infer C>
    ? C extends keyof Row
      ? Row[C]
      : never
    : O extends NotNull<infer P>
      ? NonNullable<Resolve<Row, P>>
      : O

export type AnyExpr = Expr<never, unknown>

type ColumnsIn<O> = O extends Of<infer C> ? C : O extends NotNull<infer P> ? ColumnsIn<P> : never
type ConstantsIn<O> = O extends Of<string> ? never : O extends NotNull<infer P> ? ConstantsIn<P> : O

/** No row has this column, so an expression that needs it fits nowhere. */
interface TypeMismatch {
  readonly 'the expression has the wrong type for this operation': never
}

/** What rows need for an expression (needs `N`, type `O`) to be usable as a `T`. */
export type Require<N, O, T> = N & { readonly [C in ColumnsIn<O>]: T } & (ConstantsIn<O> extends T
    ? unknown
    : TypeMismatch)

/** What rows need for an operand, an expression or a constant, to be usable as a `T`. */
export type OperandNeeds<P, T> = P extends Expr<infer N, infer O> ? Require<N, O, T> : unknown

/** The same for an argument of a function, where a string is a column name. */
export type ArgumentNeeds<A, T> = A extends string ? { readonly [C in A]: T } : OperandNeeds<A, T>

/** The type that an argument has. */
export type ArgumentType<A> = A extends string ? Of<A> : A extends Expr<never, infer O> ? O : never

/** What may be compared with an operand. */
export type ComparableTo<P> = P extends string
  ? string | Date | null
  : P extends number | bigint
    ? Numeric
    : P extends boolean
      ? boolean | null
      : P extends Date
        ? Date | DateString | null
        : unknown

export type UnionToIntersection<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void
  ? I
  : never

export type Simplify<T> = { readonly [K in keyof T]: T[K] }
