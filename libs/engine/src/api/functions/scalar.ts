import type { ExpressionNode } from '../../plan/expression-node.ts'
import type { ArgumentsOf, CallNeeds, CallType, Reading } from '../call-signature.ts'
import { argumentNode, call, Expr, operandNode } from '../expr.ts'
import type { LiteralValue } from '../literal.ts'
import type { AnyExpr } from '../row-types.ts'

/** A function with parameters `P` whose values are of type `O`. */
export type ScalarCall<P extends readonly unknown[], O> = <const A extends ArgumentsOf<P>>(
  ...args: A
) => Expr<CallNeeds<Required<P>, A>, CallType<O, Required<P>, A>>

/** Arguments as nodes, read as `reading` says; see Reading. Arguments that are left out at the end have none. */
export function argumentNodes(args: readonly unknown[], reading: string): ExpressionNode[] {
  const letters = reading.replace('...', '')
  return args.map((arg, i) => {
    const isColumn = (letters[i] ?? letters.at(-1)) === 'c'
    return isColumn && typeof arg === 'string' ? argumentNode(arg) : operandNode(arg as AnyExpr | LiteralValue)
  })
}

/**
 * Makes the typed function for one of the engine's: its name in plans, and how its arguments are read.
 *
 * @example
 * export const left = scalar<[text: Column<Text>, n: Value<Numeric>], Text>('left', 'cv')
 */
export const scalar =
  <P extends readonly unknown[], O>(name: string, reading: Reading<Required<P>>): ScalarCall<P, O> =>
  (...args) =>
    new Expr(call(name, ...argumentNodes(args, reading)))
