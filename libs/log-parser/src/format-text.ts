import { MillraceError } from '@millrace/errors'
import type { FormatSpec } from './line-parser.ts'
import { parseApachePattern } from './pattern/apache-pattern.ts'
import { parseNginxPattern } from './pattern/nginx-pattern.ts'
import { PRESETS, type PresetName, presetNames } from './presets/presets.ts'

const APACHE = /%[<>!,\d]*(?:\{[^}]*\})?(?:\^t[io]|[A-Za-z])/
const NGINX = /\$\{?[A-Za-z_]/

/**
 * The format that people name by a text, as options and SQL do: a preset, also with dashes; a format string in Apache's notation (with %) or
 * nginx's (with $); `json:host=client.ip,time=ts` for JSON lines with members of other names; `#Fields: date time ...` for W3C's lines
 * without a header. It has the columns of web logs, and those of its own.
 *
 * @throws MILLRACE_FORMAT for anything else, and for a format string that cannot be parsed.
 */
export function formatOf(text: string): FormatSpec {
  const name = text.trim().toLowerCase().replaceAll('-', '_')
  const preset = presetNames.find(known => known === name)
  if (preset !== undefined) return { preset }
  if (/^json:/i.test(text)) return { preset: 'json', fields: namedFields(text.slice('json:'.length)) }
  const header = /^#?fields:(.*)$/i.exec(text.trim())
  if (header !== null) return { preset: 'w3c', header: header[1].trim() }
  const percent = text.search(APACHE)
  const dollar = text.search(NGINX)
  if (percent >= 0 && (dollar < 0 || percent < dollar)) return formatString(text, 'apache')
  if (dollar >= 0) return formatString(text, 'nginx')
  throw new MillraceError(
    'MILLRACE_FORMAT',
    `Unknown log format ${JSON.stringify(text)}; expected one of ${presetNames.join(', ')}, or a format string with % or $.`,
  )
}

/** A preset where the string is one that has its own fast parser. */
function formatString(text: string, notation: 'apache' | 'nginx'): FormatSpec {
  const unquoted = text.replaceAll('\\"', '"')
  const known = (['common', 'combined', 'nginx'] satisfies PresetName[]).find(
    preset => PRESETS[preset].written.toLowerCase() === unquoted.toLowerCase(),
  )
  if (known !== undefined) return { preset: known }
  if (notation === 'apache') parseApachePattern(text)
  else parseNginxPattern(text)
  return { pattern: text, notation, complete: true }
}

function namedFields(text: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const entry of text.split(',')) {
    const [, column, path] = /^\s*([A-Za-z]+)\s*=\s*(\S.*?)\s*$/.exec(entry) ?? []
    if (column === undefined)
      throw new MillraceError(
        'MILLRACE_FORMAT',
        `The log format json:${text} has ${JSON.stringify(entry)}; expected column=member, as in json:host=client.ip,time=ts.`,
      )
    fields[column] = path
  }
  return fields
}
