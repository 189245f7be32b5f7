import type { TypedExpression } from '../../plan/typed-expression.ts'
import type { Resolved } from '../function.ts'

/** How `+`, `-`, `*`, `/` and their kin resolve when a date, timestamp or interval is among the operands; undefined otherwise. */
export function datetimeArithmetic(
  _operation: string,
  _name: string,
  _args: readonly TypedExpression[],
  _attempt: boolean,
): Resolved | undefined {
  return undefined
}
