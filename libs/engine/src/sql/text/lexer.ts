import { syntaxError } from '../sql-error.ts'

/** `word` is an identifier or keyword, `quoted` one in back-quotes. Comments and blanks are no tokens. */
export type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'symbol'

export interface Token {
  readonly kind: TokenKind
  /** As written. */
  readonly text: string
  /** Words in upper case, symbols as they are; empty for others. */
  readonly upper: string
  readonly start: number
  readonly end: number
}

const BLANK = /\s+/y
const WORD = /[\p{L}\p{N}_]+/uy
const NUMBER = /(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?(?:BD|[LSYFD])?/iy
const STRING = /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"/y
const RAW_STRING = /[rR](?:'[^']*'|"[^"]*")/y
const QUOTED = /`(?:[^`]|``)*`/y
const LINE_COMMENT = /--(?:\\\r?\n|[^\r\n])*/y
const SYMBOL = /<=>|>>>|<=|>=|<>|!=|==|!<|!>|\|\||\|>|::|:=|->|=>|<<|>>|[\s\S]/y

/** The tokens of a Spark SQL text. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(text)?.[0]
  }
  const add = (kind: TokenKind, found: string): void => {
    const upper = kind === 'word' ? found.toUpperCase() : kind === 'symbol' ? found : ''
    tokens.push({ kind, text: found, upper, start: at, end: at + found.length })
    at += found.length
  }
  while (at < text.length) {
    const skipped = match(BLANK) ?? match(LINE_COMMENT)
    if (skipped !== undefined) at += skipped.length
    else if (text.startsWith('/*', at)) at = commentEnd(text, at)
    else {
      const string = match(RAW_STRING) ?? match(STRING)
      if (string !== undefined) add('string', string)
      else if (text[at] === "'" || text[at] === '"') {
        throw syntaxError('A string is not closed.', { start: at, end: text.length })
      } else addOther(match, add, tokens)
    }
  }
  return tokens
}

function addOther(
  match: (pattern: RegExp) => string | undefined,
  add: (kind: TokenKind, found: string) => void,
  tokens: readonly Token[],
): void {
  const quoted = match(QUOTED)
  if (quoted !== undefined) {
    add('quoted', quoted)
    return
  }
  const word = match(WORD)
  const number = match(NUMBER)
  // After a dot digits are a name: `t.1a`, but `.5` is a number where no name is before it.
  const last = tokens.at(-1)
  const member = number?.startsWith('.') === true && last !== undefined && !isOperator(last)
  if (number !== undefined && !member && number.length >= (word?.length ?? 0)) add('number', number)
  else if (word !== undefined) add('word', word)
  else add('symbol', match(SYMBOL)!)
}

const isOperator = (token: Token): boolean =>
  token.kind === 'symbol'
    ? token.text !== ')' && token.text !== ']'
    : token.kind === 'word' && KEYWORDS.has(token.upper)

/** Words after which a number may start with its dot. */
const KEYWORDS: ReadonlySet<string> = new Set(
  'SELECT BY AND OR NOT WHEN THEN ELSE LIMIT OFFSET VALUES IN LIKE'.split(' '),
)

/** The end of a comment in which others may lie. */
function commentEnd(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    if (text.startsWith('/*', at)) {
      depth++
      at++
    } else if (text.startsWith('*/', at)) {
      depth--
      at++
      if (depth === 0) return at + 1
    }
  }
  throw syntaxError('A comment is not closed.', { start, end: text.length })
}
