import type { ColumnBatch, HostValue } from '@millrace/columns'
import { hostFromJson } from '../../kernels/host-json.ts'
import { ExpressionKernel } from '../../kernels/kernel.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import type { TypedValues } from '../../plan/typed-plan.ts'
import { columnOfHosts, hostReader } from '../host-values.ts'

const ONE_ROW: ColumnBatch = { schema: [], length: 1, columns: [] }

/** The value of an expression that reads no columns. */
export const evaluateConstant = (e: TypedExpression): HostValue =>
  e.kind === 'literal' ? hostFromJson(e.type, e.value) : hostReader(new ExpressionKernel(e).evaluate(ONE_ROW))(0)

/** Rows that are written out. */
export function valuesBatch({ schema, rows }: TypedValues): ColumnBatch {
  const columns = schema.map(({ type }, i) =>
    columnOfHosts(
      type,
      rows.map(row => evaluateConstant(row[i])),
    ),
  )
  return { schema, length: rows.length, columns }
}
