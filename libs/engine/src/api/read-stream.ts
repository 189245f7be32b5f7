import type { Schema } from '@millrace/columns'
import { parsedSchema } from '../analyse/analyse.ts'
import type { RecordSource } from '../connector/record-source.ts'
import type { ParserSpec, Scan } from '../plan/logical-plan.ts'
import { Dataset } from './dataset.ts'
import type { Streaming } from './nature.ts'
import type { RowOf, Simplify } from './row-types.ts'

/** A line that the parser refused. `source` and `position` say where it came from, for instance a file and its byte offset. */
export type MalformedRow = {
  readonly reason: string
  readonly raw: Uint8Array
  readonly source: string | null
  readonly position: bigint | null
}

/**
 * Reads a source: lines, which have to be parsed, or the rows of a structured source.
 *
 * @example
 * const logs = readStream(source).parse(common)   // Dataset of the parser's columns and the source's
 * const refused = logs.malformed                  // Dataset of reason, raw, source, position
 */
export function readStream<S extends RecordSource>(source: S): StreamOf<S>
export function readStream(source: RecordSource): LineStream<RecordSource> | Dataset<unknown> {
  if (source.structured !== true) return new LineStream(source)
  const { description: name, schema } = source
  return new Dataset([source], { op: 'relation', name, schema, streaming: true })
}

/** What `readStream` gives: rows of a structured source, else lines that have to be parsed. */
export type StreamOf<S extends RecordSource> = S extends { readonly structured: true }
  ? Dataset<RowOf<S['schema']>, Streaming>
  : LineStream<S>

/** The lines of a source, not yet parsed. */
export class LineStream<S extends RecordSource> {
  readonly #source: S

  constructor(source: S) {
    this.#source = source
  }

  /** Parses every line; those that do not follow the format are in `malformed`. */
  parse<P extends Schema>(parser: ParserSpec<P>): ParsedDataset<Simplify<RowOf<P> & SourceRow<S>>> {
    const { description, schema, position } = this.#source
    const scan: Scan = { op: 'scan', description, schema, position }
    parsedSchema(parser, scan)
    return new ParsedDataset(this.#source, scan, {
      parser: { module: parser.parser.module, name: parser.parser.name },
      format: parser.format,
      schema: parser.schema,
      reasons: parser.reasons,
    })
  }
}

/** Columns of a source whose schema the compiler knows. */
type SourceRow<S extends RecordSource> = string extends S['schema'][number]['name'] ? unknown : RowOf<S['schema']>

/** Parsed lines, and beside them those that could not be parsed. */
export class ParsedDataset<Row> extends Dataset<Row, Streaming> {
  /** The lines that could not be parsed: every one of them, none of the others. */
  readonly malformed: Dataset<MalformedRow, Streaming>

  constructor(source: RecordSource, scan: Scan, parser: ParserSpec) {
    super([source], { op: 'parse', input: scan, parser })
    this.malformed = new Dataset([source], { op: 'malformed', input: scan, parser })
  }
}
