import type { ColumnBatch } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { PredicateKernel } from '../../kernels/kernel.ts'
import { takeBatch } from '../../kernels/take.ts'
import type { TypedPlan, TypedProject, TypedValues, TypedWindow } from '../../plan/typed-plan.ts'
import { concatBatches } from '../concat-batches.ts'
import { aggregateRows } from './aggregate.ts'
import { distinctRows } from './distinct.ts'
import { generatedRows } from './generate.ts'
import { joinRows } from './join.ts'
import { limitRows } from './limit.ts'
import { inPartition, isSeeded } from './partition-seeds.ts'
import { Projection } from './projection.ts'
import { setOperationRows } from './set-operation.ts'
import { showsGroupOrder } from './shuffle-order.ts'
import { sortedRows } from './sort-rows.ts'
import { valuesBatch } from './values.ts'
import { WindowOperator } from './window.ts'

/** Rows in batches, pulled by whoever wants them. */
export type Batches = AsyncIterable<ColumnBatch>

/** What a plan reads. */
export interface TableReader {
  /** The rows of a relation of a plan: at least the columns of the relation's schema, by name. */
  read(name: string, columns: readonly string[]): Batches
}

/**
 * The rows of a plan. Every batch has the plan's schema; there may be none.
 * @param shuffled the order of an aggregation's groups shows
 */
export function execute(plan: TypedPlan, tables: TableReader, shuffled = false): Batches {
  switch (plan.op) {
    case 'values':
      return valuesSlices(plan)
    case 'relation':
      return relationRows(tables, plan)
    case 'project': {
      const input = execute(plan.input, tables, shuffled)
      if (plan.input.op === 'values' && plan.columns.some(c => isSeeded(c.expression))) return seededRows(plan, input)
      const projection = new Projection(plan.columns)
      return mapped(input, batch => projection.run(batch))
    }
    case 'filter': {
      const predicate = new PredicateKernel(plan.condition)
      return mapped(execute(plan.input, tables, shuffled), batch => takeBatch(batch, predicate.select(batch)))
    }
    case 'aggregate':
      return aggregateRows(plan, execute(plan.input, tables), shuffled)
    case 'sort':
      return sortedRows(plan, execute(plan.input, tables, showsGroupOrder(plan.input)))
    case 'limit':
      return limitRows(plan, execute(plan.input, tables))
    case 'distinct':
      return distinctRows(plan.schema, execute(plan.input, tables))
    case 'join':
      return joinRows(plan, execute(plan.left, tables), execute(plan.right, tables))
    case 'setOperation':
      return setOperationRows(plan, execute(plan.left, tables), execute(plan.right, tables))
    case 'window':
      return windowRows(plan, execute(plan.input, tables))
    case 'generate':
      return generatedRows(plan, execute(plan.input, tables))
  }
}

/** Window functions look at whole partitions, so at all rows. */
async function* windowRows(plan: TypedWindow, input: Batches): Batches {
  const batches: ColumnBatch[] = []
  for await (const batch of input) batches.push(batch)
  const all = concatBatches(plan.input.schema, batches)
  if (all.length > 0) yield { ...new WindowOperator(plan.functions).run(all), schema: plan.schema }
}

/** Rows that are written out, in the two slices that Spark makes of them with two cores. */
async function* valuesSlices(plan: TypedValues): Batches {
  const { rows } = plan
  const middle = rows.length >> 1
  if (middle > 0) yield valuesBatch({ ...plan, rows: rows.slice(0, middle) })
  yield valuesBatch({ ...plan, rows: rows.slice(middle) })
}

/** Each slice has random values of its own. */
async function* seededRows({ columns }: TypedProject, slices: Batches): Batches {
  let partition = 0
  for await (const slice of slices) {
    const moved = columns.map(c => ({ ...c, expression: inPartition(c.expression, partition) }))
    yield new Projection(moved).run(slice)
    partition++
  }
}

async function* mapped(input: Batches, change: (batch: ColumnBatch) => ColumnBatch): Batches {
  for await (const batch of input) {
    const changed = change(batch)
    if (changed.length > 0) yield changed
  }
}

async function* relationRows(tables: TableReader, plan: Extract<TypedPlan, { op: 'relation' }>): Batches {
  const { schema } = plan
  for await (const batch of tables.read(
    plan.name,
    schema.map(f => f.name),
  )) {
    const columns = schema.map(({ name }) => {
      const i = batch.schema.findIndex(f => f.name === name)
      if (i < 0) throw new MillraceError('MILLRACE_INTERNAL', `The table ${plan.name} did not give its column ${name}.`)
      return batch.columns[i]
    })
    if (batch.length > 0) yield { schema, length: batch.length, columns }
  }
}
