import type { ExpressionNode } from '../../plan/expression-node.ts'

/** A column of the select list over the rows of FROM. */
export interface SelectItem {
  readonly name: string
  readonly node: ExpressionNode
}

/** The items by their names in lower case. */
export function aliasesOf(items: readonly SelectItem[]): ReadonlyMap<string, readonly ExpressionNode[]> {
  const aliases = new Map<string, ExpressionNode[]>()
  for (const { name, node } of items) {
    const lower = name.toLowerCase()
    aliases.set(lower, [...(aliases.get(lower) ?? []), node])
  }
  return aliases
}
