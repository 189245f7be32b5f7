import type { ColumnBatch, Schema } from '@millrace/columns'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import { MemoryTable, type SqlTable } from './memory-table.ts'
import { analysisError, type Place, unsupported } from './sql-error.ts'

/** A query of WITH RECURSIVE. */
export interface Recursion {
  readonly schema: Schema
  /** The rows that it begins with. */
  readonly anchor: LogicalPlan
  /** What it makes of the rows of the step before, which it reads as the relation `before`. */
  readonly step: LogicalPlan
  readonly before: string
  /** MAX RECURSION LEVEL; null for the session's. */
  readonly maxLevel: number | null
  readonly at: Place | null
}

/** Where a recursion ends with an error; -1 for no limit. */
export interface RecursionLimits {
  readonly levels: number
  readonly rows: number
}

/** Spark's spark.sql.cteRecursionLevelLimit and spark.sql.cteRecursionRowLimit. */
export const RECURSION_LIMITS: RecursionLimits = { levels: 100, rows: 1_000_000 }

/** Runs the recursions of a statement. */
export class Recursions {
  readonly #known: ReadonlyMap<string, Recursion>
  readonly #limits: RecursionLimits
  readonly #run: (plan: LogicalPlan) => Promise<readonly ColumnBatch[]>
  readonly #tables = new Map<string, SqlTable>()

  /** @param run gives all rows of a plan without recursions that have not been run */
  constructor(
    known: ReadonlyMap<string, Recursion>,
    limits: RecursionLimits,
    run: (plan: LogicalPlan) => Promise<readonly ColumnBatch[]>,
  ) {
    this.#known = known
    this.#limits = limits
    this.#run = run
  }

  /** The rows of a recursion, or of its step before, by the name of the relation. */
  table(name: string): SqlTable | undefined {
    return this.#tables.get(name)
  }

  /** Computes the recursions that a plan reads. */
  async prepare(plan: LogicalPlan): Promise<void> {
    const text = JSON.stringify(plan)
    for (const [name, recursion] of this.#known) {
      if (this.#tables.has(name) || !text.includes(JSON.stringify(name))) continue
      await this.prepare(recursion.anchor)
      await this.prepare(recursion.step)
      this.#tables.set(name, new MemoryTable(recursion.schema, await this.#rows(recursion, rowsNeeded(plan, name))))
    }
  }

  async #rows({ schema, anchor, step, before, maxLevel, at }: Recursion, needed: number): Promise<ColumnBatch[]> {
    const levels = maxLevel ?? this.#limits.levels
    const all: ColumnBatch[] = []
    let count = 0
    let rows = await this.#run(anchor)
    for (let level = 1; ; level++) {
      const named = rows.filter(b => b.length > 0).map(b => ({ ...b, schema }))
      all.push(...named)
      count += named.reduce((sum, b) => sum + b.length, 0)
      if (named.length === 0 || count === needed) return all
      // Which rows of a step come first is left open.
      if (count > needed) throw unsupported('LIMIT within the rows of one step of a recursion', at)
      if (levels >= 0 && level > levels) {
        throw analysisError(
          `[RECURSION_LEVEL_LIMIT_EXCEEDED] Recursion level limit ${levels} reached but query has not exhausted, try increasing it like 'WITH RECURSIVE t(col) MAX RECURSION LEVEL 200'.`,
          at,
        )
      }
      if (this.#limits.rows >= 0 && count > this.#limits.rows && needed === Infinity) {
        throw analysisError(
          `[RECURSION_ROW_LIMIT_EXCEEDED] Recursion row limit ${this.#limits.rows} reached but query has not exhausted, try setting a larger LIMIT value when querying the CTE relation.`,
          at,
        )
      }
      this.#tables.set(before, new MemoryTable(schema, named))
      rows = await this.#run(step)
    }
  }
}

/** So many rows of a relation are enough for a plan that only cuts it. */
function rowsNeeded(plan: LogicalPlan, name: string): number {
  if (plan.op === 'project') return rowsNeeded(plan.input, name)
  if (plan.op !== 'limit') return Infinity
  let input = plan.input
  while (input.op === 'project') input = input.input
  return input.op === 'relation' && input.name === name ? plan.count + (plan.offset ?? 0) : Infinity
}
