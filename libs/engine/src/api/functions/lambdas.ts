import { argumentNode, call, Expr, type Operand, operandNode } from '../expr.ts'
import type { ArgumentNeeds, ArgumentType, ElementOf, KeyOf, ListOf, MapOf, OperandNeeds } from '../row-types.ts'
import type { Argument } from '../scalar-functions.ts'
import { type Given, lambdaNode, type Variable } from './lambda.ts'
import type { Dictionary, Flag, List } from './value-types.ts'

type Element<A> = Variable<ElementOf<ArgumentType<A>>>
type Key<A> = Variable<KeyOf<ArgumentType<A>>>
type OfList<A, R, T = unknown> = ArgumentNeeds<A, List> & OperandNeeds<R, T>
type OfMap<A, R, T = unknown> = ArgumentNeeds<A, Dictionary> & OperandNeeds<R, T>

/**
 * Each element of a list changed; the function may also take its index, from 0.
 *
 * @example
 * transform('tags', tag => upper(tag))
 */
export const transform = <A extends Argument, R extends Operand>(
  list: A,
  f: (element: Element<A>, index: Variable<number>) => R,
): Expr<OfList<A, R>, ListOf<Given<R>> | null> =>
  new Expr(call('transform', argumentNode(list), lambdaNode(f, ['x', 'i'])))

/** The elements of a list for which the condition is true; it may also take the index, from 0. */
export const filter = <A extends Argument, R extends Operand>(
  list: A,
  condition: (element: Element<A>, index: Variable<number>) => R,
): Expr<OfList<A, R, Flag>, ArgumentType<A>> =>
  new Expr(call('filter', argumentNode(list), lambdaNode(condition, ['x', 'i'])))

/** Whether the condition is true for an element. */
export const exists = <A extends Argument, R extends Operand>(
  list: A,
  condition: (element: Element<A>) => R,
): Expr<OfList<A, R, Flag>, Flag> => new Expr(call('exists', argumentNode(list), lambdaNode(condition, ['x'])))

/** Whether the condition is true for all elements. */
export const forall = <A extends Argument, R extends Operand>(
  list: A,
  condition: (element: Element<A>) => R,
): Expr<OfList<A, R, Flag>, Flag> => new Expr(call('forall', argumentNode(list), lambdaNode(condition, ['x'])))

/**
 * One value of all elements: `merge` takes what there is so far, which is first `zero`, and has to give the same type.
 *
 * @example
 * aggregate('sizes', 0n, (sum, size) => sum.plus(size))
 */
export const aggregate = <A extends Argument, Z extends Operand, R extends Operand, F extends Operand = Z>(
  list: A,
  zero: Z,
  merge: (sum: Variable<Given<Z>>, element: Element<A>) => R,
  finish?: (sum: Variable<Given<Z>>) => F,
): Expr<OfList<A, R> & OperandNeeds<Z, unknown> & OperandNeeds<F, unknown>, Given<F> | null> =>
  new Expr(
    call(
      'aggregate',
      argumentNode(list),
      operandNode(zero),
      lambdaNode(merge, ['sum', 'x']),
      ...(finish === undefined ? [] : [lambdaNode(finish, ['sum'])]),
    ),
  )

/** The same as `aggregate`. */
export const reduce = aggregate

/** In order, nulls last; or as the function says, which gives a negative number where `a` is before `b`, 0 or a positive one. */
export const arraySort = <A extends Argument, R extends Operand = never>(
  list: A,
  comparator?: (a: Element<A>, b: Element<A>) => R,
): Expr<ArgumentNeeds<A, List> & OperandNeeds<R, number | bigint | null>, ArgumentType<A>> =>
  new Expr(
    call('arraySort', argumentNode(list), ...(comparator === undefined ? [] : [lambdaNode(comparator, ['a', 'b'])])),
  )

/** Two lists merged by place; the shorter one goes on with nulls. */
export const zipWith = <A extends Argument, B extends Argument, R extends Operand>(
  a: A,
  b: B,
  f: (a: Element<A>, b: Element<B>) => R,
): Expr<OfList<A, R> & ArgumentNeeds<B, List>, ListOf<Given<R>> | null> =>
  new Expr(call('zipWith', argumentNode(a), argumentNode(b), lambdaNode(f, ['a', 'b'])))

/** Each key of a map changed. */
export const transformKeys = <A extends Argument, R extends Operand>(
  map: A,
  f: (key: Key<A>, value: Element<A>) => R,
): Expr<OfMap<A, R>, MapOf<Given<R>, ElementOf<ArgumentType<A>>> | null> =>
  new Expr(call('transformKeys', argumentNode(map), lambdaNode(f, ['k', 'v'])))

/** Each value of a map changed. */
export const transformValues = <A extends Argument, R extends Operand>(
  map: A,
  f: (key: Key<A>, value: Element<A>) => R,
): Expr<OfMap<A, R>, MapOf<KeyOf<ArgumentType<A>>, Given<R>> | null> =>
  new Expr(call('transformValues', argumentNode(map), lambdaNode(f, ['k', 'v'])))

/** The entries of a map for which the condition is true. */
export const mapFilter = <A extends Argument, R extends Operand>(
  map: A,
  condition: (key: Key<A>, value: Element<A>) => R,
): Expr<OfMap<A, R, Flag>, ArgumentType<A>> =>
  new Expr(call('mapFilter', argumentNode(map), lambdaNode(condition, ['k', 'v'])))

/** Two maps merged by key; a value is null where a map does not have the key. */
export const mapZipWith = <A extends Argument, B extends Argument, R extends Operand>(
  a: A,
  b: B,
  f: (key: Key<A>, a: Element<A>, b: Element<B>) => R,
): Expr<OfMap<A, R> & ArgumentNeeds<B, Dictionary>, MapOf<KeyOf<ArgumentType<A>>, Given<R>> | null> =>
  new Expr(call('mapZipWith', argumentNode(a), argumentNode(b), lambdaNode(f, ['k', 'a', 'b'])))
