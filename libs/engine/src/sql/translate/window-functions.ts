import type { ExpressionNode, NamedNode } from '../../plan/expression-node.ts'
import type { LogicalPlan } from '../../plan/logical-plan.ts'
import { analysisError } from '../sql-error.ts'
import { hasWindow, mapChildren } from './node-tree.ts'
import type { Translator } from './translator.ts'

/** A plan that computes the window functions of expressions, and the expressions over its columns. */
export function withWindowFunctions(
  translator: Translator,
  plan: LogicalPlan,
  lists: readonly (readonly ExpressionNode[])[],
): { readonly plan: LogicalPlan; readonly lists: readonly (readonly ExpressionNode[])[] } {
  const functions: NamedNode[] = []
  const known = new Map<string, string>()
  const extract = (node: ExpressionNode): ExpressionNode => {
    if (node.kind !== 'window') return mapChildren(node, extract)
    const text = JSON.stringify(node)
    let name = known.get(text)
    if (name === undefined) {
      name = translator.uniqueName('window')
      known.set(text, name)
      const inside = mapChildren(node, child => {
        if (!hasWindow(child)) return child
        throw analysisError('[NESTED_WINDOW_FUNCTION] It is not allowed to use a window function inside another.', null)
      })
      functions.push({ name, expression: inside })
    }
    return { kind: 'column', name }
  }
  const changed = lists.map(nodes => nodes.map(extract))
  return { plan: functions.length > 0 ? { op: 'window', input: plan, functions } : plan, lists: changed }
}
