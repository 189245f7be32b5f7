import type { ColumnBatch, HostValue } from '@millrace/columns'
import { generatorFunction } from '../../kernels/generators.ts'
import { ExpressionKernel } from '../../kernels/kernel.ts'
import { take } from '../../kernels/take.ts'
import type { TypedGenerate } from '../../plan/typed-plan.ts'
import { columnOfHosts, hostReader } from '../host-values.ts'
import type { Batches } from './execute.ts'

/** For each row the rows that a generator makes of it, after the row's own columns. */
export async function* generatedRows(plan: GenerateSpec, input: Batches): Batches {
  const generate = generator(plan)
  for await (const batch of input) {
    const rows = generate(batch)
    if (rows.length > 0) yield rows
  }
}

/** What a generator needs to know. */
export type GenerateSpec = Pick<TypedGenerate, 'generator' | 'args' | 'outer' | 'schema'>

/** Makes of a batch the batch of generated rows. */
export function generator(plan: GenerateSpec): (batch: ColumnBatch) => ColumnBatch {
  const { args, generate, columns } = generatorFunction(plan.generator).resolve(plan.args, plan.generator)
  const kernels = args.map(a => new ExpressionKernel(a))
  const nothing = [columns.map(() => null)]
  return batch => {
    const readers = kernels.map(k => hostReader(k.evaluate(batch)))
    const rows: number[] = []
    const cells: HostValue[][] = columns.map(() => [])
    for (let r = 0; r < batch.length; r++) {
      const made = generate(...readers.map(read => read(r)))
      for (const row of made.length === 0 && plan.outer ? nothing : made) {
        rows.push(r)
        for (let i = 0; i < cells.length; i++) cells[i].push(row[i])
      }
    }
    return joined(plan, batch, Int32Array.from(rows), cells)
  }
}

function joined(plan: GenerateSpec, batch: ColumnBatch, rows: Int32Array, cells: readonly HostValue[][]): ColumnBatch {
  const { length } = rows
  const own = batch.columns.map(c => take(c, rows, length))
  const made = cells.map((hosts, i) => columnOfHosts(plan.schema[own.length + i].type, hosts))
  return { schema: plan.schema, length, columns: [...own, ...made] }
}
