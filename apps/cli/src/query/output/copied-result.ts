import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MillraceError } from '@millrace/errors'
import { neverLeft } from '../../left-behind.ts'
import type { DuckDBSession } from '../duckdb-session.ts'
import { literal } from '../view-sql.ts'

/** Has DuckDB write the result of a query into a Parquet file, which is there until `use` has ended. */
export async function withCopiedResult(
  session: DuckDBSession,
  script: string,
  use: (path: string) => Promise<void>,
): Promise<void> {
  const columns = await session.columns(script)
  if (columns === null)
    throw new MillraceError('MILLRACE_USAGE', 'Only the result of a single query can be written as parquet or arrow.')
  const folder = await mkdtemp(join(tmpdir(), 'millrace-query-'))
  const isGone = neverLeft(folder)
  try {
    const path = join(folder, 'result.parquet')
    // DuckDB's sums of whole numbers are HUGEINT, which it would write as doubles.
    const exact = columns
      .filter(({ type }) => type === 'HUGEINT')
      .map(({ name }) => `cast(${quoted(name)} as decimal(38, 0)) as ${quoted(name)}`)
    const select = exact.length === 0 ? '*' : `* replace (${exact.join(', ')})`
    await session.run(
      `copy (select ${select} from (\n${withoutEnd(script)}\n)) to ${literal(path)} (format parquet, compression zstd)`,
    )
    await use(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
    isGone()
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Texts, names and comments of DuckDB's SQL, in which a semicolon ends nothing; anything else is a token of one character. */
const TOKEN = /e'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$.*?\$\1\$|--[^\n]*|\/\*.*?\*\/|./gis

/** A statement without the semicolon at its end, and comments behind that. */
export function withoutEnd(script: string): string {
  let end = script.length
  let isOver = false
  for (const { 0: token, index } of script.matchAll(TOKEN)) {
    if (/^(?:\s|--|\/\*)/.test(token)) continue
    if (token !== ';') isOver = false
    else if (!isOver) {
      isOver = true
      end = index
    }
  }
  return isOver ? script.slice(0, end) : script
}
