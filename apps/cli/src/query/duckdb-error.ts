import { MillraceError } from '@millrace/errors'

/** A refusal or failure of DuckDB, with the place in the statements where it names one. */
export class DuckDBError extends MillraceError {
  /** DuckDB's own: `Parser`, `Binder`, `Catalog`, `Invalid Input`, `IO` ... */
  readonly type: string
  /** What DuckDB says, without advice. */
  readonly reason: string
  /** Offset in the statements, in characters. */
  readonly start: number | null

  constructor(type: string, reason: string, start: number | null, cause: unknown) {
    const full = /no space left on device/i.test(reason)
    const text = reason.replace(/\.?\s*$/, '').replaceAll(/\s*\n\s*/g, '; ')
    super(full ? 'MILLRACE_DISK_FULL' : 'MILLRACE_ANALYSIS', `${type}: ${text}${/[?!]$/.test(text) ? '' : '.'}`, {
      cause,
    })
    this.name = 'DuckDBError'
    this.type = type
    this.reason = reason
    this.start = start
  }

  /** Whether the statements themselves are wrong, whatever the tables hold. */
  get isOfStatements(): boolean {
    return ['Parser', 'Syntax', 'Binder', 'Catalog', 'Permission', 'Not implemented'].includes(this.type)
  }

  /** Whether a value did not fit where it was taken. */
  get isOfValues(): boolean {
    return ['Conversion', 'Out of Range', 'Divide by Zero', 'Decimal', 'Constraint', 'Out of Memory'].includes(
      this.type,
    )
  }

  get isOfMissingFile(): boolean {
    return /No files found that match|No such file or directory/i.test(this.reason)
  }
}

interface ErrorJson {
  readonly exception_type?: string
  readonly exception_message?: string
  readonly position?: string
}

/** An error that DuckDB threw with `errors_as_json`, of these statements. */
export function duckdbError(thrown: unknown, statements: string): DuckDBError {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const json = parsed(message)
  if (json?.exception_message === undefined) {
    const [, type = 'DuckDB', reason = message] = /^(\w[\w ]*?) Error: (.*)$/s.exec(message) ?? []
    return new DuckDBError(type, reason, null, thrown)
  }
  const { exception_type: type = 'DuckDB', exception_message: reason, position } = json
  return new DuckDBError(
    type,
    reason,
    position === undefined ? null : characterAt(statements, Number(position)),
    thrown,
  )
}

function parsed(message: string): ErrorJson | null {
  const at = message.indexOf('{"exception_type"')
  if (at < 0) return null
  try {
    return JSON.parse(message.slice(at))
  } catch {
    return null
  }
}

/** DuckDB counts bytes of UTF-8. */
const characterAt = (text: string, byte: number): number => Buffer.from(text).subarray(0, byte).toString().length
