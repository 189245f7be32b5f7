import type { ExpressionNode, NamedNode } from '../plan/expression-node.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'

/** Columns over a plan; window functions in them become columns of a Window operator below. */
export function projected(input: LogicalPlan, columns: readonly NamedNode[]): LogicalPlan {
  const functions: NamedNode[] = []
  const known = new Map<string, string>()
  const extracted = (node: ExpressionNode): ExpressionNode => {
    switch (node.kind) {
      case 'window': {
        const text = JSON.stringify(node)
        const name = known.get(text) ?? `window ${known.size}`
        if (!known.has(text)) functions.push({ name, expression: node })
        known.set(text, name)
        return { kind: 'column', name }
      }
      case 'call':
        return { ...node, args: node.args.map(extracted) }
      case 'cast':
        return { ...node, arg: extracted(node.arg) }
      default:
        return node
    }
  }
  const changed = columns.map(c => ({ ...c, expression: extracted(c.expression) }))
  return { op: 'project', input: functions.length === 0 ? input : { op: 'window', input, functions }, columns: changed }
}
