import { MillraceError } from '@millrace/errors'

/** Options of a statement by name in lower case. */
export type StatementOptions = ReadonlyMap<string, string>

/** A statement of a pipeline of SQL. */
export type PipelineStatement =
  /** CREATE [OR REPLACE] TEMPORARY VIEW name USING format [OPTIONS (...)]: a source. */
  | { readonly kind: 'source'; readonly name: string; readonly format: string; readonly options: StatementOptions }
  /** CREATE STREAMING TABLE name USING format OPTIONS (...) AS query: a query and its sink. */
  | {
      readonly kind: 'query'
      readonly name: string
      readonly format: string
      readonly options: StatementOptions
      readonly query: string
      /** Offset of the query in the statement. */
      readonly queryAt: number
    }
  /** CREATE TEMPORARY VIEW name AS query. */
  | { readonly kind: 'view'; readonly name: string; readonly query: string; readonly queryAt: number }
  /** SET, for the session. */
  | { readonly kind: 'session' }

const SOURCE = /^create\s+(?:or\s+replace\s+)?temp(?:orary)?\s+view\s+(\w+)\s+using\s+(\w+)\s*/i
const QUERY = /^create\s+streaming\s+table\s+(\w+)\s+using\s+(\w+)\s*/i
const VIEW = /^create\s+(?:or\s+replace\s+)?temp(?:orary)?\s+view\s+(\w+)\s+as\s+/i
const OPTION = /\s*(?:([\w.]+)|'([^']+)')\s*=?\s*(?:'((?:[^']|'')*)'|([\w.-]+))\s*([,)])/y

/** What a statement of a pipeline file is. MILLRACE_UNSUPPORTED for any other. */
export function pipelineStatement(text: string): PipelineStatement {
  const source = SOURCE.exec(text)
  if (source !== null) {
    const [, name, format] = source
    const { options, end } = readOptions(text, source[0].length)
    if (end < text.length) throw refusal(text.slice(end), `the end of CREATE TEMPORARY VIEW ${name}`)
    return { kind: 'source', name, format: format.toLowerCase(), options }
  }
  const query = QUERY.exec(text)
  if (query !== null) {
    const [, name, format] = query
    const { options, end } = readOptions(text, query[0].length)
    const as = /^\s*as\s+/i.exec(text.slice(end))
    if (as === null) throw refusal(text.slice(end), `AS and a query in CREATE STREAMING TABLE ${name}`)
    const queryAt = end + as[0].length
    return { kind: 'query', name, format: format.toLowerCase(), options, query: text.slice(queryAt), queryAt }
  }
  const view = VIEW.exec(text)
  if (view !== null) {
    const queryAt = view[0].length
    return { kind: 'view', name: view[1], query: text.slice(queryAt), queryAt }
  }
  if (/^set\s/i.test(text)) return { kind: 'session' }
  throw new MillraceError(
    'MILLRACE_UNSUPPORTED',
    `A pipeline of SQL has CREATE TEMPORARY VIEW, CREATE STREAMING TABLE ... USING ... AS and SET; it cannot have ${JSON.stringify(text.slice(0, 40))}.`,
  )
}

function readOptions(text: string, start: number): { readonly options: StatementOptions; readonly end: number } {
  const options = new Map<string, string>()
  const open = /^options\s*\(/i.exec(text.slice(start))
  if (open === null) return { options, end: start }
  for (let at = start + open[0].length; ; ) {
    OPTION.lastIndex = at
    const found = OPTION.exec(text)
    if (found === null) throw refusal(text.slice(at), "an option such as path 'data/logs'")
    const [, word, quoted, string, plain, after] = found
    options.set((word ?? quoted).toLowerCase(), string?.replaceAll("''", "'") ?? plain)
    at = OPTION.lastIndex
    if (after === ')') return { options, end: at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0) }
  }
}

const refusal = (found: string, expected: string): MillraceError =>
  new MillraceError(
    'MILLRACE_ANALYSIS',
    `[PARSE_SYNTAX_ERROR] Expected ${expected}, not ${JSON.stringify(found.slice(0, 30))}.`,
  )
