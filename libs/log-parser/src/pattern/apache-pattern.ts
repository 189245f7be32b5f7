import type { FieldSpec, FieldValue, TimeForm } from '../fields/field.ts'
import { APACHE_ARGUMENTS, APACHE_DIRECTIVES, APACHE_NAMED, HEADER_COLUMNS, SSL_COLUMNS } from './apache-directives.ts'
import { camelCase } from './camel-case.ts'
import { fieldName } from './field-name.ts'
import type { Pattern } from './pattern.ts'
import { PatternBuilder } from './pattern-builder.ts'
import { patternError } from './pattern-error.ts'

/** `%`, statuses and `<` or `>`, an argument in braces, and the letter. */
const DIRECTIVE = /%(?:%|!?[\d,]*[<>]?(?:\{([^}]*)\})?(\^t[io]|[A-Za-z]))/y

const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', t: '\t', n: '\n', r: '\r' }

/**
 * A format string in Apache's notation (LogFormat), also with the quotes escaped as in httpd.conf.
 *
 * @throws MILLRACE_FORMAT with the position of a directive that is not known.
 */
export function parseApachePattern(pattern: string): Pattern {
  const builder = new PatternBuilder(pattern)
  for (let i = 0; i < pattern.length; ) {
    if (pattern[i] === '\\' && pattern[i + 1] in ESCAPES) {
      builder.addLiteral(ESCAPES[pattern[i + 1]])
      i += 2
      continue
    }
    if (pattern[i] !== '%') {
      builder.addLiteral(pattern[i++])
      continue
    }
    DIRECTIVE.lastIndex = i
    const match = DIRECTIVE.exec(pattern)
    if (match === null)
      throw patternError(pattern, i, 'a % begins no directive; expected a letter behind it, %% for a %')
    const [text, argument, letter] = match
    if (letter === undefined) builder.addLiteral('%')
    else builder.addField({ field: fieldOf(pattern, i, text, argument, letter), text, at: i })
    i += text.length
  }
  return builder.build()
}

function fieldOf(
  pattern: string,
  at: number,
  text: string,
  argument: string | undefined,
  letter: string,
): FieldSpec & { list?: boolean } {
  const value = fieldValue(argument, letter)
  if (value === undefined) {
    const known = `%${Object.keys(APACHE_DIRECTIVES).join(' %')} and %{name}i, o, C, e, n, x, t`
    throw patternError(pattern, at, `the directive ${text} is not known; known are ${known}`)
  }
  const list = value.kind === 'text' && value.column === 'forwardedFor'
  return { name: fieldName(value), value, ...(list ? { list } : {}) }
}

function fieldValue(argument: string | undefined, letter: string): FieldValue | undefined {
  if (argument === undefined) return lookUp(APACHE_DIRECTIVES, letter)
  if (letter === 't') return { kind: 'time', form: timeForm(argument) }
  const fixed = lookUp(APACHE_ARGUMENTS, `{${argument}}${letter}`)
  const prefix = lookUp(APACHE_NAMED, letter)
  if (fixed !== undefined || prefix === undefined) return fixed
  const own = letter === 'i' ? lookUp(HEADER_COLUMNS, argument.toLowerCase()) : lookUp(SSL_COLUMNS, argument)
  return { kind: 'text', column: own ?? camelCase(`${prefix} ${argument}`) }
}

/** An argument of %{...}t: `begin:` and `end:` tell of which moment the time is. */
function timeForm(argument: string): TimeForm {
  const format = argument.replace(/^(?:begin|end):/, '')
  switch (format) {
    case '':
      return 'clf'
    case 'sec':
      return { unix: 1e6 }
    case 'msec':
      return { unix: 1e3 }
    case 'usec':
      return { unix: 1 }
    case 'msec_frac':
      return { fraction: 3 }
    case 'usec_frac':
      return { fraction: 6 }
    default:
      return { strftime: format }
  }
}

/** The own property of that name. */
const lookUp = <T extends object>(table: T, name: string): T[keyof T] | undefined =>
  Object.hasOwn(table, name) ? table[name as keyof T] : undefined
