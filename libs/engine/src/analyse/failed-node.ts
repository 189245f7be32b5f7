import type { ExpressionNode } from '../plan/expression-node.ts'

const failed = new WeakMap<object, ExpressionNode[]>()

/** Remembers of an error an expression in which analysis found it; called from the inside out. */
export function blame(error: unknown, node: ExpressionNode): unknown {
  if (error instanceof Error) {
    const nodes = failed.get(error)
    if (nodes === undefined) failed.set(error, [node])
    else nodes.push(node)
  }
  return error
}

/** The expressions in which analysis found an error, the innermost first. */
export const failedNodes = (error: unknown): readonly ExpressionNode[] =>
  (error instanceof Error ? failed.get(error) : undefined) ?? []
