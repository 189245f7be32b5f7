import { type Place, syntaxError } from '../sql-error.ts'
import type { SqlExpression, SqlPivot, SqlRelation, SqlUnpivot } from '../syntax.ts'
import type { Token } from '../text/lexer.ts'

/** PIVOT (...) or UNPIVOT (...) as its tokens; the library never sees it. */
export interface PivotClause {
  readonly tokens: readonly Token[]
  readonly at: Place
}

/** Reads a list of expressions as a select list is read. */
export type ReadItems = (tokens: readonly Token[]) => readonly SqlExpression[]

/** What a clause makes of a relation. */
export function readPivot({ tokens, at }: PivotClause, of: SqlRelation, items: ReadItems): SqlPivot | SqlUnpivot {
  const isUnpivot = tokens[0].upper === 'UNPIVOT'
  const includeNulls = isUnpivot && tokens[1]?.upper === 'INCLUDE'
  const open = tokens.findIndex(t => t.text === '(')
  const inside = tokens.slice(open + 1, -1)
  const parts = partsOf(inside)
  if (parts === undefined) throw syntaxError(`Expected ${tokens[0].upper} (... FOR ... IN (...)).`, at)
  const [first, second, third] = parts
  const columns = items(third)
  if (!isUnpivot) {
    return {
      kind: 'pivot',
      of,
      aggregates: items(first),
      columns: items(withoutBrackets(second)),
      values: columns,
      alias: null,
      at,
    }
  }
  const names = (list: readonly Token[]): string[] =>
    items(withoutBrackets(list)).map(e => {
      if (e.kind === 'name' && e.parts.length === 1) return e.parts[0]
      throw syntaxError('Expected a name.', e.at ?? at)
    })
  const [name] = names(second)
  return { kind: 'unpivot', of, values: names(first), name, columns, includeNulls, alias: null, at }
}

/** What is before FOR, between FOR and IN, and in the brackets after it. */
function partsOf(
  tokens: readonly Token[],
): readonly [readonly Token[], readonly Token[], readonly Token[]] | undefined {
  const forAt = topLevel(tokens, 'FOR')
  if (forAt === undefined) return undefined
  const rest = tokens.slice(forAt + 1)
  const inAt = topLevel(rest, 'IN')
  if (inAt === undefined || rest[inAt + 1]?.text !== '(' || rest.at(-1)?.text !== ')') return undefined
  return [tokens.slice(0, forAt), rest.slice(0, inAt), rest.slice(inAt + 2, -1)]
}

/** The index of a word outside of brackets. */
function topLevel(tokens: readonly Token[], word: string): number | undefined {
  let depth = 0
  for (const [i, { text, upper }] of tokens.entries()) {
    if (text === '(') depth++
    else if (text === ')') depth--
    else if (depth === 0 && upper === word) return i
  }
  return undefined
}

const withoutBrackets = (tokens: readonly Token[]): readonly Token[] =>
  tokens[0]?.text === '(' && tokens.at(-1)?.text === ')' ? tokens.slice(1, -1) : tokens
