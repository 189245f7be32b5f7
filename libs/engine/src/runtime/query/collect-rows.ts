import type { ColumnBatch } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { Dataset } from '../../api/dataset.ts'
import type { BatchSource } from '../../connector/batch-source.ts'
import type { LogicalPlan } from '../../plan/logical-plan.ts'
import { memorySink } from '../../sinks/memory-sink.ts'
import { type MemoryTable, memoryTable } from '../../sinks/memory-table.ts'
import { tableOf } from '../../sources/memory-table.ts'
import type { CollectOptions } from './collect.ts'
import { collectTables } from './collect-tables.ts'
import type { AnyDataset, QueryOutput } from './query-output.ts'
import { scan } from './scan.ts'

type LogRows = Extract<LogicalPlan, { op: 'parse' | 'malformed' | 'project' | 'filter' }>

/**
 * Datasets over logs of which not all are figures. Each source is scanned once: for the figures over it, and for the rows of it that the
 * others need, which are tables to them.
 */
export async function collectRows(
  datasets: Readonly<Record<string, AnyDataset>>,
  figures: ReadonlySet<string>,
  options: CollectOptions,
): Promise<Record<string, ColumnBatch>> {
  const scans = new Map<BatchSource, Record<string, QueryOutput>>()
  const add = (source: BatchSource, name: string, output: QueryOutput): void => {
    scans.set(source, { ...scans.get(source), [name]: output })
  }
  const shown = new Map([...figures].map(name => [name, memorySink(name)]))
  for (const [name, sink] of shown) {
    const dataset = datasets[name]
    add(dataset.sources[0] as BatchSource, name, { dataset, sinks: [sink] })
  }
  const rows = new Map<string, { readonly name: string; readonly table: MemoryTable }>()
  const found: [plan: LogRows, source: BatchSource][] = []
  for (const { plan, sources } of Object.values(datasets).filter((_, i) => !figures.has(Object.keys(datasets)[i])))
    for (const part of rowsOfLogs(plan)) found.push([part, sourceOfRows(part, sources)])
  for (const [part, source] of found) {
    const key = keyOf(part)
    if (rows.has(key)) continue
    const name = `rows ${rows.size} of ${source.description}`
    const table = memoryTable(name)
    rows.set(key, { name, table })
    add(source, name, { dataset: new Dataset<unknown>([source], part) as AnyDataset, sinks: [table] })
  }
  for (const [source, outputs] of scans) await scan(source, outputs, options)
  const others = Object.entries(datasets).filter(([name]) => !figures.has(name))
  const tables = [...rows.values()].map(({ name, table }) => tableOf(name, table.rows!.schema, table.rows!))
  const overTables = others.map(([name, { plan, sources }]): [string, AnyDataset] => [
    name,
    new Dataset<unknown>([...tables, ...sources], withTables(plan, rows)) as AnyDataset,
  ])
  const results = await collectTables(Object.fromEntries(overTables))
  return Object.fromEntries(
    Object.keys(datasets).map(name => [name, shown.get(name)?.current?.rows ?? results[name]] as const),
  )
}

const keyOf = (plan: LogicalPlan): string => JSON.stringify(plan)

/** True for parsed lines, filtered and projected. */
function isRowsOfLogs(plan: LogicalPlan): plan is LogRows {
  if (plan.op === 'project' || plan.op === 'filter') return isRowsOfLogs(plan.input)
  return plan.op === 'parse' || plan.op === 'malformed'
}

/** The largest parts of a plan that are rows of logs. */
function rowsOfLogs(plan: LogicalPlan): LogRows[] {
  if (isRowsOfLogs(plan)) return [plan]
  if ('left' in plan) return [...rowsOfLogs(plan.left), ...rowsOfLogs(plan.right)]
  return 'input' in plan ? rowsOfLogs(plan.input) : []
}

function sourceOfRows(plan: LogRows, sources: AnyDataset['sources']): BatchSource {
  if (plan.op === 'project' || plan.op === 'filter') return sourceOfRows(plan.input as LogRows, sources)
  const source = sources.find(({ description }) => description === plan.input.description)
  if (source !== undefined && 'blocks' in source) return source as BatchSource
  throw new MillraceError('MILLRACE_ANALYSIS', 'collect() needs datasets over bounded sources, such as files.')
}

/** The plan over tables instead of logs. */
function withTables(
  plan: LogicalPlan,
  tables: ReadonlyMap<string, { readonly name: string; readonly table: MemoryTable }>,
): LogicalPlan {
  const found = isRowsOfLogs(plan) ? tables.get(keyOf(plan)) : undefined
  if (found !== undefined)
    return { op: 'relation', name: found.name, schema: found.table.rows!.schema, streaming: false }
  if ('left' in plan) return { ...plan, left: withTables(plan.left, tables), right: withTables(plan.right, tables) }
  return 'input' in plan ? ({ ...plan, input: withTables(plan.input, tables) } as LogicalPlan) : plan
}
