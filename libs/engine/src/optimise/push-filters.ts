import { inline, raises } from '../analyse/expression-facts.ts'
import { columnsOf, conjunction, conjuncts } from '../analyse/join-keys.ts'
import type { TypedExpression } from '../plan/typed-expression.ts'
import type { TypedJoin, TypedPlan } from '../plan/typed-plan.ts'
import { mapPlan } from './map-plan.ts'

/**
 * Moves filters towards the leaves: through projections, sorts, unions and the sides of joins that keep every row they match. What may
 * raise an error is not moved: below it would see other rows.
 */
export const pushFilters = (plan: TypedPlan): TypedPlan =>
  mapPlan(plan, node => (node.op === 'filter' ? push(node.input, conjuncts(node.condition)) : node))

const RANDOM = /"(?:rand|randn|random|uuid|shuffle|randstr|uniform)"/

const isMovable = (e: TypedExpression): boolean => !raises(e) && !RANDOM.test(JSON.stringify(e))

/** The rows of a plan for which all conditions are true. */
function push(plan: TypedPlan, conditions: readonly TypedExpression[]): TypedPlan {
  // One that raises an error must not see rows that one before it took out, so it and what follows it stay.
  const stop = conditions.findIndex(c => !isMovable(c))
  const movable = stop < 0 ? conditions : conditions.slice(0, stop)
  const staying = stop < 0 ? [] : conditions.slice(stop)
  switch (plan.op) {
    case 'filter':
      return stop === 0
        ? filtered(plan, conditions)
        : filtered(push(plan.input, [...conjuncts(plan.condition), ...movable]), staying)
    case 'project': {
      const through = movable.map(c => inline(c, plan.columns))
      const at = through.findIndex(c => !isMovable(c))
      const below = at < 0 ? through : through.slice(0, at)
      const above = [...(at < 0 ? [] : movable.slice(at)), ...staying]
      if (below.length === 0) return filtered(plan, conditions)
      return filtered({ ...plan, input: push(plan.input, below) }, above)
    }
    case 'sort':
      if (plan.limit !== undefined) return filtered(plan, conditions)
      return filtered({ ...plan, input: push(plan.input, movable) }, staying)
    case 'setOperation': {
      if (plan.kind !== 'union' || movable.length === 0) return filtered(plan, conditions)
      const side = (input: TypedPlan): TypedPlan =>
        push(
          input,
          movable.map(c =>
            inline(
              c,
              plan.schema.map((f, i) => ({
                name: f.name,
                expression: { kind: 'column', ...input.schema[i] } as const,
              })),
            ),
          ),
        )
      return filtered({ ...plan, left: side(plan.left), right: side(plan.right) }, staying)
    }
    case 'join':
      return filtered(...pushIntoJoin(plan, movable, staying))
    default:
      return filtered(plan, conditions)
  }
}

function filtered(plan: TypedPlan, conditions: readonly TypedExpression[]): TypedPlan {
  const condition = conjunction(conditions)
  return condition === null ? plan : { op: 'filter', input: plan, condition, schema: plan.schema }
}

function pushIntoJoin(
  plan: TypedJoin,
  movable: readonly TypedExpression[],
  staying: readonly TypedExpression[],
): [TypedPlan, readonly TypedExpression[]] {
  const left = new Set(plan.left.schema.map(f => f.name))
  const right = new Set(plan.right.schema.map(f => f.name))
  const isOf = (c: TypedExpression, names: ReadonlySet<string>): boolean => {
    const columns = [...columnsOf(c)]
    return columns.length > 0 && columns.every(name => names.has(name))
  }
  const toLeft = ['inner', 'cross', 'left', 'leftSemi', 'leftAnti'].includes(plan.type)
  const toRight = ['inner', 'cross', 'right'].includes(plan.type)
  const ofLeft = toLeft ? movable.filter(c => isOf(c, left)) : []
  const ofRight = toRight ? movable.filter(c => isOf(c, right)) : []
  const rest = movable.filter(c => !ofLeft.includes(c) && !ofRight.includes(c))
  const joined: TypedPlan = {
    ...plan,
    left: ofLeft.length === 0 ? plan.left : push(plan.left, ofLeft),
    right: ofRight.length === 0 ? plan.right : push(plan.right, ofRight),
  }
  return [joined, [...rest, ...staying]]
}
