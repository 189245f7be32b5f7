import { siblingModule } from '@millrace/engine'
import type { RowFormat } from '../rows/row-format.ts'

const SCHEMA = [
  { name: 'file', type: 'string', nullable: false },
  { name: 'position', type: 'int64', nullable: false },
] as const

/** Lines that a parser reads: `readStream(directorySource({ ..., format: linesFormat() })).parse(parser)`. */
export const linesFormat = (): RowFormat<typeof SCHEMA, false> => ({
  name: 'lines',
  schema: SCHEMA,
  structured: false,
  position: { source: 'file', position: 'position' },
  decoder: { module: siblingModule(import.meta.url, '../line-decoder'), name: 'createLineDecoder', options: {} },
  lines: true,
})
