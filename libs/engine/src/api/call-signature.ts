import type { LiteralValue } from './literal.ts'
import type {
  AnyExpr,
  ArgumentNeeds,
  ArgumentType,
  ElementOf,
  InsideOf,
  KeyOf,
  ListOf,
  MapOf,
  NotNull,
  OperandNeeds,
  StructOf,
} from './row-types.ts'

/** A parameter for values of rows: a string is the name of a column, other constants are themselves. */
export interface Column<T> {
  readonly column: T
}

/** A parameter that is most often a constant: a string is a text. */
export interface Value<T> {
  readonly value: T
}

type Constant<T> = Exclude<Extract<LiteralValue, T>, null>

/** What may be given for a parameter. */
type Given<P> =
  P extends Column<infer T>
    ? AnyExpr | string | Exclude<Constant<T>, string>
    : P extends Value<infer T>
      ? AnyExpr | Constant<T>
      : never

/** The arguments that parameters take; labels, optional ones and the rest are kept. */
export type ArgumentsOf<P extends readonly unknown[]> = { [I in keyof P]: Given<P[I]> }

type NeedOf<P, A> =
  P extends Column<infer T> ? ArgumentNeeds<A, T> : P extends Value<infer T> ? OperandNeeds<A, T> : unknown

/** What rows need for the arguments `A` of parameters `P`. */
export type CallNeeds<P extends readonly unknown[], A extends readonly unknown[]> = A extends readonly [
  infer First,
  ...infer Others,
]
  ? P extends readonly [infer Parameter, ...infer Rest]
    ? NeedOf<Parameter, First> & CallNeeds<Rest, Others>
    : P extends readonly (infer Parameter)[]
      ? NeedOf<Parameter, First> & CallNeeds<P, Others>
      : unknown
  : unknown

declare const argument: unique symbol

/** In the type of a result: the type of the argument at a place, or of any argument. */
export interface Arg<I extends number = number> {
  readonly [argument]: I
}

/** The type of a value for a parameter: a string is a text in a Value, a column in a Column. */
type TypeAt<P, A> = P extends Value<unknown> ? (A extends string ? string : ArgumentType<A>) : ArgumentType<A>

type ParameterAt<P extends readonly unknown[], I extends number> = I extends keyof P ? P[I] : P[number]

/** The type of a call: `O` with the types of the arguments in it. */
export type CallType<O, P extends readonly unknown[], A extends readonly unknown[]> =
  O extends Arg<infer I>
    ? number extends I
      ? TypeAt<P[number], A[number]>
      : I extends keyof A
        ? TypeAt<ParameterAt<P, I>, A[I]>
        : never
    : O extends ListOf<infer Q>
      ? ListOf<CallType<Q, P, A>>
      : O extends ElementOf<infer Q>
        ? ElementOf<CallType<Q, P, A>>
        : O extends KeyOf<infer Q>
          ? KeyOf<CallType<Q, P, A>>
          : O extends NotNull<infer Q>
            ? NotNull<CallType<Q, P, A>>
            : O extends InsideOf<infer Q>
              ? InsideOf<CallType<Q, P, A>>
              : O extends MapOf<infer K, infer V>
                ? MapOf<CallType<K, P, A>, CallType<V, P, A>>
                : O extends StructOf<infer F>
                  ? StructOf<{ readonly [K in keyof F]: CallType<F[K], P, A> }>
                  : O

type Letter<P> = P extends Column<unknown> ? 'c' : 'v'

/**
 * How the arguments are read, a letter for each parameter: `c` where a string is a column, `v` where it is a text; `...` after the
 * letter of the last one where any number of them may follow.
 */
export type Reading<P extends readonly unknown[]> = P extends readonly []
  ? ''
  : P extends readonly [infer First, ...infer Rest]
    ? `${Letter<First>}${Reading<Rest>}`
    : P extends readonly (infer Each)[]
      ? `${Letter<Each>}...`
      : never
