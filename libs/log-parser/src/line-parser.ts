import type { Column, Schema } from '@millrace/columns'
import type { LineBlock } from './line-block.ts'

/** What a query needs of a parsed column: its values, or only which rows have one (as `count(column)` and `is null` do). */
export type ColumnNeed = 'values' | 'validity'

/** The malformed lines of one block. */
export interface MalformedLines {
  readonly count: number
  /** Index in the block of each malformed line, ascending. */
  readonly rows: Int32Array
  /** Index into `LineParser.reasons` for each of them. */
  readonly reasons: Uint8Array
}

/** One block, parsed. The columns belong to the caller; their dictionaries are shared by all batches up to a `reset`. */
export interface ParsedBatch {
  /** Number of parsed rows. */
  readonly length: number
  /** Index in the block of each parsed row, ascending; null when every line of the block was parsed. */
  readonly rows: Int32Array | null
  /** The asked-for columns only. With need 'validity' a column's values are undefined, its nulls right. */
  readonly columns: Readonly<Record<string, Column>>
  readonly malformed: MalformedLines
}

/** A parser of one log format: bytes to columns. Never throws on content. */
export interface LineParser {
  /** Every column of the format, asked for or not. */
  readonly schema: Schema
  /** The fixed set of reasons for which a line is malformed. */
  readonly reasons: readonly string[]
  /** Another stream of lines begins: nothing that earlier lines said, as a header does, holds for it. */
  begin?(): void
  parse(block: LineBlock): ParsedBatch
  /** Starts new dictionaries, so that the old ones can be collected with the batches that use them. */
  reset(): void
  /** Bytes that the dictionaries hold now. */
  readonly byteSize: number
}

/** Names a log format, in JSON: it travels in plans and to worker threads. */
export type FormatSpec = PresetFormat | PatternFormat

/** A format by name. It has every column of web logs, null in every row where its lines do not tell them, and columns of its own. */
export type PresetFormat = {
  readonly preset: string
  /** Of `w3c`, `iis` and `aws_cloudfront`: the fields of lines before the first `#Fields:`. */
  readonly header?: string
  /** Of `json`: for columns the path of the member, `request.headers.Host`. */
  readonly fields?: { readonly [column: string]: string }
}

/** A format string. It has the columns that its directives give. */
export type PatternFormat = {
  readonly pattern: string
  /** `%h` of Apache's LogFormat, or `$remote_addr` of nginx's log_format. */
  readonly notation: 'apache' | 'nginx'
  /** True for the columns of web logs too, as presets have them. Default false. */
  readonly complete?: boolean
}
