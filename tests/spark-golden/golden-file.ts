/** A statement of a golden file and what Spark answered. */
export interface GoldenStatement {
  /** Position in the file, from 0. */
  readonly index: number
  /** Line of the statement in the golden file, from 1. */
  readonly line: number
  readonly sql: string
  /** Spark's `catalogString` of the result, like `struct<a:int,count(b):bigint>`; `struct<>` for commands and errors. */
  readonly schema: string
  /** Rows separated by newlines, or the class and message of the exception. Trailing white space is removed. */
  readonly output: string
}

const HEADER = /^-- !query(?: (schema|output|analysis))?[^\n]*\n/gm

/** Sections of a `.sql.out` file: `-- !query`, `-- !query schema` and `-- !query output`, as SQLQueryTestSuite splits it. */
export function parseGoldenFile(text: string): GoldenStatement[] {
  const statements: { index: number; line: number; sql: string; schema: string; output: string }[] = []
  for (const { kind, line, body } of sections(text)) {
    if (kind === undefined)
      statements.push({ index: statements.length, line, sql: body.trim(), schema: '', output: '' })
    else if (kind === 'schema') statements.at(-1)!.schema = body.trim()
    else if (kind === 'output') statements.at(-1)!.output = trimEnd(body)
  }
  return statements
}

/** The analysed plans of an `analyzer-results` file: statement and Spark's tree string, in the file's order. */
export function parsePlanFile(text: string): { readonly sql: string; readonly plan: string }[] {
  const plans: { sql: string; plan: string }[] = []
  for (const { kind, body } of sections(text)) {
    if (kind === undefined) plans.push({ sql: body.trim(), plan: '' })
    else if (kind === 'analysis') plans.at(-1)!.plan = trimEnd(body)
  }
  return plans
}

/** Removes the white space at the end that Java's `\s` means. */
export const trimEnd = (text: string): string => text.replace(/[ \t\n\v\f\r]+$/, '')

function* sections(text: string): Generator<{ kind: string | undefined; line: number; body: string }> {
  const headers = [...text.matchAll(HEADER)]
  let line = 1
  let counted = 0
  for (const [i, header] of headers.entries()) {
    const start = header.index + header[0].length
    for (let at = counted; at < start; at++) if (text.charCodeAt(at) === 10) line++
    counted = start
    yield { kind: header[1], line, body: text.slice(start, headers[i + 1]?.index) }
  }
}
