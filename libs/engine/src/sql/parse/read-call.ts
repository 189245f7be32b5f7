import { syntaxError, unsupported } from '../sql-error.ts'
import type { SqlCall, SqlExpression } from '../syntax.ts'
import type { LibraryNode } from './library.ts'
import { SUBQUERY } from './mask-words.ts'
import type { Nodes } from './node.ts'
import type { ExpressionReader } from './read-expression.ts'
import { castCall, trimCall } from './special-calls.ts'

/** Reads calls: of functions, aggregates and window functions. */
export function readCall(reader: ExpressionReader, nodes: Nodes, kind: string, fields: LibraryNode): SqlExpression {
  switch (kind) {
    case 'function':
    case 'aggregate_function': {
      const known = nodes.only(kind, fields, 'name', 'args', 'distinct', 'filter', 'ignore_nulls')
      const struct = /^struct$/i.test(known.name as string)
      const { name, at } = struct ? { name: 'struct', at: nodes.placeOf(known.args) } : nodes.name(known.name)
      if (name === SUBQUERY) return reader.read((known.args as unknown[])[0])
      const call: SqlCall = {
        kind: 'call',
        name,
        args: reader.readAll(known.args),
        distinct: known.distinct === true,
        ...(known.filter == null ? {} : { filter: reader.read(known.filter) }),
        ...(known.ignore_nulls == null ? {} : { nulls: known.ignore_nulls === true ? 'ignore' : 'respect' }),
        at: at === null || struct ? at : nodes.spans.call(at),
      }
      return castCall(call) ?? trimCall(call)
    }
    case 'window_function': {
      const { this: of, over } = nodes.only(kind, fields, 'this', 'over')
      return { ...innerCall(reader, of), over: reader.readWindow(over as LibraryNode) }
    }
    case 'within_group': {
      const { this: of, order_by } = nodes.only(kind, fields, 'this', 'order_by')
      return { ...innerCall(reader, of), withinGroup: reader.readSort(order_by) }
    }
    case 'filter': {
      const { this: of, expression } = nodes.only(kind, fields, 'this', 'expression')
      return { ...innerCall(reader, of), filter: reader.read(expression) }
    }
    default:
      throw unsupported(kind.replaceAll('_', ' '), nodes.placeOf(fields))
  }
}

function innerCall(reader: ExpressionReader, node: unknown): SqlCall {
  const call = reader.read(node)
  if (call.kind !== 'call') throw syntaxError('Expected a function.', call.at)
  return call
}
