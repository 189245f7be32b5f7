import type { ColumnBatch } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { BatchSource } from '../../connector/batch-source.ts'
import type { Aggregate, LogicalPlan } from '../../plan/logical-plan.ts'
import { type MemorySink, memorySink } from '../../sinks/memory-sink.ts'
import type { AnyDataset } from './query-output.ts'
import { scan } from './scan.ts'

export interface CollectOptions {
  /** Worker threads beside this one, which works too. Default 0. */
  readonly parallelism?: number
}

/**
 * The rows of datasets over bounded sources, by name. Aggregations of the rows of one source are figured out in one scan of it, through
 * the parser, plan and kernels of a streaming query, in the memory that their groups need. Of datasets over tables, and of all others
 * over logs, whatever is done with them: parsed rows that filters leave are then in memory, with the columns that are asked for, before the rest
 * is done in this thread. Which thread takes which block is left to chance; that can show in the last digits of sums over columns of
 * doubles, and without `orderBy` in the order of rows.
 */
export async function collect<Name extends string>(
  datasets: Readonly<Record<Name, AnyDataset>>,
  options: CollectOptions = {},
): Promise<Record<Name, ColumnBatch>> {
  const entries = Object.entries<AnyDataset>(datasets)
  if (entries.length > 0 && entries.every(([, dataset]) => isOfTables(dataset) && !isFigure(dataset.plan))) {
    const { collectTables } = await import('./collect-tables.ts')
    return (await collectTables(datasets)) as Record<Name, ColumnBatch>
  }
  const figures = entries.filter(([, { plan, sources }]) => sources.length < 2 && isFigure(plan))
  if (figures.length < entries.length) {
    const { collectRows } = await import('./collect-rows.ts')
    return (await collectRows(datasets, new Set(figures.map(([name]) => name)), options)) as Record<Name, ColumnBatch>
  }
  const source = batchSource(entries.map(([, dataset]) => dataset))
  const sinks = new Map<string, MemorySink>(entries.map(([name]) => [name, memorySink(name)]))
  const outputs = entries.map(([name, dataset]) => [name, { dataset, sinks: [sinks.get(name) as MemorySink] }])
  await scan(source, Object.fromEntries(outputs), options)
  const rows = entries.map(([name]) => [name, sinks.get(name)?.current?.rows])
  return Object.fromEntries(rows) as Record<Name, ColumnBatch>
}

const isOfTables = ({ sources }: AnyDataset): boolean =>
  sources.every(source => 'blocks' in source && 'structured' in source && source.structured === true)

/** True for aggregations, also of each other's results, of filtered and computed rows of one source. */
function isFigure(plan: LogicalPlan): boolean {
  let node = plan
  while (node.op !== 'aggregate' && 'input' in node && ABOVE.includes(node.op)) node = node.input
  if (!isPlainAggregate(node)) return false
  for (node = node.input; node.op === 'project' || node.op === 'filter' || isPlainAggregate(node); ) node = node.input
  return node.op === 'relation' || node.op === 'parse' || node.op === 'malformed'
}

const isPlainAggregate = (node: LogicalPlan): node is Aggregate =>
  node.op === 'aggregate' &&
  node.sets === undefined &&
  !node.keys.some(({ expression }) => expression.kind === 'call' && expression.name === 'sessionWindow')

/** Operators that may stand above an aggregation. */
const ABOVE: readonly string[] = ['project', 'filter', 'sort', 'limit']

function batchSource(datasets: readonly AnyDataset[]): BatchSource {
  const [source, ...others] = new Set(datasets.flatMap(dataset => dataset.sources))
  if (source === undefined || others.length > 0 || !('blocks' in source))
    throw new MillraceError('MILLRACE_ANALYSIS', 'collect() needs datasets over bounded sources, such as files.')
  return source as BatchSource
}
