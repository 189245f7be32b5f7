import type { Column, ColumnBatch, Schema } from '@millrace/columns'
import { ExpressionKernel } from '../../kernels/kernel.ts'
import type { TypedWindowCall } from '../../plan/typed-window.ts'
import { framedAggregate } from './window/framed-aggregate.ts'
import { type Frames, framesOf } from './window/frames.ts'
import { type Partitions, partitionRows } from './window/partitions.ts'
import { windowFunction } from './window/registry.ts'

/** A window function and the name of the column of its values. */
export type NamedWindowCall = TypedWindowCall & { readonly name: string }

/**
 * Adds a column for each window function to all rows of a relation. The rows come out in the order of the last function's
 * partitions and sort keys, as Spark's do.
 */
export class WindowOperator {
  readonly #groups: readonly (readonly NamedWindowCall[])[]
  readonly #names: readonly string[]

  constructor(functions: readonly NamedWindowCall[]) {
    const groups = new Map<string, NamedWindowCall[]>()
    for (const f of functions) {
      const key = JSON.stringify([f.partitionBy, f.orderBy])
      groups.set(key, [...(groups.get(key) ?? []), f])
    }
    this.#groups = [...groups.values()]
    this.#names = functions.map(f => f.name)
  }

  run(input: ColumnBatch): ColumnBatch {
    const output = this.#groups.reduce(addColumns, input)
    // The columns in the order in which they were asked for.
    const order = [
      ...input.schema.keys(),
      ...this.#names.map(name => output.schema.findIndex((f, i) => i >= input.schema.length && f.name === name)),
    ]
    return {
      schema: order.map(i => output.schema[i]),
      length: output.length,
      columns: order.map(i => output.columns[i]),
    }
  }
}

/** The batch sorted by the partitions of functions that share them, with a column for each. */
function addColumns(batch: ColumnBatch, functions: readonly NamedWindowCall[]): ColumnBatch {
  const [{ partitionBy, orderBy }] = functions
  const partitions = partitionRows(batch, partitionBy, orderBy)
  const frames = new Map<string, Frames>()
  const added = functions.map(f => {
    const key = JSON.stringify(f.frame)
    if (f.frame !== null && !frames.has(key)) frames.set(key, framesOf(f.frame, partitions, orderBy))
    return computed(f, partitions, frames.get(key))
  })
  const schema: Schema = functions.map(({ name, function: { type, nullable } }) => ({ name, type, nullable }))
  const sorted = partitions.batch
  return {
    schema: [...sorted.schema, ...schema],
    length: sorted.length,
    columns: [...sorted.columns, ...added],
  }
}

const NO_FRAMES: Frames = { lower: new Int32Array(0), upper: new Int32Array(0) }

function computed({ function: call }: NamedWindowCall, partitions: Partitions, frames = NO_FRAMES): Column {
  const args = call.args.map(a => new ExpressionKernel(a).evaluate(partitions.batch))
  if (call.kind === 'aggregate') return framedAggregate(call, args, partitions, frames)
  return windowFunction(call.name)!.compute(call, args, partitions, frames)
}
