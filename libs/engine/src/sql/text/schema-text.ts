import type { Schema, TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { readDataType } from './data-type.ts'
import { tokensOf } from './lexer.ts'
import { identifierName } from './string-value.ts'

/** The schema that a text such as `a INT, b ARRAY<STRING>` names. */
export function schemaOfText(text: string): Schema {
  const tokens = tokensOf(text)
  const fields: { name: string; type: TypeName; nullable: boolean }[] = []
  let at = 0
  while (at < tokens.length) {
    const name = identifierName(tokens[at].text)
    const { type, next } = readDataType(tokens, at + 1)
    fields.push({ name, type, nullable: true })
    if (next < tokens.length && tokens[next].text !== ',')
      throw new MillraceError('MILLRACE_ANALYSIS', `"${text}" is not a schema.`)
    at = next + 1
  }
  return fields
}
