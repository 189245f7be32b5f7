import { isFunction } from '../../kernels/registry.ts'
import { isAggregate } from '../../operators/aggregate/registry.ts'
import type { BlockPlan } from '../../plan/worker-plan.ts'

/** True when the plan calls a function that is not known before the function library is loaded. */
export function needsLibrary({ selections, expressions, aggregations }: BlockPlan): boolean {
  return (
    aggregations.some(({ spec }) => spec.functions.some(f => !isAggregate(f.name))) ||
    [...selections.map(s => s.condition), ...expressions.map(e => e.expression)].some(callsUnknown)
  )
}

/** Looks at whatever is in the JSON of an expression. */
function callsUnknown(node: unknown): boolean {
  if (node === null || typeof node !== 'object') return false
  const { kind, name } = node as { readonly kind?: unknown; readonly name?: unknown }
  return (kind === 'call' && !isFunction(String(name))) || Object.values(node).some(callsUnknown)
}
