import type { LogicalPlan } from '../plan/logical-plan.ts'
import type { SqlTable } from './memory-table.ts'
import { analysisError, type Place } from './sql-error.ts'
import type { Catalog, Translated } from './translate/translated.ts'

/** The tables and views of a session, by name without regard to case. */
export class SessionTables implements Catalog {
  readonly #tables = new Map<string, SqlTable>()
  /** Names of tables that Spark would keep longer than the session. */
  readonly #permanent = new Set<string>()
  readonly #views = new Map<string, Translated>()

  table(name: string): SqlTable | undefined {
    return this.#tables.get(name.toLowerCase())
  }

  /** Replaces what had the name. */
  setTable(name: string, table: SqlTable, lives: 'temporary' | 'permanent' = 'temporary'): void {
    const lower = name.toLowerCase()
    this.#views.delete(lower)
    this.#tables.set(lower, table)
    if (lives === 'permanent') this.#permanent.add(lower)
    else this.#permanent.delete(lower)
  }

  /** Hides a table of the name, which the view itself may read. */
  setView(name: string, view: Translated): void {
    this.#views.set(name.toLowerCase(), view)
  }

  /** Whether the name is that of a table that Spark would keep longer than the session. */
  isPermanent(name: string): boolean {
    const lower = name.toLowerCase()
    return this.#permanent.has(lower) && this.#tables.has(lower) && !this.#views.has(lower)
  }

  /** The names, in lower case, as Spark keeps them. */
  list(): { readonly name: string; readonly isTemporary: boolean }[] {
    const permanent = [...this.#tables.keys()].filter(name => this.#permanent.has(name))
    const temporary = [...this.#tables.keys()].filter(name => !this.#permanent.has(name))
    return [
      ...permanent.map(name => ({ name, isTemporary: false })),
      ...[...new Set([...temporary, ...this.#views.keys()])].map(name => ({ name, isTemporary: true })),
    ]
  }

  find(parts: readonly string[]): Translated | undefined {
    if (parts.length !== 1) return undefined
    const name = parts[0].toLowerCase()
    const view = this.#views.get(name)
    if (view !== undefined) return view
    const table = this.#tables.get(name)
    if (table === undefined) return undefined
    const plan: LogicalPlan = { op: 'relation', name, schema: table.schema, streaming: false }
    return { plan, columns: table.schema.map(f => ({ name: f.name, id: f.name })) }
  }

  drop(what: 'VIEW' | 'TABLE', name: string, ifExists: boolean, at: Place | null): void {
    const lower = name.toLowerCase()
    // USING makes a view that is a table here.
    const isThere = (what === 'VIEW' && this.#views.delete(lower)) || this.#tables.delete(lower)
    if (!isThere && !ifExists) throw notFound(name, at)
  }

  /** Refuses a name for a temporary view that something has. */
  expectFree(name: string, replace: boolean): void {
    const lower = name.toLowerCase()
    if (replace || !(this.#views.has(lower) || this.#tables.has(lower))) return
    throw analysisError(
      `[TEMP_TABLE_OR_VIEW_ALREADY_EXISTS] Cannot create the temporary view \`${name}\` because it already exists. Choose a different name, drop or replace the existing view.`,
      null,
    )
  }
}

export const notFound = (name: string, at: Place | null): Error =>
  analysisError(`[TABLE_OR_VIEW_NOT_FOUND] The table or view \`${name}\` cannot be found.`, at)
