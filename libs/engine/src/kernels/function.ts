import type { TypeName } from '@millrace/columns'
import type { AnalysisContext } from '../analyse/context.ts'
import type { TypedCall, TypedExpression } from '../plan/typed-expression.ts'
import type { Generator, Value } from './generator.ts'

/** What analysis finds out about a call: its arguments after implicit casts, its type, whether it can be null. */
export interface Resolved {
  /** The function that computes the call, where it is another one than the one called. */
  readonly name?: string
  readonly args: readonly TypedExpression[]
  readonly type: TypeName
  readonly nullable: boolean
}

/** What a higher-order function gives a lambda; a lambda may name fewer parameters than it is given. */
export interface LambdaParameter {
  readonly type: TypeName
  readonly nullable: boolean
}

/** A function of one row: its type rule and its code. One file of `functions/` per family; see the registry. */
export interface ScalarFunction {
  /** Throws MILLRACE_ANALYSIS in Spark's words when the arguments do not fit. */
  resolve(args: readonly TypedExpression[], name: string): Resolved
  /** Adds statements that compute the call for the row `r`. */
  emit(call: TypedCall, generator: Generator): Value
  /**
   * The types of the parameters of the lambda that is argument `index`; arguments before it are resolved, later ones may not be.
   * Functions without it take no lambdas.
   */
  lambdaParameters?(
    args: readonly (TypedExpression | undefined)[],
    index: number,
    name: string,
  ): readonly LambdaParameter[]
  /** True when it can raise an error on some input, so that it must not see rows that a filter has taken out. */
  readonly raises?: boolean
  /** True when the session's time zone matters: analysis writes it into the call. */
  readonly zoned?: boolean
  /** What analysis puts in the place of a call whose value is fixed for a query, such as the current time. */
  constant?(context: AnalysisContext, call: TypedCall): TypedExpression
}

export const anyNullable = (args: readonly TypedExpression[]): boolean => args.some(a => a.nullable)
