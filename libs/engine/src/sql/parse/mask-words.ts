import type { SqlLiteral } from '../syntax.ts'
import type { Token } from '../text/lexer.ts'

/** What a bracket belongs to. */
export type Frame = 'call' | 'cast' | 'extract' | 'trim' | 'substring' | 'position' | 'overlay' | 'other'

export const FRAMES: Readonly<Record<string, Frame>> = {
  CAST: 'cast',
  TRY_CAST: 'cast',
  EXTRACT: 'extract',
  TRIM: 'trim',
  SUBSTRING: 'substring',
  SUBSTR: 'substring',
  POSITION: 'position',
  OVERLAY: 'overlay',
}

/** Words that stand for a comma inside of these calls. */
export const COMMAS: Readonly<Partial<Record<Frame, readonly string[]>>> = {
  extract: ['FROM'],
  trim: ['FROM'],
  substring: ['FROM', 'FOR'],
  position: ['IN'],
  overlay: ['PLACING', 'FROM', 'FOR'],
}

export const SYMBOLS: Readonly<Record<string, string>> = { '==': '=', '!<': '>=', '!>': '<=', '>>>': '>>' }
export const REFUSED = [':', '|>', ':=', '?', '@', '$', '{', '}', '#', '\\']
export const SET_OPERATIONS = ['UNION', 'EXCEPT', 'INTERSECT', 'MINUS']

/** What a scalar subquery stands after. */
export const BEFORE_OPERAND =
  'SELECT DISTINCT WHERE HAVING ON AND OR NOT WHEN THEN ELSE BETWEEN LIKE BY = <=> <> != == < <= > >= + - * / % || & | ^ DIV'.split(
    ' ',
  )
/** Placeholders of expressions of LIMIT and OFFSET begin here; others are indices of tokens. */
export const COUNTS = 1_000_000
/** Name of the call that is put around a subquery. */
export const SUBQUERY = '(subquery)'

export const CLAUSES = [
  'SELECT',
  'FROM',
  'WHERE',
  'GROUP',
  'HAVING',
  'ORDER',
  'SORT',
  'CLUSTER',
  'DISTRIBUTE',
  'WINDOW',
]
/** Placeholder of a condition that is always true. */
export const NO_CONDITION = 999_999
export const TRUE: SqlLiteral = {
  kind: 'literal',
  node: { kind: 'literal', type: 'boolean', value: true },
  text: 'true',
  at: null,
}

/** For each opening bracket the index of its closing one. */
export function matchBrackets(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const closing = new Map<number, number>()
  const open: number[] = []
  for (const [i, { text }] of tokens.entries()) {
    if (text === '(') open.push(i)
    else if (text === ')') {
      const from = open.pop()
      if (from !== undefined) closing.set(from, i)
    }
  }
  return closing
}

/** A word that is an argument, such as a unit of time, as a text. */
export const wordLiteral = (token: Token, text: string) =>
  ({
    kind: 'literal',
    literal: { kind: 'literal', node: { kind: 'literal', type: 'string', value: text }, text, at: token },
  }) as const

/** Spark's name of a subquery in FROM that was given none. */
export const SUBQUERY_NAME = '__auto_generated_subquery_name'
