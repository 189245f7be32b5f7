import type { ColumnBatch } from '@millrace/columns'
import { availableNow, Dataset, foreachBatch, memoryStream, readStream, startQuery } from '@millrace/engine'
import { MemoryFileSystem } from '../../libs/engine/src/testing/memory-file-system.ts'
import { type Answer, answerOf } from './answer.ts'
import { batchOf } from './ask-millrace.ts'
import type { Case } from './elaborate.ts'
import { logicalPlan } from './logical-plan.ts'
import type { Plan } from './plan.ts'
import type { Table } from './table.ts'

/** Whether a stream can answer in complete mode: one aggregation over rows of one table, and what may follow it. */
export function isStreamable(plan: Plan): boolean {
  switch (plan.op) {
    case 'aggregate':
      return plan.sets.length === 0 && isNarrow(plan.input)
    case 'project':
    case 'filter':
      return isStreamable(plan.input)
    case 'sort':
      return plan.offset === 0 && isStreamable(plan.input)
    default:
      return false
  }
}

function isNarrow(plan: Plan): boolean {
  return plan.op === 'table' || ((plan.op === 'project' || plan.op === 'filter') && isNarrow(plan.input))
}

const PARTITIONS = 2

/** The rows dealt into micro-batches of several tasks, whose partial aggregations are merged; the last complete answer. */
export async function askStream({ plan }: Case): Promise<Answer> {
  const table = tableUnder(plan)
  const batch = batchOf(table)
  const stream = memoryStream(table.name, batch.schema, { partitions: PARTITIONS })
  const size = Math.max(1, Math.ceil(table.rows.length / 5))
  for (let from = 0; from === 0 || from < table.rows.length; from += size)
    stream.add(batchOf({ ...table, rows: table.rows.slice(from, from + size) }))
  const dataset = new Dataset<unknown>(
    [stream],
    logicalPlan(plan, () => readStream(stream).plan),
  )
  let last: ColumnBatch | undefined
  const query = await startQuery({
    outputs: { answer: { dataset, sinks: [foreachBatch(rows => void (last = rows), { mode: 'complete' })] } },
    checkpoint: { fs: new MemoryFileSystem(), path: '/checkpoint' },
    trigger: availableNow,
    maxOffsetsPerTrigger: PARTITIONS,
    parallelism: 0,
  })
  await query.awaitTermination()
  const types = last?.schema.map(f => f.type) ?? plan.columns.map(c => c.type)
  return answerOf(types, last === undefined ? [] : [last])
}

function tableUnder(plan: Plan): Table {
  if (plan.op === 'table') return plan.table
  return tableUnder((plan as Extract<Plan, { input: Plan }>).input)
}
