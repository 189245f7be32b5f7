import type { ExpressionNode, LambdaNode } from '../../plan/expression-node.ts'
import { Expr, type Operand, operandNode } from '../expr.ts'
import type { ArgumentType, Widened } from '../row-types.ts'

/** A parameter of a function over elements. */
export type Variable<O> = Expr<unknown, O>

/** The type of what a function gives. */
export type Given<R> = R extends Expr<never, unknown> ? ArgumentType<R> : Widened<R>

/** How many functions are around the one whose body is being made: parameters of inner ones hide none of outer ones. */
let depth = 0

/** A function over elements as a node: called once, with names for its parameters. */
export function lambdaNode(f: (...parameters: never[]) => Operand, names: readonly string[]): LambdaNode {
  depth++
  try {
    const parameters = names.slice(0, Math.max(1, f.length)).map(name => `$${name}${depth}`)
    const variables = parameters.map(name => new Expr<unknown, never>({ kind: 'column', name }))
    const body: ExpressionNode = operandNode(f(...(variables as never[])))
    return { kind: 'lambda', parameters, body }
  } finally {
    depth--
  }
}
