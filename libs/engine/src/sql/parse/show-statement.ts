import { syntaxError, unsupported } from '../sql-error.ts'
import type { SqlStatement } from '../syntax.ts'
import type { Token } from '../text/lexer.ts'
import { identifierName, stringValue } from '../text/string-value.ts'

type Statement<K extends SqlStatement['kind']> = Extract<SqlStatement, { readonly kind: K }>

const SHOWN = { TABLES: 'tables', VIEWS: 'views', FUNCTIONS: 'functions' } as const

/** SHOW TABLES|VIEWS|[USER|SYSTEM|ALL] FUNCTIONS [FROM|IN default] [[LIKE] 'pattern']. */
export function readShow(tokens: readonly Token[]): Statement<'show'> {
  const words = tokens.map(t => t.upper)
  const scope = ['USER', 'SYSTEM', 'ALL'].find(s => s === words[1] && words[2] === 'FUNCTIONS')
  let at = scope === undefined ? 1 : 2
  const what = words[at] === undefined ? undefined : SHOWN[words[at] as keyof typeof SHOWN]
  if (what === undefined) throw unsupported(`The statement ${words.slice(0, 2).join(' ')}`, tokens[0])
  at++
  if (words[at] === 'FROM' || words[at] === 'IN') {
    const name = tokens[at + 1]
    if (name === undefined) throw syntaxError('Expected a name.', tokens[at])
    if (identifierName(name.text).toLowerCase() !== 'default') throw unsupported('A database besides default', name)
    at += 2
  }
  const like = words[at] === 'LIKE'
  const pattern = tokens[like ? at + 1 : at]
  if (pattern === undefined) {
    if (like) throw syntaxError('Expected a pattern after LIKE.', tokens[at])
    return { kind: 'show', what, user: scope === 'USER', pattern: null }
  }
  const isName = what === 'functions' && pattern.kind !== 'symbol'
  if (pattern.kind !== 'string' && !isName) throw syntaxError(`Expected a pattern.`, pattern)
  const next = tokens[like ? at + 2 : at + 1]
  if (next !== undefined) throw syntaxError(`Syntax error at or near '${next.text}'.`, next)
  const text = pattern.kind === 'string' ? stringValue(pattern.text) : identifierName(pattern.text)
  return { kind: 'show', what, user: scope === 'USER', pattern: text }
}

/** What DESCRIBE describes: a query, as tokens, or the table or view of a name. */
export type DescribeText =
  | { readonly query: readonly Token[] }
  | { readonly name: string; readonly extended: boolean; readonly at: Token }

const QUERIES = ['SELECT', 'WITH', 'VALUES', 'FROM', '(']

/** DESC|DESCRIBE [QUERY] query, or [TABLE] [EXTENDED|FORMATTED] name. */
export function readDescribe(tokens: readonly Token[]): DescribeText {
  const words = tokens.map(t => t.upper)
  if (QUERIES.includes(words[1])) return { query: tokens.slice(1) }
  if (words[1] === 'QUERY' && tokens.length > 2) return { query: tokens.slice(2) }
  let at = words[1] === 'TABLE' && tokens.length > 2 ? 2 : 1
  const extended = tokens.length > at + 1 && (words[at] === 'EXTENDED' || words[at] === 'FORMATTED')
  if (extended) at++
  const name = tokens[at]
  if (name === undefined || (name.kind !== 'word' && name.kind !== 'quoted'))
    throw syntaxError('Expected a name.', name ?? tokens[at - 1])
  if (tokens.length > at + 1) throw unsupported('This form of DESCRIBE', tokens[0])
  return { name: identifierName(name.text), extended, at: name }
}
