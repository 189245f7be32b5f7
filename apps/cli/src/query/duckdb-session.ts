import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection, DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api'
import { MillraceError } from '@millrace/errors'
import { neverLeft } from '../left-behind.ts'
import { duckdbError } from './duckdb-error.ts'

/** A DuckDB in memory that fetches nothing from the network. Its errors are DuckDBErrors. */
export interface DuckDBSession {
  /** Runs statements of our own. */
  run(sql: string): Promise<void>
  /** The values of all rows of a statement of our own. */
  rows(sql: string): Promise<readonly (readonly unknown[])[]>
  /** How many statements a script has. */
  count(script: string): Promise<number>
  /** The columns of the result of a script that is a single query; null where it is none. */
  columns(script: string): Promise<readonly ResultColumn[] | null>
  /** Runs all statements of a script; the result of the last is still to be fetched. */
  stream(script: string): Promise<DuckDBResult>
  close(): Promise<void>
}

export interface ResultColumn {
  readonly name: string
  readonly type: string
}

/** Times are shown and read in UTC. Footers are read once, not for the view and again for each statement. */
const SETTINGS = "set errors_as_json = true; set TimeZone = 'UTC'; set parquet_metadata_cache = true"

/** @throws MillraceError when DuckDB is not installed. */
export async function openDuckDB(): Promise<DuckDBSession> {
  const { DuckDBInstance } = await load()
  // DuckDB's default is a folder in the working directory.
  const spill = join(tmpdir(), `millrace-query-${process.pid}-${Date.now().toString(36)}`)
  const isGone = neverLeft(spill)
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    temp_directory: spill,
  })
  const connection = await instance.connect()
  const session: DuckDBSession = {
    run: async sql => void (await guarded(sql, () => connection.run(sql))),
    rows: async sql => (await guarded(sql, () => connection.runAndReadAll(sql))).getRows(),
    count: script => guarded(script, async () => (await connection.extractStatements(script)).count),
    columns: script => guarded(script, () => columnsOf(connection, script)),
    stream: script => guarded(script, () => streamLast(connection, script)),
    async close() {
      connection.closeSync()
      instance.closeSync()
      await rm(spill, { recursive: true, force: true })
      isGone()
    },
  }
  await session.run(SETTINGS)
  return session
}

async function columnsOf(connection: DuckDBConnection, script: string): Promise<ResultColumn[] | null> {
  const { StatementType } = await load()
  const statements = await connection.extractStatements(script)
  if (statements.count !== 1) return null
  const statement = await statements.prepare(0)
  if (statement.statementType !== StatementType.SELECT) return null
  return Array.from({ length: statement.columnCount }, (_, i) => ({
    name: statement.columnName(i),
    type: String(statement.columnType(i)),
  }))
}

async function streamLast(connection: DuckDBConnection, script: string): Promise<DuckDBResult> {
  const statements = await connection.extractStatements(script)
  for (let i = 0; i < statements.count - 1; i++) await (await statements.prepare(i)).run()
  return (await statements.prepare(statements.count - 1)).stream()
}

async function guarded<T>(sql: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (thrown) {
    throw thrown instanceof MillraceError ? thrown : duckdbError(thrown, sql)
  }
}

async function load(): Promise<typeof import('@duckdb/node-api')> {
  try {
    return await import('@duckdb/node-api')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new MillraceError(
      'MILLRACE_UNSUPPORTED',
      `millrace query needs the package @duckdb/node-api, which cannot be loaded here (${why}); millrace sql works without it.`,
      { cause },
    )
  }
}

/** The rows of a result of a script, in parts, as they come. The errors are DuckDBErrors. */
export async function* chunksOf(result: DuckDBResult, script: string): AsyncGenerator<DuckDBDataChunk> {
  for (;;) {
    const chunk = await guarded(script, () => result.fetchChunk())
    if (chunk === null || chunk.rowCount === 0) return
    yield chunk
  }
}
