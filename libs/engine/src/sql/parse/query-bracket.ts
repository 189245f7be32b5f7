import { unsupported } from '../sql-error.ts'
import type { Token } from '../text/lexer.ts'
import { BEFORE_OPERAND, SET_OPERATIONS } from './mask-words.ts'

/**
 * How the library reads `(SELECT ...) UNION ...` when the bracket at `at` begins it. `operand`: it takes what follows a scalar
 * subquery for a part of the expression. `table`: it takes what follows a query in FROM for a part of the table. `right`: neither.
 * @param closing for each opening bracket the index of its closing one
 * @param clause the clause that the bracket is in
 */
export function queryBracket(
  tokens: readonly Token[],
  closing: ReadonlyMap<number, number>,
  at: number,
  clause: string | undefined,
): 'operand' | 'table' | 'right' {
  const following = (bracket: number): Token | undefined => tokens[(closing.get(bracket) ?? -2) + 1]
  const before = tokens[at - 1]?.upper
  const after = following(at)
  if (after === undefined || !SET_OPERATIONS.includes(after.upper) || before === undefined) return 'right'
  let inside = at + 1
  while (tokens[inside]?.text === '(') inside++
  if (!['SELECT', 'WITH', 'VALUES', 'FROM', 'TABLE'].includes(tokens[inside]?.upper ?? '')) return 'right'
  if (['FROM', 'JOIN', 'LATERAL'].includes(before) || (before === ',' && clause === 'FROM')) {
    // Brackets around a table that has a name are none around a query.
    const isQuery =
      inside - 1 === at || [')', 'ORDER', 'LIMIT', ...SET_OPERATIONS].includes(following(inside - 1)?.upper ?? '')
    return isQuery ? 'table' : 'right'
  }
  if (before === ',') {
    if (clause !== 'SELECT' && clause !== 'GROUP') throw unsupported(`${after.upper} after this bracket`, after)
    return 'operand'
  }
  return BEFORE_OPERAND.includes(before) ? 'operand' : 'right'
}
