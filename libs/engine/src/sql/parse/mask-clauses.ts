import { analysisError, syntaxError } from '../sql-error.ts'
import type { Token } from '../text/lexer.ts'

/** Refuses a comma after the last item of a list, which the library passes over. */
export function expectItem(tokens: readonly Token[], comma: number, clause: string | undefined): void {
  const next = tokens[comma + 1]
  const isFrom = next?.upper === 'FROM' && tokens[comma + 2]?.text !== '.'
  if (next !== undefined && next.text !== ')' && !isFrom) return
  if (!isFrom || clause !== 'SELECT')
    throw syntaxError(`Syntax error at or near '${next?.text ?? 'the end'}'.`, next ?? tokens[comma])
  throw analysisError(
    '[TRAILING_COMMA_IN_SELECT] Trailing comma detected in SELECT clause. Remove the trailing comma before the FROM clause.',
    tokens[comma],
  )
}

/** `name [(columns)] MAX RECURSION LEVEL n`, whose MAX is at `at`: the name of the query and n. */
export function recursionLevel(tokens: readonly Token[], at: number): { readonly name: Token; readonly level: number } {
  const level = tokens[at + 3]
  if (level?.kind !== 'number') throw syntaxError('Expected a number after MAX RECURSION LEVEL.', level ?? null)
  let name = at - 1
  if (tokens[name]?.text === ')') {
    while (name > 0 && tokens[name].text !== '(') name--
    name--
  }
  return { name: tokens[name], level: Number(level.text) }
}
