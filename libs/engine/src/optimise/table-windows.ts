import type { Field } from '@millrace/columns'
import { childrenOf, type TypedCall, type TypedExpression } from '../plan/typed-expression.ts'
import type { TypedAggregation, TypedPlan } from '../plan/typed-plan.ts'
import { mapPlan } from './map-plan.ts'
import { groupedBySession } from './table-sessions.ts'

/**
 * Time windows over tables: rows without a time are in no window, as Spark's TimeWindowing has it, and where windows overlap a row
 * is grouped once for each that it is in.
 */
export const tableWindows = (plan: TypedPlan): TypedPlan =>
  mapPlan(plan, node => {
    if (node.op === 'aggregate') return grouped(node)
    if (node.op !== 'project') return node
    const found = node.columns.flatMap(c => windowsIn(c.expression))
    return { ...node, input: found.reduce(withTime, node.input) }
  })

/** The column of the windows of a row. */
const WINDOW = 'window of a row'

function grouped(node: TypedAggregation): TypedPlan {
  const session = node.keys.findIndex(k => k.kind === 'call' && k.name === 'sessionWindow')
  if (session >= 0) return groupedBySession(node, session)
  const found = node.keys.flatMap(windowsIn)
  if (found.length === 0) return node
  const timed = found.reduce(withTime, node.input)
  const at = node.keys.findIndex(k => isWindow(k) && k.args[1].kind === 'literal' && overlaps(k))
  if (at < 0) return { ...node, input: timed }
  const key = node.keys[at] as TypedCall
  const windows: TypedCall = { ...key, name: 'windowsOf', type: `list<${key.type}>`, nullable: false }
  const field: Field = { name: WINDOW, type: key.type, nullable: false }
  const input: TypedPlan = {
    op: 'generate',
    input: timed,
    generator: 'explode',
    args: [windows],
    outer: false,
    schema: [...timed.schema, field],
  }
  const keys = node.keys.map((k, i): TypedExpression => (i === at ? { kind: 'column', ...field } : k))
  return { ...node, input, keys }
}

const isWindow = (e: TypedExpression): e is TypedCall => e.kind === 'call' && e.name === 'window'

const overlaps = ({ args: [, length, slide] }: TypedCall): boolean =>
  length.kind === 'literal' && slide.kind === 'literal' && length.value !== slide.value

const windowsIn = (e: TypedExpression): TypedCall[] => [
  ...(isWindow(e) ? [e] : []),
  ...childrenOf(e).flatMap(windowsIn),
]

function withTime(input: TypedPlan, { args: [time] }: TypedCall): TypedPlan {
  if (!time.nullable) return input
  const condition: TypedExpression = { kind: 'call', name: 'isNotNull', type: 'boolean', nullable: false, args: [time] }
  return { op: 'filter', input, condition, schema: input.schema }
}
