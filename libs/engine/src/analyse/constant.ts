import type { HostValue } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { ExpressionKernel } from '../kernels/kernel.ts'
import { hostReader } from '../operators/host-values.ts'
import { typedText } from '../plan/expression-text.ts'
import { childrenOf, type TypedExpression } from '../plan/typed-expression.ts'

/** True when the expression reads no column, so that it has the same value for every row. */
export const isConstant = (e: TypedExpression): boolean =>
  e.kind !== 'column' && e.kind !== 'variable' && e.kind !== 'aggregate' && childrenOf(e).every(isConstant)

/** The value of a constant expression; MILLRACE_ANALYSIS (Spark's NON_FOLDABLE_INPUT) when it is not constant. */
export function constantValue(e: TypedExpression, name: string, argument: string): HostValue {
  if (!isConstant(e)) {
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `[DATATYPE_MISMATCH.NON_FOLDABLE_INPUT] Cannot resolve "${name}" due to data type mismatch: the input \`${argument}\` should be a foldable expression; however, got "${typedText(e)}".`,
    )
  }
  const column = new ExpressionKernel(e).evaluate({ schema: [], length: 1, columns: [] })
  return hostReader(column)(0)
}
