import type { Field } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { scalarFunction } from '../kernels/registry.ts'
import type { CallNode, ExpressionNode, LambdaNode } from '../plan/expression-node.ts'
import { expressionText } from '../plan/expression-text.ts'
import type { TypedExpression, TypedLambda } from '../plan/typed-expression.ts'

/** The names that an expression may use: columns and, before them, the parameters of the lambdas around it. */
export type Scope = readonly (Field & { readonly variable?: boolean })[]

/** Resolves an expression inside of lambdas with these parameters. */
export type ResolveInside = (node: ExpressionNode, parameters: Scope) => TypedExpression

/** The arguments of a call. Lambdas come after the others: their parameters have the types that the function gives them. */
export function resolveArguments(node: CallNode, resolve: ResolveInside): TypedExpression[] {
  const args = node.args.map(a => (a.kind === 'lambda' ? undefined : resolve(a, [])))
  node.args.forEach((arg, i) => {
    if (arg.kind === 'lambda') args[i] = resolveLambda(node, arg, args, i, resolve)
  })
  return args as TypedExpression[]
}

function resolveLambda(
  call: CallNode,
  lambda: LambdaNode,
  args: readonly (TypedExpression | undefined)[],
  index: number,
  resolve: ResolveInside,
): TypedLambda {
  const given = scalarFunction(call.name).lambdaParameters?.(args, index, call.name)
  if (given === undefined) {
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `[INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION] The \`${call.name}\` takes no lambda as parameter ${index + 1}: "${expressionText(call)}".`,
    )
  }
  if (lambda.parameters.length > given.length) {
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `[INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH] A higher order function expects ${given.length} arguments, but got ${lambda.parameters.length}: "${expressionText(call)}".`,
    )
  }
  const parameters = lambda.parameters.map((name, i) => ({ name, ...given[i], variable: true }))
  const body = resolve(lambda.body, parameters)
  return {
    kind: 'lambda',
    parameters: parameters.map(({ name, type, nullable }) => ({ kind: 'variable', name, type, nullable })),
    body,
    type: body.type,
    nullable: body.nullable,
  }
}
