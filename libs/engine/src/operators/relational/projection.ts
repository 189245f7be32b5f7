import type { ColumnBatch, Schema } from '@millrace/columns'
import { ExpressionKernel } from '../../kernels/kernel.ts'
import type { TypedNamed } from '../../plan/typed-expression.ts'

/** Expressions computed for batches of rows, as columns of a batch. */
export class Projection {
  readonly schema: Schema
  readonly #kernels: readonly ExpressionKernel[]

  constructor(columns: readonly TypedNamed[]) {
    this.#kernels = columns.map(c => new ExpressionKernel(c.expression))
    this.schema = columns.map(({ name, expression: { type, nullable } }) => ({ name, type, nullable }))
  }

  run(batch: ColumnBatch): ColumnBatch {
    return { schema: this.schema, length: batch.length, columns: this.#kernels.map(k => k.evaluate(batch)) }
  }
}
