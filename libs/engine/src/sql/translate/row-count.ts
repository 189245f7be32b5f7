import { isConstant } from '../../analyse/constant.ts'
import { applyContext } from '../../analyse/context.ts'
import { resolveExpression } from '../../analyse/resolve.ts'
import { evaluateConstant } from '../../operators/relational/values.ts'
import { analysisError } from '../sql-error.ts'
import type { SqlExpression } from '../syntax.ts'
import { someNode } from './node-tree.ts'
import { Scope } from './scope.ts'
import type { Translator } from './translator.ts'

/** The number of rows that LIMIT or OFFSET names: a constant integer of 0 or more. */
export function countOf(translator: Translator, e: SqlExpression, clause: 'limit' | 'offset'): number {
  const fail = (error: string, text: string): never => {
    throw analysisError(`[INVALID_LIMIT_LIKE_EXPRESSION.${error}] The limit like expression is invalid: ${text}.`, e.at)
  }
  let node: ReturnType<ReturnType<Translator['expressions']>['translate']>
  try {
    node = translator.expressions(new Scope([]), { queries: new Map() }).translate(e)
  } catch {
    return fail('IS_UNFOLDABLE', `the ${clause} expression must evaluate to a constant value`)
  }
  if (someNode(node, n => n.kind === 'aggregate' || n.kind === 'subquery' || n.kind === 'window')) {
    return fail('IS_UNFOLDABLE', `the ${clause} expression must evaluate to a constant value`)
  }
  const typed = applyContext(resolveExpression(node, []), translator.analysis)
  if (!isConstant(typed)) return fail('IS_UNFOLDABLE', `the ${clause} expression must evaluate to a constant value`)
  if (!['int8', 'int16', 'int32'].includes(typed.type)) {
    return fail('DATA_TYPE', `the ${clause} expression must be integer type, but got ${typed.type}`)
  }
  const value = evaluateConstant(typed)
  if (value === null) return fail('IS_NULL', `the evaluated ${clause} expression must not be null`)
  if (Number(value) < 0) {
    return fail('IS_NEGATIVE', `the ${clause} expression must be equal to or greater than 0, but got ${String(value)}`)
  }
  return Number(value)
}
