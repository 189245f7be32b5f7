import type { FieldValue } from '../fields/field.ts'
import { camelCase } from './camel-case.ts'
import { fieldName } from './field-name.ts'
import { isListVariable, NGINX_HEADERS, NGINX_VARIABLES } from './nginx-variables.ts'
import type { Pattern } from './pattern.ts'
import { PatternBuilder } from './pattern-builder.ts'
import { patternError } from './pattern-error.ts'

const VARIABLE = /\$(?:([A-Za-z0-9_]+)|\{([A-Za-z0-9_]+)\})/y

/** Bytes of `dd/Mon/yyyy:hh:mm:ss +hhmm`: the brackets around it belong to the format string. */
const TIME_LOCAL = { length: 26 }
const LIST = { list: true }

/**
 * A format string in nginx's notation (log_format).
 *
 * @throws MILLRACE_FORMAT with the position of a `$` that begins no variable.
 */
export function parseNginxPattern(pattern: string): Pattern {
  const builder = new PatternBuilder(pattern)
  for (let i = 0; i < pattern.length; ) {
    if (pattern[i] !== '$') {
      builder.addLiteral(pattern[i++])
      continue
    }
    VARIABLE.lastIndex = i
    const match = VARIABLE.exec(pattern)
    if (match === null) throw patternError(pattern, i, 'a $ begins no variable; expected a name behind it')
    const [text, plain, braced] = match
    const name = plain ?? braced
    const value = fieldValue(name)
    const field = { name: fieldName(value), value }
    const more = name === 'time_local' ? TIME_LOCAL : isListVariable(name) ? LIST : undefined
    builder.addField({ field: { ...field, ...more }, text, at: i })
    i += text.length
  }
  return builder.build()
}

function fieldValue(name: string): FieldValue {
  if (Object.hasOwn(NGINX_VARIABLES, name)) return NGINX_VARIABLES[name as keyof typeof NGINX_VARIABLES]
  for (const [prefix, column] of NGINX_HEADERS)
    if (name.startsWith(prefix)) return { kind: 'text', column: camelCase(`${column} ${name.slice(prefix.length)}`) }
  return { kind: 'text', column: camelCase(name) }
}
