import '../../function-library.ts'
import type { ColumnBatch, HostValue, TypeName } from '@millrace/columns'
import { resolveExpression } from '../../analyse/resolve.ts'
import { ExpressionKernel } from '../../kernels/kernel.ts'
import type { AggregateNode, ExpressionNode } from '../../plan/expression-node.ts'
import type { TypedAggregate } from '../../plan/typed-expression.ts'
import { aggregateArguments, functionSpec } from '../aggregate/function-spec.ts'
import { Grouping } from '../aggregate/grouping.ts'
import { columnOfHosts, hostReader } from '../host-values.ts'

/** Rows as host values under their column names and types. */
export type HostColumns = Readonly<Record<string, readonly [TypeName, readonly HostValue[]]>>

export function hostBatch(columns: HostColumns): ColumnBatch {
  const entries = Object.entries(columns)
  return {
    schema: entries.map(([name, [type]]) => ({ name, type, nullable: true })),
    length: entries[0][1][1].length,
    columns: entries.map(([, [type, values]]) => columnOfHosts(type, values)),
  }
}

/** A call of an aggregate function; texts are columns. */
export const call = (
  name: string,
  args: readonly (string | ExpressionNode)[],
  more: Partial<AggregateNode> = {},
): AggregateNode => ({
  kind: 'aggregate',
  name,
  args: args.map(a => (typeof a === 'string' ? { kind: 'column', name: a } : a)),
  ...more,
})

export interface Aggregated {
  readonly type: TypeName
  readonly value: HostValue
}

/** The value of an aggregate over all rows, in `parts` partial aggregations that are merged. */
export function aggregated(node: AggregateNode, columns: HostColumns, parts = 1): Aggregated {
  const batch = hostBatch(columns)
  const typed = resolveExpression(node, [], batch.schema) as TypedAggregate
  const spec = { keys: [], functions: [functionSpec(typed)] }
  const whole = new Grouping(spec)
  const args = aggregateArguments(typed).map(e => new ExpressionKernel(e).evaluate(batch))
  for (let part = 0; part < parts; part++) {
    const [from, to] = [part, part + 1].map(p => Math.round((p * batch.length) / parts))
    const rows = Int32Array.from({ length: to - from }, (_, i) => from + i)
    const partial = parts === 1 ? whole : new Grouping(spec)
    partial.update([], [args], { rows, count: rows.length })
    if (parts > 1) whole.merge(partial.state())
  }
  return { type: typed.type, value: hostReader(whole.result().columns[0])(0) }
}
