import type { ExpressionNode } from '../plan/expression-node.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import { MemoryTable } from './memory-table.ts'
import type { PlanRows } from './run-plan.ts'
import { notFound, type SessionTables } from './session-tables.ts'
import { analysisError, unsupported } from './sql-error.ts'
import type { SqlQuery, SqlStatement } from './syntax.ts'
import type { Translator } from './translate/translator.ts'

/** What statements that write tables need of their session. */
export interface TableWrites {
  readonly tables: SessionTables
  translate(query: SqlQuery): ReturnType<Translator['translate']>
  rows(plan: LogicalPlan): Promise<PlanRows>
}

/** CREATE TABLE of rows in memory. */
export async function createTable(
  { name, replace, ifNotExists, schema, query }: Extract<SqlStatement, { kind: 'createMemoryTable' }>,
  { tables, translate, rows: rowsOf }: TableWrites,
): Promise<void> {
  if (tables.table(name) !== undefined && !replace) {
    if (ifNotExists) return
    throw analysisError(
      `[TABLE_OR_VIEW_ALREADY_EXISTS] Cannot create table or view \`${name}\` because it already exists. Choose a different name, drop or replace the existing object.`,
      null,
    )
  }
  if (query === null) {
    tables.setTable(name, new MemoryTable(schema!), 'permanent')
    return
  }
  const { plan, columns } = translate(query)
  const rows = await rowsOf(plan)
  const fields = columns.map(({ name: column, id }) => ({
    ...rows.schema.find(f => f.name === id)!,
    name: column,
    nullable: true,
  }))
  const twice = fields.find((f, i) => fields.findIndex(g => g.name.toLowerCase() === f.name.toLowerCase()) !== i)
  if (twice !== undefined)
    throw analysisError(`[COLUMN_ALREADY_EXISTS] The column \`${twice.name}\` already exists.`, null)
  const batches = rows.batches.map(b => ({ ...b, schema: fields }))
  tables.setTable(name, new MemoryTable(fields, batches), 'permanent')
}

/** The rows of a query, cast to the table's types as ANSI mode assigns them. */
export async function insert(
  { name, columns, overwrite, query, at }: Extract<SqlStatement, { kind: 'insert' }>,
  { tables, translate, rows: rowsOf }: TableWrites,
): Promise<void> {
  const table = tables.table(name)
  if (table === undefined) throw notFound(name, at)
  if (!(table instanceof MemoryTable)) throw unsupported('INSERT into a table of files', at)
  const translated = translate(query)
  const names = columns ?? table.schema.map(f => f.name)
  if (names.length !== translated.columns.length) {
    throw analysisError(
      `[INSERT_COLUMN_ARITY_MISMATCH] Cannot write to \`${name}\`: it wants ${names.length} columns, the query gives ${translated.columns.length}.`,
      at,
    )
  }
  const plan: LogicalPlan = {
    op: 'project',
    input: translated.plan,
    columns: table.schema.map(f => {
      const i = names.findIndex(n => n.toLowerCase() === f.name.toLowerCase())
      const value: ExpressionNode =
        i < 0 ? { kind: 'literal', type: 'void', value: null } : { kind: 'column', name: translated.columns[i].id }
      return { name: f.name, expression: { kind: 'cast', to: f.type, arg: value } }
    }),
  }
  const { batches } = await rowsOf(plan)
  const rows = batches.map(b => ({ ...b, schema: table.schema }))
  if (overwrite) table.replace(rows)
  else table.append(rows)
}
