import type { HostValue } from '@millrace/columns'
import {
  childrenOf,
  rewrite,
  type TypedCall,
  type TypedExpression,
  type TypedLambda,
} from '../plan/typed-expression.ts'
import type { LambdaParameter, Resolved, ScalarFunction } from './function.ts'
import type { Generator } from './generator.ts'
import { hostEvaluator } from './host-evaluator.ts'
import { box, unbox } from './hosted.ts'

/** A lambda as a function of host values; it takes as many arguments as it has parameters and ignores the rest. */
export type HostLambda = (...values: HostValue[]) => HostValue

/** A function of host values and lambdas. */
export interface HigherOrderFunction {
  /** Places of the lambdas. Another expression there is a lambda that uses none of its parameters. */
  readonly lambdas: readonly number[]
  resolve(args: readonly TypedExpression[], name: string): Resolved
  lambdaParameters: NonNullable<ScalarFunction['lambdaParameters']>
  /** Gets arguments in order, nulls too. */
  evaluator(call: TypedCall): (...args: never[]) => HostValue
  readonly raises?: boolean
}

export type { LambdaParameter }

/** A compiled lambda with the values of the columns and variables around it that its body reads. */
class Closure {
  captured: readonly HostValue[] = []
  readonly apply: HostLambda

  constructor(evaluate: HostLambda, arity: number) {
    this.apply = (...values) => evaluate(...values.slice(0, arity), ...this.captured)
  }
}

/** Makes a scalar function of one that takes lambdas. */
export function higherOrder(definition: HigherOrderFunction): ScalarFunction {
  return {
    raises: definition.raises,
    resolve: (args, name) =>
      definition.resolve(
        args.map((a, i) => (definition.lambdas.includes(i) ? asLambda(a) : a)),
        name,
      ),
    lambdaParameters: (args, index, name) => definition.lambdaParameters(args, index, name),
    emit(call, g) {
      const f = g.constants.object(definition.evaluator(call))
      const args = call.args.map(a => (a.kind === 'lambda' ? emitLambda(a, g) : emitValue(a, g)))
      const result = g.fresh('h')
      g.line(`const ${result} = ${f}(${args.join(', ')})`)
      return unbox(g, result, call.type)
    },
  }
}

const asLambda = (e: TypedExpression): TypedExpression =>
  e.kind === 'lambda' ? e : { kind: 'lambda', parameters: [], body: e, type: e.type, nullable: e.nullable }

function emitValue(e: TypedExpression, g: Generator): string {
  const value = g.emit(e)
  const boxed = box(g, value, e.type)
  return value.isNull === 'false' ? boxed : `(${value.isNull} ? null : ${boxed})`
}

function emitLambda(lambda: TypedLambda, g: Generator): string {
  const free = [...freeNames(lambda, new Set()).values()]
  // What is read from outside is a variable inside.
  const body = rewrite(lambda.body, e => (e.kind === 'column' ? { ...e, kind: 'variable' } : e))
  const evaluate = hostEvaluator(body, [...lambda.parameters, ...free])
  const closure = g.constants.object(new Closure(evaluate, lambda.parameters.length))
  if (free.length > 0) g.line(`${closure}.captured = [${free.map(e => emitValue(e, g)).join(', ')}]`)
  return `${closure}.apply`
}

/** Columns and variables that an expression reads and that no lambda in it binds. */
function freeNames(
  e: TypedExpression,
  bound: ReadonlySet<string>,
  into = new Map<string, Extract<TypedExpression, { kind: 'column' | 'variable' }>>(),
) {
  if (e.kind === 'column' || (e.kind === 'variable' && !bound.has(e.name))) into.set(e.name, e)
  const inside = e.kind === 'lambda' ? new Set([...bound, ...e.parameters.map(p => p.name)]) : bound
  for (const child of childrenOf(e)) freeNames(child, inside, into)
  return into
}
