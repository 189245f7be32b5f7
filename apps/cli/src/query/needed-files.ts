import type { StoredFile } from '../stored-files.ts'
import type { DuckDBSession } from './duckdb-session.ts'
import { literal } from './view-sql.ts'

/** What must not change the answer to "which partitions": nothing that looks at values, counts or statistics of files. */
const KEPT_OPTIMIZERS = ['expression_rewriter', 'filter_pullup', 'filter_pushdown', 'regex_range', 'in_clause']

/**
 * The files of a table that statements need, as far as DuckDB's plan tells it by filters on the columns of partitions; all where it
 * does not. The view of the table must be there, over files with the table's columns and partitions; it may have no rows.
 */
export async function neededFiles(
  session: DuckDBSession,
  script: string,
  { view, files }: { readonly view: string; readonly files: readonly StoredFile[] },
): Promise<readonly StoredFile[]> {
  const filters = await partitionFilters(session, script)
  if (filters === null) return files
  if (filters.length === 0) return []
  const partitions = [...new Set(files.map(file => file.partition))]
  try {
    const kept = await session.rows(await keptPartitions(session, view, partitions, filters))
    const wanted = new Set(kept.map(([partition]) => partition))
    return files.filter(file => wanted.has(file.partition))
  } catch {
    // A filter that reads otherwise than it was meant.
    return files
  }
}

/** The filters of all scans, of which a file must pass one; null when a scan has none, or nothing is known. */
async function partitionFilters(session: DuckDBSession, script: string): Promise<string[] | null> {
  try {
    if ((await session.count(script)) !== 1) return null
    const all = (await session.rows('select name from duckdb_optimizers()')).map(([name]) => String(name))
    const off = all.filter(name => !KEPT_OPTIMIZERS.includes(name))
    await session.run(`set explain_output = 'optimized_only'; set disabled_optimizers = ${literal(off.join(','))}`)
    const plans = await session.rows(`explain (format json) ${script}`)
    const nodes = plans.flatMap(([, plan]) => scansOf(JSON.parse(String(plan))))
    const filters = nodes.map(node => node.extra_info?.['File Filters'])
    return filters.every(filter => typeof filter === 'string') ? filters.map(conjunction) : null
  } catch {
    return null
  } finally {
    await session.run("set disabled_optimizers = ''")
  }
}

/** DuckDB writes filters that must all hold one directly behind the other: `(dt = '1995-08-01'::DATE)(hour > 3)`. */
function conjunction(filters: string): string {
  let depth = 0
  // Texts and names in quotes may hold anything.
  return filters.replace(/'[^']*'|"[^"]*"|\(|\)(?=(\s*[('"\w])?)/g, (part, next?: string) => {
    if (part === '(') depth++
    if (part !== ')') return part
    depth--
    return depth === 0 && next !== undefined && !/^\s+\w/.test(next) ? ') and ' : ')'
  })
}

interface PlanNode {
  readonly name?: string
  readonly children?: readonly PlanNode[]
  readonly extra_info?: Readonly<Record<string, unknown>>
}

const scansOf = (nodes: readonly PlanNode[]): PlanNode[] =>
  nodes.flatMap(node => [...(/parquet/i.test(node.name ?? '') ? [node] : []), ...scansOf(node.children ?? [])])

/** The partitions where a filter holds, as a query; columns have the types that DuckDB found in the paths. */
async function keptPartitions(
  session: DuckDBSession,
  view: string,
  partitions: readonly string[],
  filters: readonly string[],
): Promise<string> {
  const types = new Map((await session.rows(`describe ${view}`)).map(([name, type]) => [String(name), String(type)]))
  const rows = partitions.map(partition => {
    const cells = partition.split('/').flatMap(directory => {
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(directory) ?? []
      const type = name === undefined ? undefined : types.get(name)
      return type === undefined ? [] : [`cast(${partitionValue(value)} as ${type}) as "${name.replaceAll('"', '""')}"`]
    })
    return `select ${[`${literal(partition)} as partition`, ...cells].join(', ')}`
  })
  const where = filters.map(filter => `(${filter})`).join(' or ')
  return `select partition from (${rows.join(' union all by name ')}) where ${where}`
}

/** As Hive writes values into names of directories. */
const partitionValue = (value: string): string =>
  value === '__HIVE_DEFAULT_PARTITION__' ? 'null' : literal(decodeURIComponent(value))
