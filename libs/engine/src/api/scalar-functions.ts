import type { HostValue, TypeName } from '@millrace/columns'
import type { ExpressionNode } from '../plan/expression-node.ts'
import { argumentNode, call, Expr, type Operand, operandNode } from './expr.ts'
import type { DateString, HostType } from './host-type.ts'
import { type LiteralValue, literalNode, typedLiteralNode } from './literal.ts'
import type {
  AnyExpr,
  ArgumentNeeds,
  ArgumentType,
  NotNull,
  Numeric,
  Of,
  OperandNeeds,
  UnionToIntersection,
  Widened,
} from './row-types.ts'

/** An argument of a function: an expression or, as in PySpark, the name of a column. Constants go through `lit`. */
export type Argument = AnyExpr | string

/** What rows need for functions of these arguments. */
export type AllNeeds<A extends readonly Argument[], T> =
  UnionToIntersection<{ [I in keyof A]: { needs: ArgumentNeeds<A[I], T> } }[number]> extends { needs: infer N }
    ? N
    : unknown

/** A column by name. */
export const col = <C extends string>(name: C): Expr<{ readonly [K in C]: unknown }, Of<C>> =>
  new Expr({ kind: 'column', name })

/**
 * A constant: of the type that the value suggests, or of the one named, which a string is cast to.
 *
 * @example
 * lit('12.50', 'decimal(10,2)')
 * lit(['GET', 'HEAD'], 'list<string>')
 */
export function lit<T extends LiteralValue>(value: T): Expr<unknown, Widened<T>>
export function lit<T extends TypeName>(value: HostValue | Date, type: T): Expr<unknown, HostType<T>>
export function lit(value: HostValue | Date, type?: TypeName): Expr<unknown, unknown> {
  return new Expr(type === undefined ? literalNode(value as LiteralValue) : typedLiteralNode(value, type))
}

/** The strings one after another; null when any of them is null. Other types are cast to string. */
export const concat = <A extends readonly Argument[]>(...args: A): Expr<AllNeeds<A, unknown>, string | null> =>
  new Expr(call('concat', ...args.map(argumentNode)))

/** The first argument that is not null. */
export const coalesce = <A extends readonly [Argument, ...Argument[]]>(
  ...args: A
): Expr<AllNeeds<A, unknown>, CoalesceType<A>> => new Expr(call('coalesce', ...args.map(argumentNode)))

type CoalesceType<A extends readonly Argument[]> = A extends readonly [...infer Init, infer Last]
  ?
      | (Init[number] extends infer I ? (I extends Argument ? NotNull<ArgumentType<I>> : never) : never)
      | ArgumentType<Last>
  : never

/** Characters of a string, bytes of a binary. */
export const length = <A extends Argument>(arg: A): Expr<ArgumentNeeds<A, string | Uint8Array | null>, number | null> =>
  new Expr(call('length', argumentNode(arg)))

/** The day of a timestamp in the session's time zone; a string is read as `YYYY-MM-DD`, or by Spark's pattern. */
export const toDate = <A extends Argument>(
  arg: A,
  pattern?: string,
): Expr<ArgumentNeeds<A, Date | string | null>, DateString | null> =>
  new Expr(call('toDate', argumentNode(arg), ...(pattern === undefined ? [] : [literalNode(pattern)])))

/** The hour of a timestamp in the session's time zone, 0 to 23. */
export const hour = <A extends Argument>(arg: A): Expr<ArgumentNeeds<A, Date | null>, number | null> =>
  new Expr(call('hour', argumentNode(arg)))

/** Units of `timestampAdd` (those of a fixed length). */
export type TimeUnit = 'microsecond' | 'millisecond' | 'second' | 'minute' | 'hour' | 'day' | 'week'

/** Spark's `timestampadd(unit, quantity, timestamp)`. A column of offsets in minutes gives the log's local time. */
export const timestampAdd = <Q extends Argument | number, A extends Argument>(
  unit: TimeUnit,
  quantity: Q,
  timestamp: A,
): Expr<(Q extends number ? unknown : ArgumentNeeds<Q, Numeric>) & ArgumentNeeds<A, Date | null>, Date | null> =>
  new Expr(
    call(
      'timestampAdd',
      literalNode(unit),
      typeof quantity === 'number' ? literalNode(quantity) : argumentNode(quantity),
      argumentNode(timestamp),
    ),
  )

/** `case when`: the value of the first condition that is true, null when none is; see `otherwise`. */
export const when = <C extends AnyExpr, V extends Operand>(
  condition: C,
  value: V,
): Case<OperandNeeds<C, boolean | null> & OperandNeeds<V, unknown>, OperandType<V>> =>
  new Case([condition.node, operandNode(value)])

type OperandType<V> = V extends Expr<never, infer O> ? O : V extends LiteralValue ? Widened<V> : never

/** A `case` whose branches so far may all fail, which gives null. */
export class Case<in N, out O> extends Expr<N, O | null> {
  readonly #args: readonly ExpressionNode[]

  constructor(args: readonly ExpressionNode[]) {
    super(call('when', ...args))
    this.#args = args
  }

  when<C extends AnyExpr, V extends Operand>(
    condition: C,
    value: V,
  ): Case<N & OperandNeeds<C, boolean | null> & OperandNeeds<V, unknown>, O | OperandType<V>> {
    return new Case([...this.#args, condition.node, operandNode(value)])
  }

  /** What the value is when no condition is true. */
  otherwise<V extends Operand>(value: V): Expr<N & OperandNeeds<V, unknown>, O | OperandType<V>> {
    return new Expr(call('when', ...this.#args, operandNode(value)))
  }
}
