import type { TypeName } from '@millrace/columns'
import type { CallNode, ExpressionNode } from '../plan/expression-node.ts'
import type { HostMap, HostType } from './host-type.ts'
import { type LiteralValue, literalNode } from './literal.ts'
import type { AnyExpr, ComparableTo, ElementOf, FieldOf, Numeric, OperandNeeds, Require } from './row-types.ts'

/** The right-hand side of an operator: an expression or a constant (a string is a constant here, not a column). */
export type Operand = AnyExpr | LiteralValue
type NumericOperand = AnyExpr | number | bigint
type TextOperand = AnyExpr | string

// Named, not inferred, so that declarations say these names instead of what they stand for.
type Comparison<N, O, P> = Expr<Require<N, O, ComparableTo<P>> & OperandNeeds<P, unknown>, boolean | null>
type TextTest<N, O, P> = Expr<Require<N, O, string | null> & OperandNeeds<P, string | null>, boolean | null>
type Conjunction<N, O, P> = Expr<Require<N, O, boolean | null> & OperandNeeds<P, boolean | null>, boolean | null>
type Calculation<N, O, P> = Expr<Require<N, O, Numeric> & OperandNeeds<P, Numeric>, number | bigint | null>

/**
 * An expression over the columns of a row. `N` is what it needs of a row (column names and types), `O` the type of its values;
 * both exist for the compiler alone. Immutable: every method gives a new expression.
 *
 * Logic is three-valued as in SQL. Arithmetic is Spark's in ANSI mode: a result outside its type's range and a division by zero
 * raise MILLRACE_ARITHMETIC when the row is evaluated.
 *
 * @example
 * const failed = col('status').gte(400).and(col('method').eq('GET'))
 */
export class Expr<in N, out O> {
  declare readonly rowNeeds: (row: N) => void
  declare readonly valueType: O
  readonly node: ExpressionNode

  constructor(node: ExpressionNode) {
    this.node = node
  }

  /** Gives the values a column name, for `select` and `groupBy`. */
  as<Name extends string>(name: Name): NamedExpr<N, O, Name> {
    return new NamedExpr(this.node, name)
  }

  /** SQL's `=`: null when either side is null. */
  eq<P extends Operand>(other: P): Comparison<N, O, P> {
    return this.#compare('eq', other)
  }
  /** SQL's `<=>`: equal where both sides are null. */
  eqNullSafe<P extends Operand>(other: P): Expr<Require<N, O, ComparableTo<P>> & OperandNeeds<P, unknown>, boolean> {
    return new Expr(call('equalNullSafe', this.node, operandNode(other)))
  }
  neq<P extends Operand>(other: P): Comparison<N, O, P> {
    return this.#compare('neq', other)
  }
  lt<P extends Operand>(other: P): Comparison<N, O, P> {
    return this.#compare('lt', other)
  }
  lte<P extends Operand>(other: P): Comparison<N, O, P> {
    return this.#compare('lte', other)
  }
  gt<P extends Operand>(other: P): Comparison<N, O, P> {
    return this.#compare('gt', other)
  }
  gte<P extends Operand>(other: P): Comparison<N, O, P> {
    return this.#compare('gte', other)
  }

  /** Whether it is from `low` to `high`, both included. */
  between<P extends Operand, Q extends Operand>(
    low: P,
    high: Q,
  ): Expr<
    Require<N, O, ComparableTo<P> & ComparableTo<Q>> & OperandNeeds<P, unknown> & OperandNeeds<Q, unknown>,
    boolean | null
  > {
    return new Expr(call('between', this.node, operandNode(low), operandNode(high)))
  }
  /** Whether it is one of the values. */
  isin<P extends Operand>(
    ...values: readonly [P, ...P[]]
  ): Expr<Require<N, O, ComparableTo<P>> & OperandNeeds<P, unknown>, boolean | null> {
    return new Expr(call('in', this.node, ...values.map(operandNode)))
  }

  /** SQL's `like`: `%` is any text, `_` a character. */
  like<P extends TextOperand>(pattern: P): TextTest<N, O, P> {
    return this.#text('like', pattern)
  }
  /** `like` without regard to case. */
  ilike<P extends TextOperand>(pattern: P): TextTest<N, O, P> {
    return this.#text('ilike', pattern)
  }
  /** Whether a regular expression, in Java's syntax, is found. */
  rlike<P extends TextOperand>(pattern: P): TextTest<N, O, P> {
    return this.#text('rlike', pattern)
  }
  contains<P extends TextOperand>(part: P): TextTest<N, O, P> {
    return this.#text('contains', part)
  }
  startsWith<P extends TextOperand>(part: P): TextTest<N, O, P> {
    return this.#text('startswith', part)
  }
  endsWith<P extends TextOperand>(part: P): TextTest<N, O, P> {
    return this.#text('endswith', part)
  }

  and<P extends AnyExpr | boolean>(other: P): Conjunction<N, O, P> {
    return this.#logic('and', other)
  }
  or<P extends AnyExpr | boolean>(other: P): Conjunction<N, O, P> {
    return this.#logic('or', other)
  }
  not(): Expr<Require<N, O, boolean | null>, boolean | null> {
    return new Expr(call('not', this.node))
  }

  isNull(): Expr<N, boolean> {
    return new Expr(call('isNull', this.node))
  }
  isNotNull(): Expr<N, boolean> {
    return new Expr(call('isNotNull', this.node))
  }

  plus<P extends NumericOperand>(other: P): Calculation<N, O, P> {
    return this.#arithmetic('add', other)
  }
  minus<P extends NumericOperand>(other: P): Calculation<N, O, P> {
    return this.#arithmetic('subtract', other)
  }
  times<P extends NumericOperand>(other: P): Calculation<N, O, P> {
    return this.#arithmetic('multiply', other)
  }
  /** SQL's `/`: always a double. */
  div<P extends NumericOperand>(other: P): Expr<Require<N, O, Numeric> & OperandNeeds<P, Numeric>, number | null> {
    return new Expr(call('divide', this.node, operandNode(other)))
  }
  /** SQL's `%`: the remainder, with the sign of this side. */
  mod<P extends NumericOperand>(other: P): Calculation<N, O, P> {
    return this.#arithmetic('mod', other)
  }
  bitwiseAnd<P extends NumericOperand>(other: P): Calculation<N, O, P> {
    return this.#arithmetic('bitwiseAnd', other)
  }
  bitwiseOr<P extends NumericOperand>(other: P): Calculation<N, O, P> {
    return this.#arithmetic('bitwiseOr', other)
  }
  bitwiseXor<P extends NumericOperand>(other: P): Calculation<N, O, P> {
    return this.#arithmetic('bitwiseXor', other)
  }
  bitwiseNot(): Expr<Require<N, O, Numeric>, number | bigint | null> {
    return new Expr(call('bitwiseNot', this.node))
  }
  negate(): Expr<Require<N, O, Numeric>, number | bigint | null> {
    return new Expr(call('negative', this.node))
  }

  /** ANSI cast: what does not fit or cannot be read as `type` raises MILLRACE_ARITHMETIC. */
  cast<T extends TypeName>(type: T): Expr<N, HostType<T> | null> {
    return new Expr({ kind: 'cast', to: type, arg: this.node })
  }

  /** The same, null where `cast` raises an error. */
  tryCast<T extends TypeName>(type: T): Expr<N, HostType<T> | null> {
    return new Expr({ kind: 'cast', to: type, arg: this.node, try: true })
  }

  /** The element of a list at an index from 0 (an error outside), or the value of a map for a key; null where it has none. */
  getItem<P extends AnyExpr | string | number | bigint | boolean>(
    key: P,
  ): Expr<
    Require<N, O, readonly unknown[] | HostMap<unknown, unknown> | null> & OperandNeeds<P, unknown>,
    ElementOf<O>
  > {
    return new Expr(call('getItem', this.node, operandNode(key)))
  }

  /** A field of a struct. */
  getField<F extends string>(
    name: F,
  ): Expr<Require<N, O, { readonly [K in F]: unknown } | null>, FieldOf<O, F> | null> {
    return new Expr(call('getField', this.node, literalNode(name)))
  }

  toJSON(): ExpressionNode {
    return this.node
  }

  #compare<P extends Operand>(name: string, other: P): Comparison<N, O, P> {
    return new Expr(call(name, this.node, operandNode(other)))
  }

  #text<P extends TextOperand>(name: string, other: P): TextTest<N, O, P> {
    return new Expr(call(name, this.node, operandNode(other)))
  }

  #logic<P extends AnyExpr | boolean>(name: string, other: P): Conjunction<N, O, P> {
    return new Expr(call(name, this.node, operandNode(other)))
  }

  #arithmetic<P extends NumericOperand>(name: string, other: P): Calculation<N, O, P> {
    return new Expr(call(name, this.node, operandNode(other)))
  }
}

/** An expression with a column name. */
export class NamedExpr<in N, out O, out Name extends string> extends Expr<N, O> {
  readonly name: Name

  constructor(node: ExpressionNode, name: Name) {
    super(node)
    this.name = name
  }
}

export const call = (name: string, ...args: ExpressionNode[]): CallNode => ({ kind: 'call', name, args })

/** The node of an operator's operand. */
export const operandNode = (operand: Operand): ExpressionNode =>
  operand instanceof Expr ? operand.node : literalNode(operand)

/** The node of a function's argument, where a string is a column name. */
export const argumentNode = (argument: AnyExpr | string): ExpressionNode =>
  typeof argument === 'string' ? { kind: 'column', name: argument } : argument.node
