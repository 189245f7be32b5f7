import { parseText } from '../../kernels/cast-text.ts'
import type { CastNode, LiteralNode } from '../../plan/expression-node.ts'
import { analysisError, unsupported } from '../sql-error.ts'
import type { SqlLiteral } from '../syntax.ts'
import { readInterval } from './interval-literal.ts'
import type { Token } from './lexer.ts'
import { numberLiteral } from './number-literal.ts'
import { stringValue } from './string-value.ts'

/** A literal and the index of the token after it. */
export interface LiteralText {
  readonly literal: SqlLiteral
  readonly next: number
}

/** Reads the literal at `tokens[at]`, or undefined when none begins there. `signed`: a minus there belongs to the number. */
export function readLiteral(tokens: readonly Token[], at: number, signed: boolean): LiteralText | undefined {
  const token = tokens[at]
  const following = tokens[at + 1]
  if (token.kind === 'number') return withPlace(tokens, at, at + 1, numberLiteral(token.text, false, token))
  if (signed && token.upper === '-' && following?.kind === 'number') {
    return withPlace(tokens, at, at + 2, numberLiteral(following.text, true, token))
  }
  if (token.kind === 'string') return strings(tokens, at)
  if (token.kind !== 'word') return undefined
  if (following?.kind === 'string' && !/^r/i.test(following.text)) {
    const typed = typedLiteral(token, following)
    if (typed !== undefined) return withPlace(tokens, at, at + 2, typed)
  }
  switch (token.upper) {
    case 'TRUE':
    case 'FALSE': {
      const value = token.upper === 'TRUE'
      return withPlace(tokens, at, at + 1, { node: { kind: 'literal', type: 'boolean', value }, text: String(value) })
    }
    case 'NULL':
      return withPlace(tokens, at, at + 1, { node: { kind: 'literal', type: 'void', value: null }, text: 'NULL' })
    case 'INTERVAL': {
      const interval = readInterval(tokens, at)
      return interval === undefined ? undefined : withPlace(tokens, at, interval.next, interval)
    }
    default:
      return undefined
  }
}

interface Valued {
  readonly node: LiteralNode | CastNode
  readonly text: string
}

const withPlace = (tokens: readonly Token[], at: number, next: number, { node, text }: Valued): LiteralText => ({
  literal: { kind: 'literal', node, text, at: { start: tokens[at].start, end: tokens[next - 1].end } },
  next,
})

/** Strings that follow each other are one. */
function strings(tokens: readonly Token[], at: number): LiteralText {
  let next = at
  let value = ''
  while (tokens[next]?.kind === 'string') value += stringValue(tokens[next++].text)
  return withPlace(tokens, at, next, { node: { kind: 'literal', type: 'string', value }, text: value })
}

function typedLiteral(type: Token, token: Token): Valued | undefined {
  const value = stringValue(token.text)
  const arg: LiteralNode = { kind: 'literal', type: 'string', value }
  const cast = (to: 'date' | 'timestamp' | 'timestamp_ntz', name: string): Valued => {
    if (parseText(to, 'UTC')(value) === undefined)
      throw analysisError(
        `[INVALID_TYPED_LITERAL] The value of the typed literal "${name}" is invalid: '${value}'.`,
        token,
      )
    return { node: { kind: 'cast', to, arg }, text: `${name} '${value}'` }
  }
  switch (type.upper) {
    case 'DATE':
      return cast('date', 'DATE')
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return cast('timestamp', 'TIMESTAMP')
    case 'TIMESTAMP_NTZ':
      return cast('timestamp_ntz', 'TIMESTAMP_NTZ')
    case 'X': {
      if (!/^[0-9a-f]*$/i.test(value)) {
        throw analysisError(
          `[INVALID_TYPED_LITERAL] The value of the typed literal "X" is invalid: '${value}'; it is not hexadecimal.`,
          token,
        )
      }
      const bytes = Buffer.from(value.length % 2 === 1 ? `0${value}` : value, 'hex')
      return {
        node: { kind: 'literal', type: 'binary', value: bytes.toString('base64') },
        text: `X'${bytes.toString('hex').toUpperCase()}'`,
      }
    }
    case 'TIME':
      throw unsupported('The type TIME', type)
    default:
      return undefined
  }
}
