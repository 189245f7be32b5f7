import type { OutputTarget } from '../../output-target.ts'
import type { DuckDBSession } from '../duckdb-session.ts'

/** Runs a script and writes the result of its last statement in one form. */
export type ResultWriter = (session: DuckDBSession, script: string, target: OutputTarget) => Promise<void>
