import type { HostValue, TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { TypedExpression } from '../plan/typed-expression.ts'
import { locatedError } from './error-trace.ts'
import { Generator } from './generator.ts'
import { box } from './hosted.ts'

/** A variable of an expression and its type. */
export interface HostInput {
  readonly name: string
  readonly type: TypeName
}

type HostFunction = (...values: HostValue[]) => HostValue

/**
 * An expression over variables, without columns, as a function of host values in the order of `inputs`: the code is that of kernels,
 * with BigInt for the wide integers.
 */
export function hostEvaluator(e: TypedExpression, inputs: readonly HostInput[]): HostFunction {
  const locate = (error: unknown, values: readonly HostValue[]): unknown =>
    locatedError(error, e, trace => generated(e, inputs, new Generator(true, trace), thrown => thrown)(...values))
  return generated(e, inputs, new Generator(true), locate)
}

function generated(
  e: TypedExpression,
  inputs: readonly HostInput[],
  g: Generator,
  locate: (error: unknown, values: readonly HostValue[]) => unknown,
): HostFunction {
  inputs.forEach((input, i) => {
    g.variables.set(input.name, `p${i}`)
  })
  const value = g.emit(e)
  const host = box(g, value, e.type)
  if (g.columns.length > 0) {
    throw new MillraceError('MILLRACE_INTERNAL', `An expression of host values reads the column ${g.columns[0]}.`)
  }
  const locator = g.constants.object(locate)
  const source = `'use strict'
${g.constants.declaration}
return function evaluate(${inputs.map((_, i) => `p${i}`).join(', ')}) {
try {
${g.setup.join('\n')}
${g.loads.join('\n')}
${g.body.join('\n')}
return ${value.isNull === 'false' ? host : `${value.isNull} ? null : ${host}`}
} catch (error) {
throw ${locator}(error, [${inputs.map((_, i) => `p${i}`).join(', ')}])
}
}`
  return new Function('K', source)(g.constants.values) as HostFunction
}
