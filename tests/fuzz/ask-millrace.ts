import type { ColumnBatch, Schema } from '@millrace/columns'
import type { LogicalPlan } from '@millrace/engine'
import { SqlSession } from '@millrace/engine/sql'
import { columnOfHosts } from '@millrace/engine/values'
import { analysePlan } from '../../libs/engine/src/analyse/analyse-plan.ts'
import { analysisContext } from '../../libs/engine/src/analyse/context.ts'
import { execute } from '../../libs/engine/src/operators/relational/execute.ts'
import { runSubqueries } from '../../libs/engine/src/sql/run-subqueries.ts'
import { type Answer, answerOf, cellOf } from './answer.ts'
import type { Case } from './elaborate.ts'
import { logicalPlan } from './logical-plan.ts'
import { planSql } from './plan-sql.ts'
import { type Table, tableSchema } from './table.ts'
import { type FuzzType, sparkType } from './types.ts'

const session = new SqlSession()

/** Through SQL: parsed, translated, optimised. */
export async function askSql({ tables, plan }: Case): Promise<Answer> {
  for (const table of tables) session.registerRows(table.name, tableSchema(table), table.rows)
  const { columns, rows } = await session.execute(planSql('spark', plan))
  const types = columns.map(({ type }) => typeOf(type))
  return { types, rows: rows.map(row => row.map((text, i) => cellOf(types[i], text))) }
}

/** Spark's name of a type in Millrace's words. */
function typeOf(spark: string): string {
  const known: readonly FuzzType[] = ['int32', 'int64', 'double', 'string', 'boolean', 'date', 'timestamp']
  return known.find(type => sparkType(type).toLowerCase() === spark) ?? spark
}

/** The rows of a table as a batch. */
export function batchOf({ columns, rows }: Table): ColumnBatch {
  return {
    schema: columns.map(({ name, type }) => ({ name, type, nullable: true })),
    length: rows.length,
    columns: columns.map(({ type }, i) =>
      columnOfHosts(
        type,
        rows.map(row => row[i]),
      ),
    ),
  }
}

/** As a plan, without the optimiser, the rows of each table in two batches. */
export async function askPlan({ tables, plan }: Case): Promise<Answer> {
  const relation = (table: Table): LogicalPlan => ({
    op: 'relation',
    name: table.name,
    schema: batchOf(table).schema,
    streaming: false,
  })
  const context = analysisContext()
  const reader = {
    async *read(name: string) {
      const table = tables.find(t => t.name === name) as Table
      const middle = table.rows.length >> 1
      yield batchOf({ ...table, rows: table.rows.slice(0, middle) })
      yield batchOf({ ...table, rows: table.rows.slice(middle) })
    },
  }
  const collect = async (p: LogicalPlan): Promise<{ schema: Schema; batches: ColumnBatch[] }> => {
    const typed = analysePlan(p, context)
    const batches: ColumnBatch[] = []
    for await (const batch of execute(typed, reader)) batches.push(batch)
    return { schema: typed.schema, batches }
  }
  const { schema, batches } = await collect(await runSubqueries(logicalPlan(plan, relation), collect))
  return answerOf(
    schema.map(f => f.type),
    batches,
  )
}
