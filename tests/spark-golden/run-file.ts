import type { GoldenArtifact } from './artifact.ts'
import { type Comparison, compareAnswer } from './compare.ts'
import { changesOnlySpeed, settingsOf } from './file-settings.ts'
import { type GoldenStatement, parseGoldenFile, parsePlanFile } from './golden-file.ts'
import { rowOrder } from './row-order.ts'
import type { SessionError } from './session-protocol.ts'
import type { SessionThread } from './session-thread.ts'
import { changedBySetup, dependsOn, statementKind } from './statement-kind.ts'
import type { TestTables } from './test-tables.ts'

/** What came of one SELECT. `refused` has an error; the others have a comparison. */
export interface QueryResult {
  readonly statement: GoldenStatement
  readonly verdict: 'passed' | 'refused' | 'wrong'
  readonly error?: SessionError
  readonly comparison?: Comparison
}

/** A statement that a file needs and that the session refused. */
export interface RefusedSetup {
  readonly sql: string
  readonly error: SessionError
}

export interface FileResult {
  readonly name: string
  readonly queries: readonly QueryResult[]
  readonly refusedSetups: readonly RefusedSetup[]
}

/** Runs the statements of a golden file in a session of their own and compares every SELECT that succeeded in Spark. */
export async function runFile(
  artifact: GoldenArtifact,
  tables: TestTables,
  name: string,
  thread: SessionThread,
): Promise<FileResult> {
  const text = artifact.results.get(name)!
  const plans = parsePlanFile(artifact.plans.get(name) ?? '')
  const run = new FileRun(thread)
  await thread.open()
  for (const setting of settingsOf(name, artifact.inputs.get(name) ?? '')) await run.setUp(setting)
  for (const [table, create] of tables) if (new RegExp(`\\b${table}\\b`, 'i').test(text)) await run.setUp(create)
  for (const statement of parseGoldenFile(text)) {
    const kind = statementKind(statement)
    if (kind === 'setup' && !changesOnlySpeed(statement.sql)) await run.setUp(statement.sql)
    if (kind !== 'query') continue
    const plan = plans[statement.index]
    await run.query(statement, plan?.sql === statement.sql ? plan.plan : undefined)
  }
  return { name, queries: run.queries, refusedSetups: run.refusedSetups }
}

class FileRun {
  readonly queries: QueryResult[] = []
  readonly refusedSetups: RefusedSetup[] = []
  /** In order, for a session that must be made anew. */
  private readonly accepted: string[] = []
  /** What a refused statement would have changed, with that statement. */
  private readonly missing = new Map<string, RefusedSetup>()

  private readonly thread: SessionThread

  constructor(thread: SessionThread) {
    this.thread = thread
  }

  async setUp(sql: string): Promise<void> {
    const change = changedBySetup(sql)
    const outcome = await this.thread.execute(sql)
    if ('answer' in outcome) {
      this.accepted.push(sql)
      if (!/^\s*(?:INSERT|ALTER|DELETE|UPDATE|MERGE)/i.test(sql)) this.missing.delete(change)
      return
    }
    this.refusedSetups.push({ sql, error: outcome.error })
    const before = this.missing.get(change)
    if (before !== undefined && isSetBack(before.sql, sql)) this.missing.delete(change)
    else this.missing.set(change, { sql, error: outcome.error })
    if (outcome.lost) await this.restore()
  }

  async query(statement: GoldenStatement, plan: string | undefined): Promise<void> {
    const outcome = await this.thread.execute(statement.sql)
    if (!('answer' in outcome)) {
      this.queries.push({ statement, verdict: 'refused', error: outcome.error })
      if (outcome.lost) await this.restore()
      return
    }
    const comparison = compareAnswer(statement, rowOrder(plan), outcome.answer)
    const passed = comparison.difference === 'none' || comparison.difference === 'names'
    const lacking = passed ? undefined : this.lackingFor(statement.sql)
    if (lacking !== undefined) this.queries.push({ statement, verdict: 'refused', error: lacking })
    else this.queries.push({ statement, verdict: passed ? 'passed' : 'wrong', comparison })
  }

  /** Without what the session refused before, a different answer is no wrong one. */
  private lackingFor(sql: string): SessionError | undefined {
    for (const [change, { error }] of this.missing)
      if (dependsOn(sql, change))
        return { code: error.code, message: `It needs what was refused (${change}): ${error.message}` }
    return undefined
  }

  private async restore(): Promise<void> {
    await this.thread.open()
    for (const sql of this.accepted) await this.thread.execute(sql)
  }
}

/** Of `SET key=true` and `SET key=false`, both refused, the second puts back what the session has anyway. */
function isSetBack(before: string, after: string): boolean {
  const [from, to] = [before, after].map(sql => /=\s*(true|false)\s*$/i.exec(sql)?.[1]?.toLowerCase())
  return from !== undefined && to !== undefined && from !== to
}
