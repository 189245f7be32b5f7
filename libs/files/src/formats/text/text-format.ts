import { siblingModule } from '@millrace/engine'
import type { RowFormat } from '../../rows/row-format.ts'

const SCHEMA = [{ name: 'value', type: 'string', nullable: true }] as const

/** Spark's text source: a row a line, its text in the column `value`. Bytes that are no UTF-8 become U+FFFD. */
export const textFormat = (): RowFormat<typeof SCHEMA, true> => ({
  name: 'text',
  schema: SCHEMA,
  structured: true,
  position: { source: '', position: '' },
  decoder: { module: siblingModule(import.meta.url, 'text-decoder'), name: 'textDecoder', options: {} },
  lines: true,
})
