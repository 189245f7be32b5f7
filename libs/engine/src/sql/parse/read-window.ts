import { unsupported } from '../sql-error.ts'
import type { SqlBound, SqlFrame, SqlWindow } from '../syntax.ts'
import type { LibraryNode } from './library.ts'
import type { Nodes } from './node.ts'
import type { ExpressionReader } from './read-expression.ts'

/** Reads what stands in the brackets after OVER. */
export function readWindow(expressions: ExpressionReader, nodes: Nodes, over: LibraryNode): SqlWindow {
  const fields = nodes.only('window', over, 'window_name', 'partition_by', 'order_by', 'frame')
  return {
    name: fields.window_name == null ? null : nodes.name(fields.window_name).name,
    partitionBy: expressions.readAll(fields.partition_by),
    orderBy: expressions.readSort(fields.order_by),
    frame: fields.frame == null ? null : readFrame(expressions, nodes, fields.frame as LibraryNode),
  }
}

function readFrame(expressions: ExpressionReader, nodes: Nodes, frame: LibraryNode): SqlFrame {
  const { kind, start, end } = nodes.only('frame', frame, 'kind', 'start', 'end')
  if (kind !== 'Rows' && kind !== 'Range') throw unsupported(String(kind), null)
  return {
    unit: kind === 'Rows' ? 'rows' : 'range',
    from: readBound(expressions, nodes, start),
    to: end == null ? { kind: 'current' } : readBound(expressions, nodes, end),
  }
}

function readBound(expressions: ExpressionReader, nodes: Nodes, bound: unknown): SqlBound {
  if (bound === 'CurrentRow') return { kind: 'current' }
  if (bound === 'UnboundedPreceding' || bound === 'UnboundedFollowing') return { kind: 'unbounded' }
  const [kind, of] = nodes.open(bound)
  if (kind !== 'Preceding' && kind !== 'Following') throw unsupported(kind, null)
  return { kind: kind === 'Preceding' ? 'preceding' : 'following', of: expressions.read(of) }
}
