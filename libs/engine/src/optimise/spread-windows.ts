import { parseDuration } from '../api/duration.ts'
import type { CallNode, ExpressionNode } from '../plan/expression-node.ts'
import type { Aggregate } from '../plan/logical-plan.ts'

/** A grouping by windows as one over rows that are there once for each of their windows. */
export interface SpreadWindows {
  readonly plan: Aggregate
  /** The column of a row's window, and the time that it is a window of. */
  readonly column: string
  readonly time: ExpressionNode
}

/**
 * Windows that overlap are panes put together, where their length is a multiple of their slide. For other lengths the rows
 * themselves are multiplied; undefined where that is not needed.
 */
export function spreadWindows(plan: Aggregate): SpreadWindows | undefined {
  const at = plan.keys.findIndex(k => isUneven(k.expression))
  if (at < 0) return undefined
  const { args } = plan.keys[at].expression as CallNode
  const column = 'window of a row'
  const windows: CallNode = { kind: 'call', name: 'windowsOf', args }
  return {
    plan: {
      ...plan,
      input: {
        op: 'generate',
        input: plan.input,
        generator: { kind: 'call', name: 'explode', args: [windows] },
        outer: false,
        names: [column],
      },
      keys: plan.keys.map((k, i) => (i === at ? { ...k, expression: { kind: 'column', name: column } } : k)),
    },
    column,
    time: args[0],
  }
}

function isUneven(e: ExpressionNode): boolean {
  if (e.kind !== 'call' || e.name !== 'window' || e.args.length < 3) return false
  const [length, slide] = e.args.slice(1, 3).map(microseconds)
  return slide > 0 && length > slide && length % slide !== 0
}

function microseconds(e: ExpressionNode): number {
  if (e.kind !== 'literal') return Number.NaN
  return e.type === 'string' ? parseDuration(String(e.value)) : Number(e.value)
}
