import '../../../function-library.ts'
import {
  type Column,
  type ColumnBatch,
  type FixedColumn,
  type HostValue,
  isNull,
  type TypeName,
} from '@millrace/columns'
import { resolveExpression } from '../../../analyse/resolve.ts'
import { columnFrom, type Value } from '../../../operators/testing/columns.ts'
import type { ExpressionNode } from '../../../plan/expression-node.ts'
import { hostToJson } from '../../host-json.ts'
import { ExpressionKernel } from '../../kernel.ts'

/** A value with its type, where the type is not the one that JavaScript's value suggests. */
export interface Typed {
  readonly type: TypeName
  readonly value: HostValue
}

export type Argument = HostValue | Typed | ExpressionNode

export const typed = (type: TypeName, value: HostValue): Typed => ({ type, value })

function isNode(a: Argument): a is ExpressionNode {
  return typeof a === 'object' && a !== null && 'kind' in a
}

function typeOf(a: Argument): Typed {
  if (typeof a === 'object' && a !== null && 'type' in a && 'value' in a) return a as Typed
  const value = a as HostValue
  if (value === null) return { type: 'string', value }
  if (typeof value === 'string') return { type: 'string', value }
  if (typeof value === 'boolean') return { type: 'boolean', value }
  if (typeof value === 'bigint') return { type: 'int64', value }
  if (typeof value === 'number') return { type: Number.isInteger(value) ? 'int32' : 'double', value }
  if (value instanceof Uint8Array) return { type: 'binary', value }
  throw new Error('An argument of a nested type needs its type.')
}

/** The host value of a row. */
export function hostValue(column: Column, row: number): HostValue {
  if (isNull(column, row)) return null
  if ('objects' in column) return column.objects[row]
  if ('ids' in column) return column.dictionary.string(column.ids[row])
  if ('offsets' in column) return column.bytes.slice(column.offsets[row], column.offsets[row + 1])
  const value = (column as FixedColumn).values[row]
  return column.type === 'boolean' ? value === 1 : value
}

const literal = ({ type, value }: Typed): ExpressionNode => ({
  kind: 'literal',
  type,
  value: hostToJson(type, value) as never,
})

function run(node: ExpressionNode, batch: ColumnBatch): Typed {
  const expression = resolveExpression(node, batch.schema)
  const column = new ExpressionKernel(expression).evaluate(batch)
  return { type: expression.type, value: hostValue(column, 0) }
}

/**
 * The type and value of a call. Computed twice, with the arguments as constants and as columns (expressions stay what they are);
 * throws when the two differ.
 */
export function callTyped(name: string, ...args: Argument[]): Typed {
  const constants = args.map(a => (isNode(a) ? a : literal(typeOf(a))))
  const columns = args.map((a, i): ExpressionNode => (isNode(a) ? a : { kind: 'column', name: `c${i}` }))
  const given = args.flatMap((a, i) => (isNode(a) ? [] : [{ name: `c${i}`, typed: typeOf(a) }]))
  const batch: ColumnBatch = {
    schema: given.map(c => ({ name: c.name, type: c.typed.type, nullable: true })),
    length: 1,
    columns: given.map(c => columnFrom(c.typed.type, [c.typed.value as Value])),
  }
  const first = run({ kind: 'call', name, args: constants }, batch)
  const second = run({ kind: 'call', name, args: columns }, batch)
  const text = (t: Typed): string => `${t.type} ${JSON.stringify(hostToJson(t.type, t.value))}`
  if (text(first) !== text(second)) throw new Error(`${name}: ${text(first)} of constants, ${text(second)} of columns.`)
  return second
}

/** The value of a call; see callTyped. */
export const call = (name: string, ...args: Argument[]): HostValue => callTyped(name, ...args).value
