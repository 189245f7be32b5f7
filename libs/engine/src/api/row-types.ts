import type { Schema } from '@millrace/columns'
import type { Expr } from './expr.ts'
import type { DateString, HostMap, HostType } from './host-type.ts'

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

declare const marker: unique symbol

/** Stands for the type of column `C` of whatever row an expression is used on. */
export interface Of<C extends string> {
  readonly [marker]: 'column'
  readonly column: C
}

/** Stands for `O` without null. */
export interface NotNull<O> {
  readonly [marker]: 'notNull'
  readonly of: O
}

/** Stands for a list of `O`. */
export interface ListOf<O> {
  readonly [marker]: 'list'
  readonly of: O
}

/** Stands for a struct with fields of the types in `F`. */
export interface StructOf<F> {
  readonly [marker]: 'struct'
  readonly fields: F
}

/** Stands for a map of keys `K` and values `V`. */
export interface MapOf<K, V> {
  readonly [marker]: 'map'
  readonly key: K
  readonly of: V
}

/** Stands for an element of a list, or a value of a map, of type `O`. */
export interface ElementOf<O> {
  readonly [marker]: 'element'
  readonly of: O
}

/** Stands for a key of a map of type `O`. */
export interface KeyOf<O> {
  readonly [marker]: 'key'
  readonly of: O
}

/** Stands for a field of a struct of type `O`. */
export interface FieldOf<O, F extends string> {
  readonly [marker]: 'field'
  readonly of: O
  readonly field: F
}

/** Stands for `O` on the rows of a group: the type of an aggregate's values. */
export interface InsideOf<O> {
  readonly [marker]: 'inside'
  readonly of: O
}

declare const group: unique symbol

/** What an aggregate needs: a group whose rows have what `N` says. Rows themselves have none, so it fits in `agg` alone. */
export interface InGroup<N> {
  readonly [group]: N
}

/** What expressions in `agg` may use: the keys and, in aggregates, the columns of the rows. */
export type GroupRow<Row, Keys> = [Row] extends [never] ? never : Keys & InGroup<Row>

/** The type of an expression's values on rows of type `Row`. */
export type Resolve<Row, O> = [Row] extends [never]
  ? never
  : O extends Of<infer C>
    ? C extends keyof Row
      ? Row[C]
      : never
    : O extends NotNull<infer P>
      ? NonNullable<Resolve<Row, P>>
      : O extends ListOf<infer P>
        ? readonly Resolve<Row, P>[]
        : O extends StructOf<infer F>
          ? { readonly [K in keyof F]: Resolve<Row, F[K]> }
          : O extends MapOf<infer K, infer V>
            ? HostMap<NonNullable<Resolve<Row, K>>, Resolve<Row, V>>
            : O extends ElementOf<infer P>
              ? ElementIn<NonNullable<Resolve<Row, P>>> | null
              : O extends KeyOf<infer P>
                ? KeyIn<NonNullable<Resolve<Row, P>>>
                : O extends FieldOf<infer P, infer F>
                  ? FieldIn<NonNullable<Resolve<Row, P>>, F> | null
                  : O extends InsideOf<infer P>
                    ? Row extends InGroup<infer R>
                      ? Resolve<R, P>
                      : never
                    : O

type ElementIn<T> = T extends readonly (infer E)[] ? E : T extends HostMap<unknown, infer V> ? V : never
type KeyIn<T> = T extends HostMap<infer K, unknown> ? K : never
type FieldIn<T, F extends string> = F extends keyof T ? T[F] : never

export type AnyExpr = Expr<never, unknown>

/** No row has this column, so an expression that needs it fits nowhere. */
interface TypeMismatch {
  readonly 'the expression has the wrong type for this operation': never
}

/** What rows need for values of type `O` to be usable as a `T`; `O` is no union. */
type NeedOf<O, T> =
  O extends Of<infer C>
    ? { readonly [K in C]: T }
    : O extends NotNull<infer P>
      ? NeedsOf<P, T | null>
      : O extends ListOf<infer P>
        ? [Extract<T, readonly unknown[]>] extends [never]
          ? unknown extends T
            ? unknown
            : TypeMismatch
          : NeedsOf<P, Extract<T, readonly unknown[]>[number]>
        : O extends StructOf<unknown> | MapOf<unknown, unknown>
          ? unknown
          : O extends ElementOf<infer P>
            ? NeedsOf<P, readonly (T | null)[] | HostMap<unknown, T | null> | null>
            : O extends KeyOf<infer P>
              ? NeedsOf<P, HostMap<T, unknown> | null>
              : O extends FieldOf<infer P, infer F>
                ? NeedsOf<P, { readonly [K in F]: T | null } | null>
                : O extends InsideOf<infer P>
                  ? InGroup<NeedsOf<P, T>>
                  : O extends T
                    ? unknown
                    : TypeMismatch

type BoxedNeed<O, T> = O extends unknown ? { readonly need: NeedOf<O, T> } : never

/** What rows need for values of type `O`, which may be a union, to be usable as a `T`. */
type NeedsOf<O, T> = UnionToIntersection<BoxedNeed<O, T>> extends { readonly need: infer N } ? N : unknown

/** What rows need for an expression (needs `N`, type `O`) to be usable as a `T`. */
export type Require<N, O, T> = N & NeedsOf<O, T>

/** What rows need for an operand, an expression or a constant, to be usable as a `T`. */
export type OperandNeeds<P, T> = P extends Expr<infer N, infer O> ? Require<N, O, T> : unknown

/** The same for an argument of a function, where a string is a column name. */
export type ArgumentNeeds<A, T> = A extends string ? { readonly [C in A]: T } : OperandNeeds<A, T>

/** The type that an argument has. */
export type ArgumentType<A> = A extends string ? Of<A> : A extends Expr<never, infer O> ? O : Widened<A>

/** The type of the values of a constant. */
export type Widened<T> = T extends string
  ? string
  : T extends number
    ? number
    : T extends bigint
      ? bigint
      : T extends boolean
        ? boolean
        : T

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

export type Simplify<T> = { readonly [K in keyof T]: T[K] } & {}

/** The row with nulls in all columns. */
export type Nullable<Row> = { readonly [K in keyof Row]: Row[K] | null }

/** The row with the columns of another one, which replace those of the same names. */
export type WithColumns<Row, Added> = Simplify<Omit<Row, keyof Added> & Added>
