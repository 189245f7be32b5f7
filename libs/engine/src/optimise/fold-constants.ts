import { isConstant } from '../analyse/constant.ts'
import { raises } from '../analyse/expression-facts.ts'
import { hostToJson } from '../kernels/host-json.ts'
import { evaluateConstant } from '../operators/relational/values.ts'
import { rewrite, type TypedExpression, type TypedLiteral } from '../plan/typed-expression.ts'
import type { TypedPlan } from '../plan/typed-plan.ts'
import { mapExpressions, mapPlan } from './map-plan.ts'

/** Functions that give another value for each row, or need the row. */
export const NOT_FOLDED = [
  'rand',
  'randn',
  'random',
  'uuid',
  'shuffle',
  'randstr',
  'uniform',
  'raiseError',
  'assertTrue',
]

/**
 * Computes calls and casts of literals once, before the rows. What may raise an error stays: it is to be raised only when there is a
 * row that it is computed for.
 */
export const foldConstants = (plan: TypedPlan): TypedPlan =>
  mapPlan(plan, node => (node.op === 'values' ? node : mapExpressions(node, e => rewrite(e, folded))))

function folded(e: TypedExpression): TypedExpression {
  if (e.kind !== 'call' && e.kind !== 'cast') return e
  if (e.kind === 'call' && (NOT_FOLDED.includes(e.name) || e.args.length === 0)) return e
  const args = e.kind === 'call' ? e.args : [e.arg]
  if (!args.every(a => a.kind === 'literal') || !isConstant(e) || raises(e)) return e
  const value = evaluateConstant(e)
  return {
    kind: 'literal',
    type: e.type,
    value: hostToJson(e.type, value) as TypedLiteral['value'],
    nullable: value === null,
  }
}
