import { createFormatParser } from './create-format-parser.ts'
import type { ColumnNeed, FormatSpec, LineParser } from './line-parser.ts'

/** What `createParser` is called with, in JSON. */
export type FormatParserOptions = {
  readonly format: FormatSpec
  readonly needs: { readonly [column: string]: ColumnNeed }
}

/** For worker threads, which load this module by its URL: see `logParser`. */
export const createParser = (options: FormatParserOptions): LineParser =>
  createFormatParser(options.format, options.needs)
