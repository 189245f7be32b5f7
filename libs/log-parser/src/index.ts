export { type ColumnNeeds, createLineParser, reasonsOf, schemaOf } from './create-line-parser.ts'
export { type LineBlock, skipByteOrderMark } from './line-block.ts'
export type {
  ColumnNeed,
  FormatSpec,
  LineParser,
  MalformedLines,
  ParsedBatch,
  PatternFormat,
  PresetFormat,
} from './line-parser.ts'
export { LineSplitter, type LineSplitterOptions, type StreamLineBlock } from './line-splitter.ts'
export { createParser, type ParserOptions, parserModule } from './parser-module.ts'
export { parserOf, type WebLogSpec } from './parser-of.ts'
export { combined, common, type WebLogFormat, type WebLogPreset, webLog } from './web-log/formats.ts'
export { MALFORMED_REASONS, type MalformedReason } from './web-log/malformed-reason.ts'
export { webLogParser } from './web-log/parser-spec.ts'
export { type WebLogColumn, webLogSchema } from './web-log/schema.ts'
