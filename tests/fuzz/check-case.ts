import type { Answer } from './answer.ts'
import type { DuckDB } from './ask-duckdb.ts'
import { askPlan, askSql } from './ask-millrace.ts'
import { askStream, isStreamable } from './ask-stream.ts'
import { difference, rowText } from './compare.ts'
import type { Case } from './elaborate.ts'
import { literalText } from './literal-text.ts'
import { inputsOf, type Plan } from './plan.ts'
import { duckdbQuery, planSql } from './plan-sql.ts'
import { duckdbTable, type Table } from './table.ts'
import { sparkType } from './types.ts'

/** How often each way of asking Millrace was compared with DuckDB. */
export interface Counts {
  plans: number
  sql: number
  plan: number
  stream: number
}

export const noCounts = (): Counts => ({ plans: 0, sql: 0, plan: 0, stream: 0 })

/** Asks DuckDB and Millrace in each way there is; an error that says all about the first difference. */
export async function checkCase(duckdb: DuckDB, fuzzed: Case, counts: Counts): Promise<void> {
  counts.plans++
  await duckdb.load(fuzzed.tables)
  const expected = await asked(fuzzed, 'DuckDB', () => duckdb.ask(fuzzed.plan))
  for (const [way, ask] of [
    ['sql', askSql],
    ['plan', askPlan],
  ] as const) {
    await check(fuzzed, way, expected, ask)
    counts[way]++
  }
  const plan = streamablePart(fuzzed.plan)
  if (plan === null) return
  const part = { ...fuzzed, plan }
  await check(part, 'stream', await asked(part, 'DuckDB', () => duckdb.ask(plan)), askStream)
  counts.stream++
}

async function check(
  fuzzed: Case,
  way: string,
  expected: Answer,
  ask: (fuzzed: Case) => Promise<Answer>,
): Promise<void> {
  const actual = await asked(fuzzed, way, () => ask(fuzzed))
  const found = difference(expected, actual, fuzzed.plan.op === 'sort')
  if (found !== null)
    throw new Error(report(fuzzed, `Millrace (${way}) differs from DuckDB: ${found}`, expected, actual))
}

/** The plan, or the first part of it that a stream can answer in complete mode. */
function streamablePart(plan: Plan): Plan | null {
  if (isStreamable(plan)) return plan
  for (const input of inputsOf(plan)) {
    const part = streamablePart(input)
    if (part !== null) return part
  }
  return null
}

async function asked(fuzzed: Case, who: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    throw new Error(
      report(
        fuzzed,
        `${who} failed: ${error instanceof Error ? (who === 'DuckDB' ? error.message : error.stack) : error}`,
      ),
      { cause: error },
    )
  }
}

function report(fuzzed: Case, what: string, expected?: Answer, actual?: Answer): string {
  const answer = (name: string, of: Answer | undefined): string[] =>
    of === undefined ? [] : [`-- ${name}`, ...of.rows.map(row => `--   ${rowText(row)}`)]
  return [
    what,
    '-- Spark',
    ...fuzzed.tables.map(sparkView),
    `${planSql('spark', fuzzed.plan)};`,
    '-- DuckDB',
    ...fuzzed.tables.flatMap(duckdbTable).map(statement => `${statement};`),
    `${duckdbQuery(fuzzed.plan)};`,
    ...answer('DuckDB answers', expected),
    ...answer('Millrace answers', actual),
  ].join('\n')
}

/** The table as a view over VALUES. */
export function sparkView({ name, columns, rows }: Table): string {
  const casts = columns.map(c => `CAST(${c.name} AS ${sparkType(c.type)}) AS ${c.name}`)
  const values = (rows.length === 0 ? [columns.map(() => null)] : rows).map(
    row => `(${row.map((v, i) => literalText(columns[i].type, v)).join(', ')})`,
  )
  const none = rows.length === 0 ? ' WHERE false' : ''
  return `CREATE OR REPLACE TEMPORARY VIEW ${name} AS SELECT ${casts.join(', ')} FROM VALUES ${values.join(', ')} AS v(${columns.map(c => c.name).join(', ')})${none};`
}
