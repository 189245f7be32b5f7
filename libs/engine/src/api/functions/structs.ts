import type { TypeName } from '@millrace/columns'
import { typeText } from '../../kernels/spark-text.ts'
import type { ExpressionNode } from '../../plan/expression-node.ts'
import { argumentNode, call, Expr, NamedExpr } from '../expr.ts'
import type { HostType } from '../host-type.ts'
import { literalNode } from '../literal.ts'
import type { ArgumentNeeds, ArgumentType, Of, StructOf, UnionToIntersection } from '../row-types.ts'
import type { AllNeeds, Argument } from '../scalar-functions.ts'
import type { List, Text } from './value-types.ts'

type Field = string | NamedExpr<never, unknown, string>
type FieldName<F> = F extends NamedExpr<never, unknown, infer Name> ? Name : F extends string ? F : never
type FieldType<F> = F extends NamedExpr<never, infer O, string> ? O : F extends string ? Of<F> : never

/**
 * A struct of columns, and of expressions named with `as`.
 *
 * @example
 * struct('path', length('path').as('letters'))
 */
export const struct = <const F extends readonly [Field, ...Field[]]>(
  ...fields: F
): Expr<AllNeeds<F, unknown>, StructOf<{ readonly [K in F[number] as FieldName<K>]: FieldType<K> }>> =>
  new Expr(namedStructNode(fields.map(f => [f instanceof NamedExpr ? f.name : f, argumentNode(f)])))

/** A struct of values by their names. */
export const namedStruct = <const F extends Readonly<Record<string, Argument>>>(
  fields: F,
): Expr<
  UnionToIntersection<{ [K in keyof F]: ArgumentNeeds<F[K], unknown> }[keyof F]>,
  StructOf<{ readonly [K in keyof F]: ArgumentType<F[K]> }>
> => new Expr(namedStructNode(Object.entries(fields).map(([name, value]) => [name, argumentNode(value)])))

const namedStructNode = (fields: readonly (readonly [string, ExpressionNode])[]): ExpressionNode =>
  call('namedStruct', ...fields.flatMap(([name, value]) => [literalNode(name), value]))

/** A list of structs: the values of the lists at each place, in fields called as the columns, others `0`, `1` ... */
export const arraysZip = <const A extends readonly Argument[]>(...lists: A): Expr<AllNeeds<A, List>, List> =>
  new Expr(call('arraysZip', ...lists.map(argumentNode)))

/** Options of functions of JSON and CSV, by Spark's names, such as `timestampFormat`. */
export type FormatOptions = Readonly<Record<string, string>>

/**
 * A JSON text as a value of a type; null for what is none.
 *
 * @example
 * fromJson('body', 'struct<path:string,ms:double>').getField('ms')
 */
export const fromJson = <A extends Argument, const T extends TypeName>(
  text: A,
  type: T,
  options?: FormatOptions,
): Expr<ArgumentNeeds<A, Text>, HostType<T> | null> =>
  new Expr(call('fromJson', argumentNode(text), literalNode(typeText(type)), ...optionNodes(options)))

/** A value as JSON text. */
export const toJson = <A extends Argument>(value: A, options?: FormatOptions): Expr<ArgumentNeeds<A, unknown>, Text> =>
  new Expr(call('toJson', argumentNode(value), ...optionNodes(options)))

/** A line of CSV as a struct. */
export const fromCsv = <A extends Argument, const T extends `struct<${string}>`>(
  text: A,
  type: T,
  options?: FormatOptions,
): Expr<ArgumentNeeds<A, Text>, HostType<T> | null> =>
  new Expr(call('fromCsv', argumentNode(text), literalNode(typeText(type)), ...optionNodes(options)))

/** A struct as a line of CSV. */
export const toCsv = <A extends Argument>(struct: A, options?: FormatOptions): Expr<ArgumentNeeds<A, unknown>, Text> =>
  new Expr(call('toCsv', argumentNode(struct), ...optionNodes(options)))

const optionNodes = (options: FormatOptions = {}): ExpressionNode[] => {
  const entries = Object.entries(options)
  return entries.length === 0 ? [] : [call('map', ...entries.flat().map(literalNode))]
}
