import type { HostValue, TypeName } from '@millrace/columns'
import { resolveExpression } from '../../analyse/resolve.ts'
import { resolveWindow } from '../../analyse/resolve-window.ts'
import type { ExpressionNode, SortNode, WindowFrame, WindowNode } from '../../plan/expression-node.ts'
import { hostReader } from '../host-values.ts'
import { WindowOperator } from '../relational/window.ts'
import { type HostColumns, hostBatch } from './aggregate.ts'

const nodes = (args: readonly (string | ExpressionNode)[]): ExpressionNode[] =>
  args.map(a => (typeof a === 'string' ? { kind: 'column', name: a } : a))

export const literal = (type: TypeName, value: string | number | boolean | null): ExpressionNode => ({
  kind: 'literal',
  type,
  value,
})

export interface Over {
  readonly partitionBy?: readonly string[]
  readonly orderBy?: readonly (string | SortNode)[]
  readonly frame?: WindowFrame
}

/** A window function; texts are columns, and sort ascending with nulls first. */
export const over = (
  name: string,
  args: readonly (string | ExpressionNode)[],
  { partitionBy = [], orderBy = [], frame }: Over = {},
): WindowNode => ({
  kind: 'window',
  function: { kind: 'call', name, args: nodes(args) },
  partitionBy: nodes(partitionBy),
  orderBy: orderBy.map(o =>
    typeof o === 'string' ? { expression: { kind: 'column', name: o }, direction: 'asc', nulls: 'first' } : o,
  ),
  ...(frame === undefined ? {} : { frame }),
})

const ROW = 'row'

/** The values of window functions over rows, in the order of the rows. */
export function windowValues(functions: readonly WindowNode[], columns: HostColumns): HostValue[][] {
  const length = Object.values(columns)[0][1].length
  const batch = hostBatch({ ...columns, [ROW]: ['int32', Array.from({ length }, (_, i) => i)] })
  const calls = functions.map((node, i) => ({
    name: `w${i}`,
    ...resolveWindow(node, e => resolveExpression(e, batch.schema)),
  }))
  const result = new WindowOperator(calls).run(batch)
  const rowColumn = hostReader(result.columns[result.schema.findIndex(f => f.name === ROW)])
  return calls.map(({ name }) => {
    const read = hostReader(result.columns[result.schema.findIndex(f => f.name === name)])
    const values: HostValue[] = []
    for (let r = 0; r < result.length; r++) values[rowColumn(r) as number] = read(r)
    return values
  })
}
