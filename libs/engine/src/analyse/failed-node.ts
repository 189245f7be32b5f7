const failed = new WeakMap<object, object[]>()

/** Remembers of an error an expression or a plan in which analysis found it; called from the inside out. */
export function blame(error: unknown, node: object): unknown {
  if (error instanceof Error) {
    const nodes = failed.get(error)
    if (nodes === undefined) failed.set(error, [node])
    else nodes.push(node)
  }
  return error
}

/** The expressions and plans in which analysis found an error, the innermost first. */
export const failedNodes = (error: unknown): readonly object[] =>
  (error instanceof Error ? failed.get(error) : undefined) ?? []
