import type { Schema } from '@millrace/columns'
import { formatLayout, isOrdered } from './format-layout.ts'
import type { FormatSpec } from './line-parser.ts'
import type { ApacheColumns } from './pattern/apache-types.ts'
import type { FormatError } from './pattern/column-types.ts'
import type { NginxColumns } from './pattern/nginx-types.ts'
import { PRESETS, type PresetName } from './presets/presets.ts'
import { webLogParser } from './web-log/parser-spec.ts'

/** What `readStream(source).parse(...)` takes: a format with its columns, its reasons and the code that parses it. */
export interface LogParserSpec<S extends Schema = Schema> {
  readonly parser: { readonly module: string; readonly name: string }
  readonly format: FormatSpec
  readonly schema: S
  readonly reasons: readonly string[]
  /** True where lines mean something only behind others, as behind a header: one thread has to read them, in order. */
  readonly ordered?: boolean
}

/**
 * The parser of any format. Presets, and format strings with `complete`, have the columns of web logs and columns of their own.
 *
 * @throws MILLRACE_FORMAT for an unknown preset, or a format string that cannot be parsed.
 */
export function logParser(format: FormatSpec): LogParserSpec {
  const preset = 'preset' in format ? PRESETS[format.preset as PresetName]?.layout : undefined
  if (preset?.kind === 'web-log') return webLogParser({ preset: preset.preset })
  const { schema, reasons } = formatLayout(format)
  const module = new URL(`./format-module${extension}`, import.meta.url).href
  return { parser: { module, name: 'createParser' }, format, schema, reasons, ordered: isOrdered(format) }
}

/**
 * The parser of a format string in the notation of Apache's LogFormat. The row has the columns that the directives give.
 *
 * @example readStream(source).parse(apache('%h %l %u %t "%r" %>s %b %D'))
 * @throws MILLRACE_FORMAT with the position of a directive that is not known; a literal string with one does not compile.
 */
export const apache = <const Pattern extends string>(
  pattern: Pattern & Valid<ApacheColumns<Pattern>>,
): LogParserSpec<SchemaOf<Pattern, ApacheColumns<Pattern>>> =>
  logParser({ pattern, notation: 'apache' }) as LogParserSpec<SchemaOf<Pattern, ApacheColumns<Pattern>>>

/**
 * The parser of a format string in the notation of nginx's log_format. Variables that nginx does not define become columns of text.
 *
 * @example readStream(source).parse(nginx('$remote_addr [$time_iso8601] "$request" $status $request_time'))
 * @throws MILLRACE_FORMAT with the position of a `$` that begins no variable; a literal string with one does not compile.
 */
export const nginx = <const Pattern extends string>(
  pattern: Pattern & Valid<NginxColumns<Pattern>>,
): LogParserSpec<SchemaOf<Pattern, NginxColumns<Pattern>>> =>
  logParser({ pattern, notation: 'nginx' }) as LogParserSpec<SchemaOf<Pattern, NginxColumns<Pattern>>>

/** A string that is not a literal has columns that the compiler does not know. */
type SchemaOf<Pattern extends string, Columns> = string extends Pattern
  ? Schema
  : Columns extends Schema[number]
    ? readonly Columns[]
    : never

/** Makes a string with an error not compile, with the error in the message. */
type Valid<Columns> = [Extract<Columns, FormatError<string>>] extends [never]
  ? unknown
  : Extract<Columns, FormatError<string>>

/** Modules lie beside each other with the same extension: `.ts` from source, `.js` when built. */
const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
