import { type ColumnNeeds, createLineParser } from './create-line-parser.ts'
import type { ColumnNeed, LineParser, PresetFormat } from './line-parser.ts'

/** What `createParser` is called with, in JSON. */
export type ParserOptions = {
  readonly format: { readonly preset: string }
  readonly needs: { readonly [column: string]: ColumnNeed }
}

/** For worker threads, which load this module by its URL: see `parserModule`. */
export const createParser = (options: ParserOptions): LineParser => createLineParser(options.format, options.needs)

/** A reference, in JSON, by which a worker thread makes the same parser as `createLineParser(format, needs)`. */
export const parserModule = (
  format: PresetFormat,
  needs: ColumnNeeds,
): { readonly module: string; readonly name: 'createParser'; readonly options: ParserOptions } => ({
  module: import.meta.url,
  name: 'createParser',
  options: { format: { preset: format.preset }, needs },
})
