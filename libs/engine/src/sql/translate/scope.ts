import { nearest } from '../../analyse/suggestions.ts'
import { analysisError, type Place } from '../sql-error.ts'

/** A column that can be named: what it is called, its unique name in plans, and the table it belongs to. */
export interface ScopeColumn {
  readonly name: string
  readonly id: string
  /** Names of the table, the last its own: `['db', 't']`. */
  readonly qualifier: readonly string[]
  /** Found only with its qualifier and not by a star: the columns that USING merged. */
  readonly hidden?: boolean
  /** Its place in its table, where that is not its place in the scope. */
  readonly index?: number
}

/** What a name means: a column and the members that are taken of it. */
export interface Resolution {
  readonly column: ScopeColumn
  readonly members: readonly string[]
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

const isSuffix = (parts: readonly string[], of: readonly string[]): boolean =>
  parts.length <= of.length && parts.every((p, i) => same(p, of[of.length - parts.length + i]))

/** The columns of a FROM clause. Names are compared without regard to case. */
export class Scope {
  readonly columns: readonly ScopeColumn[]

  constructor(columns: readonly ScopeColumn[]) {
    this.columns = columns
  }

  /** The column of a name, as long a qualifier as fits first; undefined when there is none. */
  resolve(parts: readonly string[], at: Place | null): Resolution | undefined {
    for (let q = Math.min(parts.length - 1, 3); q >= 0; q--) {
      const found = this.columns.filter(
        c => same(c.name, parts[q]) && (q === 0 ? c.hidden !== true : isSuffix(parts.slice(0, q), c.qualifier)),
      )
      if (found.length === 0) continue
      if (found.some(c => c.id !== found[0].id)) throw ambiguous(parts, found, at)
      return { column: found[0], members: parts.slice(q + 1) }
    }
    return undefined
  }

  /** The columns that `*` or `t.*` stands for, or undefined when there is no such table. */
  star(qualifier: readonly string[]): readonly ScopeColumn[] | undefined {
    if (qualifier.length === 0) return this.columns.filter(c => c.hidden !== true)
    const found = this.columns.filter(c => isSuffix(qualifier, c.qualifier))
    return found.length === 0 ? undefined : found.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0))
  }
}

function ambiguous(parts: readonly string[], found: readonly ScopeColumn[], at: Place | null): Error {
  const names = found.map(c => [...c.qualifier, c.name].map(p => `\`${p}\``).join('.'))
  return analysisError(
    `[AMBIGUOUS_REFERENCE] Reference \`${parts.join('`.`')}\` is ambiguous, could be: [${names.join(', ')}].`,
    at,
  )
}

/** Spark's error for a name that is not a column. */
export function unresolvedColumn(parts: readonly string[], columns: readonly ScopeColumn[], at: Place | null): Error {
  const name = parts.map(p => `\`${p}\``).join('.')
  const visible = [...new Set(columns.filter(c => c.hidden !== true).map(c => c.name))]
  if (visible.length === 0) {
    return analysisError(
      `[UNRESOLVED_COLUMN.WITHOUT_SUGGESTION] A column, variable, or function parameter with name ${name} cannot be resolved.`,
      at,
    )
  }
  const near = nearest(parts.at(-1)!, visible).map(n => `\`${n}\``)
  return analysisError(
    `[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name ${name} cannot be resolved. Did you mean one of the following? [${near.join(', ')}].`,
    at,
  )
}
