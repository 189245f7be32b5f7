import { typeParts } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { coerce } from '../../../analyse/coercion.ts'
import { constantValue } from '../../../analyse/constant.ts'
import type { TypedExpression, TypedSort } from '../../../plan/typed-expression.ts'
import type { AggregateModifiers } from '../accumulator.ts'

const error = (text: string): MillraceError => new MillraceError('MILLRACE_ANALYSIS', text)

/** The constant percentages of a call: one, or a list. */
export function percentagesOf(
  e: TypedExpression,
  name: string,
): { readonly percentages: readonly number[]; readonly list: boolean } {
  const list = typeParts(e.type).kind === 'list'
  const value = constantValue(coerce(e, list ? 'list<double>' : 'double'), name, 'percentage')
  const percentages = list ? (value as readonly (number | null)[] | null) : [value as number | null]
  if (percentages === null || percentages.includes(null)) {
    throw error(
      `[DATATYPE_MISMATCH.UNEXPECTED_NULL] Cannot resolve "${name}" due to data type mismatch: The percentage must not be null.`,
    )
  }
  const numbers = percentages as readonly number[]
  const outside = numbers.find(p => !(p >= 0 && p <= 1))
  if (outside !== undefined) {
    throw error(
      `[DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE] Cannot resolve "${name}" due to data type mismatch: The percentage must be between [0.0, 1.0] (current value = ${outside}).`,
    )
  }
  return { percentages: numbers, list }
}

/** The only sort key of WITHIN GROUP. */
export function expectOneOrder(name: string, { orderBy, distinct }: AggregateModifiers): TypedSort {
  if (distinct) {
    throw error(
      `[INVALID_WITHIN_GROUP_EXPRESSION.DISTINCT_UNSUPPORTED] Invalid function \`${name}\` with WITHIN GROUP. The function does not support DISTINCT with WITHIN GROUP.`,
    )
  }
  if (orderBy.length === 1) return orderBy[0]
  throw error(
    orderBy.length === 0
      ? `[INVALID_WITHIN_GROUP_EXPRESSION.WITHIN_GROUP_MISSING] Invalid function \`${name}\` with WITHIN GROUP. WITHIN GROUP is required for the function.`
      : `[INVALID_WITHIN_GROUP_EXPRESSION.WRONG_NUM_ORDERINGS] Invalid function \`${name}\` with WITHIN GROUP. The function requires 1 orderings in WITHIN GROUP but got ${orderBy.length}.`,
  )
}
