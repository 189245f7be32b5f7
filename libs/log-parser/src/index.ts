export type { LineBlock } from './line-block.ts'
export type { ColumnNeed, FormatSpec, LineParser, MalformedLines, ParsedBatch } from './line-parser.ts'
