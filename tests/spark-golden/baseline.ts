import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { FileResult } from './run-file.ts'

/** How many SELECTs of a file were answered as Spark answers them, refused, answered differently, and how many there are. */
export interface Counts {
  readonly passed: number
  readonly refused: number
  readonly wrong: number
  readonly of: number
}

/** Counts by file name. */
export type Baseline = Readonly<Record<string, Counts>>

const BASELINE = fileURLToPath(new URL('./baseline.json', import.meta.url))

/** Files whose functions the engine must have: at least four of five SELECTs passed, none wrong. */
export const REQUIRED_FILES: readonly string[] = [
  'group-by',
  'group-by-filter',
  'group-by-ordinal',
  'having',
  'null-handling',
  'comparator',
  'predicate-functions',
  'operators',
  'math',
  'count',
  'conditional-functions',
  'order-by',
  'order-by-nulls-ordering',
  'like-any',
  'like-all',
  'ilike',
  'regexp-functions',
  'url-functions',
  'inline-table',
  'cte',
  'limit',
  'except',
  'union',
]

export const countsOf = ({ queries }: FileResult): Counts => {
  const count = (verdict: string): number => queries.filter(query => query.verdict === verdict).length
  return { passed: count('passed'), refused: count('refused'), wrong: count('wrong'), of: queries.length }
}

export const addCounts = (a: Counts, b: Counts): Counts => ({
  passed: a.passed + b.passed,
  refused: a.refused + b.refused,
  wrong: a.wrong + b.wrong,
  of: a.of + b.of,
})

export const formatCounts = ({ passed, refused, wrong, of }: Counts): string =>
  `passed ${passed}, refused ${refused}, wrong ${wrong}, of ${of}`

export const readBaseline = async (): Promise<Baseline> => JSON.parse(await readFile(BASELINE, 'utf8'))

/** Puts the counts of these results into the baseline; those of other files stay. */
export async function updateBaseline(results: readonly FileResult[]): Promise<void> {
  const merged = new Map(Object.entries(await readBaseline()))
  for (const result of results) merged.set(result.name, countsOf(result))
  const lines = [...merged]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { passed, refused, wrong, of }]) => {
      const counts = `"passed": ${passed}, "refused": ${refused}, "wrong": ${wrong}, "of": ${of}`
      return `  ${JSON.stringify(name)}: { ${counts} }`
    })
  await writeFile(BASELINE, `{\n${lines.join(',\n')}\n}\n`)
}

/** One sentence for each file with fewer passed or more wrong than the baseline. */
export function regressions(results: readonly FileResult[], baseline: Baseline): string[] {
  return results.flatMap(result => {
    const now = countsOf(result)
    const before = baseline[result.name]
    if (before === undefined) return [`${result.name} is not in the baseline.`]
    if (now.of === before.of && now.passed >= before.passed && now.wrong <= before.wrong) return []
    return [`${result.name}: ${formatCounts(now)}; the baseline has ${formatCounts(before)}.`]
  })
}

/** One sentence for each required file that was run and falls short. */
export function shortfalls(results: readonly FileResult[]): string[] {
  return results.flatMap(result => {
    if (!REQUIRED_FILES.includes(result.name)) return []
    const counts = countsOf(result)
    if (counts.wrong === 0 && counts.passed >= 0.8 * counts.of) return []
    return [`${result.name}: ${formatCounts(counts)}; at least 80 % must pass and none may be wrong.`]
  })
}
