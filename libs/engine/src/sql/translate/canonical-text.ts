import type { ExpressionNode } from '../../plan/expression-node.ts'
import { mapChildren } from './node-tree.ts'

/** Operators that give the same for their operands in any order and in any brackets. */
const ASSOCIATIVE = ['add', 'multiply', 'and', 'or', 'bitwiseAnd', 'bitwiseOr', 'bitwiseXor']
/** Operators whose two operands may change places. */
const COMMUTATIVE = ['eq', 'equalNullSafe']
/** Comparisons and what they are with their operands in the other order. */
const MIRRORED: Readonly<Record<string, string>> = { gt: 'lt', gte: 'lte' }

/** Text that is the same for expressions that Spark takes for the same (`a + b` and `b + a`). */
export const canonicalText = (node: ExpressionNode): string => JSON.stringify(canonical(node))

function canonical(node: ExpressionNode): ExpressionNode {
  const changed = mapChildren(node, canonical)
  if (changed.kind !== 'call') return changed
  const { name, args } = changed
  if (ASSOCIATIVE.includes(name)) {
    const operands = args.flatMap(a => (a.kind === 'call' && a.name === name ? a.args : [a]))
    return { ...changed, args: sorted(operands) }
  }
  if (COMMUTATIVE.includes(name)) return { ...changed, args: sorted(args) }
  const mirrored = MIRRORED[name]
  return mirrored === undefined ? changed : { ...changed, name: mirrored, args: args.toReversed() }
}

const sorted = (nodes: readonly ExpressionNode[]): ExpressionNode[] =>
  nodes
    .map(node => ({ node, text: JSON.stringify(node) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ node }) => node)
