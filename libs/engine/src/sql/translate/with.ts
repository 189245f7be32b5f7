import { analysisError } from '../sql-error.ts'
import type { SqlQuery } from '../syntax.ts'
import { namesItself, translateRecursion } from './recursion.ts'
import type { Environment } from './translated.ts'
import type { Translator } from './translator.ts'

/** What the names of WITH stand for in its query, with what they stand for around it. */
export function translateWith(
  translator: Translator,
  { with: queries, recursive }: SqlQuery,
  outside: Environment,
): Environment {
  const known = new Map(outside.queries)
  const own = new Set<string>()
  for (const cte of queries) {
    const { name, columns, query, at } = cte
    const lower = name.toLowerCase()
    if (own.has(lower)) {
      throw analysisError(`[DUPLICATED_CTE_NAMES] CTE definition can't have duplicate names: \`${name}\`.`, at)
    }
    own.add(lower)
    if (recursive && namesItself(cte)) {
      known.set(lower, translateRecursion(translator, cte, { ...outside, queries: new Map(known) }))
      continue
    }
    const translated = translator.query(query, { ...outside, queries: new Map(known) })
    if (columns !== null && columns.length !== translated.columns.length) {
      throw analysisError(
        `[ASSIGNMENT_ARITY_MISMATCH] The number of columns or variables assigned or aliased: ${columns.length} does not match the number of source expressions: ${translated.columns.length}.`,
        at,
      )
    }
    known.set(lower, columns === null ? translated : translator.renamed(translated, columns))
  }
  return { ...outside, queries: known }
}
