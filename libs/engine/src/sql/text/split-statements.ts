import { type Token, tokensOf } from './lexer.ts'

/** A statement of a script. */
export interface StatementText {
  readonly text: string
  /** Offset of the text in the script. */
  readonly start: number
}

/** The statements of a script: what stands between semicolons outside of strings and comments. Empty ones are left out. */
export function splitStatements(script: string): StatementText[] {
  const statements: StatementText[] = []
  let first: Token | null = null
  let last: Token | null = null
  const end = (): void => {
    if (first !== null && last !== null) {
      statements.push({ text: script.slice(first.start, last.end), start: first.start })
    }
    first = null
  }
  for (const token of tokensOf(script)) {
    if (token.upper === ';') end()
    else {
      first ??= token
      last = token
    }
  }
  end()
  return statements
}
