import type { DuckDBResult } from '@duckdb/node-api'
import type { OutputTarget } from './output-target.ts'

/** Writes a result, of which no row was fetched yet, in one form. */
export type ResultWriter = (result: DuckDBResult, script: string, target: OutputTarget) => Promise<void>
