import { countsOf, formatCounts } from './baseline.ts'
import type { Comparison } from './compare.ts'
import type { FileResult, QueryResult } from './run-file.ts'
import { parseSchema } from './schema-text.ts'

const MOST_LINES = 20

/** Parts of the detailed report. */
export type Part = 'refused' | 'wrong' | 'names' | 'setup'
export const PARTS: readonly Part[] = ['setup', 'refused', 'wrong', 'names']

export const fileLine = (result: FileResult): string => `${result.name}: ${formatCounts(countsOf(result))}`

/** Every statement of a file that did not simply pass, with the error or what was expected and what came. */
export function fileDetails(result: FileResult, parts: readonly Part[] = PARTS): string {
  const blocks: string[] = []
  if (parts.includes('setup'))
    for (const { sql, error } of result.refusedSetups)
      blocks.push(`${result.name}: setup refused\n${indent(sql)}\n  ! ${error.code}: ${error.message}`)
  for (const part of ['refused', 'wrong', 'names'] as const)
    if (parts.includes(part))
      for (const query of result.queries) if (partOf(query) === part) blocks.push(queryBlock(result.name, query))
  return blocks.map(block => `${block}\n`).join('\n')
}

/** The errors of refused SELECTs, most frequent first, with the files they come from. */
export function reasons(results: readonly FileResult[], most: number): string {
  const counts = new Map<string, { count: number; files: Set<string> }>()
  for (const { name, queries } of results)
    for (const { verdict, error } of queries) {
      if (verdict !== 'refused' || error === undefined) continue
      const key = `${error.code}: ${withoutPlaces(error.message)}`
      const entry = counts.get(key) ?? { count: 0, files: new Set() }
      entry.count++
      counts.set(key, { ...entry, files: entry.files.add(name) })
    }
  return [...counts]
    .sort((a, b) => b[1].count - a[1].count)
    .slice(0, most)
    .map(([reason, { count, files }]) => `${String(count).padStart(6)}  ${reason}  (${someOf([...files])})`)
    .join('\n')
}

function partOf({ verdict, comparison }: QueryResult): Part | undefined {
  if (verdict !== 'passed') return verdict
  return comparison?.difference === 'names' ? 'names' : undefined
}

function queryBlock(file: string, query: QueryResult): string {
  const { statement, verdict, error, comparison } = query
  const what =
    comparison === undefined ? verdict : verdict === 'wrong' ? `wrong ${comparison.difference}` : 'names differ'
  const lines = [`${file} #${statement.index} (line ${statement.line}): ${what}`, indent(statement.sql)]
  if (error !== undefined) lines.push(`  ! ${error.code}: ${error.message}`)
  if (comparison !== undefined) lines.push(...differences(query, comparison))
  return lines.join('\n')
}

function* differences({ statement }: QueryResult, comparison: Comparison): Generator<string> {
  const expected = parseSchema(statement.schema)
  const got = parseSchema(comparison.schema)
  for (let i = 0; i < Math.max(expected.length, got.length); i++) {
    const [before, after] = [expected[i], got[i]].map(column => column && `${column.name}: ${column.type}`)
    if (before === after) continue
    if (before !== undefined) yield `  - column ${i + 1}  ${before}`
    if (after !== undefined) yield `  + column ${i + 1}  ${after}`
  }
  if (comparison.difference === 'order') {
    yield* shortened(statement.output.split('\n'), '  - ')
    yield* shortened(comparison.output.split('\n'), '  + ')
  } else if (comparison.output !== statement.output) {
    const [missing, extra] = [
      without(statement.output, comparison.output),
      without(comparison.output, statement.output),
    ]
    yield* shortened(missing, '  - ')
    yield* shortened(extra, '  + ')
    const same = statement.output.split('\n').length - missing.length
    if (same > 0) yield `  = ${same} more ${same === 1 ? 'row' : 'rows'}`
  }
}

/** Lines of `text` beyond those of `other`. */
function without(text: string, other: string): string[] {
  const left = new Map<string, number>()
  for (const line of other.split('\n')) left.set(line, (left.get(line) ?? 0) + 1)
  return text.split('\n').filter(line => {
    const count = left.get(line) ?? 0
    left.set(line, count - 1)
    return count <= 0
  })
}

function* shortened(lines: readonly string[], prefix: string): Generator<string> {
  for (const line of lines.slice(0, MOST_LINES)) yield `${prefix}${line}`
  if (lines.length > MOST_LINES) yield `${prefix}... ${lines.length - MOST_LINES} more`
}

const indent = (text: string): string => text.replace(/^/gm, '    ')

/** Positions differ from statement to statement where the reason is the same. */
const withoutPlaces = (message: string): string =>
  message
    .replace(/\s+/g, ' ')
    .replace(/\b(line|column|position|offset|character|at) \d+(:\d+)?/gi, '$1 N')
    .replace(/\b\d+:\d+\b/g, 'N')
    .slice(0, 200)

const someOf = (names: readonly string[]): string =>
  names.length <= 4 ? names.join(', ') : `${names.slice(0, 4).join(', ')} and ${names.length - 4} more`
