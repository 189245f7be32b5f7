import type { ExpressionNode, SortNode } from '../../plan/expression-node.ts'

const sorts = (orderBy: readonly SortNode[], change: (e: ExpressionNode) => ExpressionNode): SortNode[] =>
  orderBy.map(o => ({ ...o, expression: change(o.expression) }))

/** The node with its direct children changed; the node itself when none does. What is in a subquery's plan is not among them. */
export function mapChildren(node: ExpressionNode, change: (e: ExpressionNode) => ExpressionNode): ExpressionNode {
  let isChanged = false
  const mapped = rebuilt(node, child => {
    const changed = change(child)
    isChanged ||= changed !== child
    return changed
  })
  return isChanged ? mapped : node
}

function rebuilt(node: ExpressionNode, change: (e: ExpressionNode) => ExpressionNode): ExpressionNode {
  switch (node.kind) {
    case 'call':
      return { ...node, args: node.args.map(change) }
    case 'cast':
      return { ...node, arg: change(node.arg) }
    case 'aggregate':
      return {
        ...node,
        args: node.args.map(change),
        ...(node.filter === undefined ? {} : { filter: change(node.filter) }),
        ...(node.orderBy === undefined ? {} : { orderBy: sorts(node.orderBy, change) }),
      }
    case 'window':
      return {
        ...node,
        // The function itself stays: it is computed by the window.
        function: rebuilt(node.function, change) as typeof node.function,
        partitionBy: node.partitionBy.map(change),
        orderBy: sorts(node.orderBy, change),
      }
    case 'lambda':
      return { ...node, body: change(node.body) }
    case 'subquery':
      return node.value === undefined ? node : { ...node, value: change(node.value) }
    default:
      return node
  }
}

/** True when some node of the tree is like that. */
export function someNode(node: ExpressionNode, test: (e: ExpressionNode) => boolean): boolean {
  if (test(node)) return true
  let found = false
  mapChildren(node, child => {
    found ||= someNode(child, test)
    return child
  })
  return found
}

/** True for an aggregate function that is not the function of a window. */
export function hasAggregate(node: ExpressionNode): boolean {
  if (node.kind === 'aggregate') return true
  let found = false
  mapChildren(node, child => {
    found ||= hasAggregate(child)
    return child
  })
  return found
}

export const hasWindow = (node: ExpressionNode): boolean => someNode(node, e => e.kind === 'window')
