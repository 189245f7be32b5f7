import { cutToWidth, printable } from '@millrace/analytics/text'
import { alignedTable, bytesText, countText, plural } from './aligned-table.ts'
import type { ChunkView, ColumnView, FileView } from './file-view.ts'

/** A file for a terminal. */
export function fileText(file: FileView): string {
  const groups = file.rowGroups.length
  const facts = [
    ['File', file.path],
    ['Size', file.bytes < 1000 ? bytesText(file.bytes) : `${bytesText(file.bytes)} (${countText(file.bytes)} bytes)`],
    ['Rows', `${countText(file.rows)} in ${plural(groups, 'row group')}`],
    ['Written by', `${file.writer ?? 'unknown'} (format version ${file.version})`],
    ...Object.entries(file.metadata).map(([key, value]) => [`Metadata`, `${key} = ${value ?? ''}`]),
  ]
  return [
    factsText(facts),
    `\nColumns\n${columnsText(file.columns)}`,
    ...file.rowGroups.map(
      ({ rows, compressed, uncompressed, columns }, i) =>
        `\nRow group ${i}: ${plural(rows, 'row')}, ${bytesText(compressed)}, ${bytesText(uncompressed)} before compression\n${chunksText(columns)}`,
    ),
  ].join('')
}

/** Columns that a fact takes: key and value metadata may be long. */
const WIDEST = 160

export const factsText = (facts: readonly (readonly string[])[]): string =>
  facts.map(([name, value]) => `${name.padEnd(12)}${cutToWidth(printable(value), WIDEST)}\n`).join('')

export const columnsText = (columns: readonly ColumnView[]): string =>
  alignedTable(
    ['column', 'type', 'physical', 'null'],
    columns.map(({ name, logical, physical, nullable }) => [
      name,
      logical ?? physical,
      physical,
      nullable ? 'yes' : 'no',
    ]),
  )

const chunksText = (columns: readonly ChunkView[]): string =>
  alignedTable(
    ['column', 'encodings', 'codec', 'size', 'before', 'values', 'nulls', 'min', 'max'],
    columns.map(column => [
      column.name,
      column.encodings.join(' '),
      column.codec,
      bytesText(column.compressed),
      bytesText(column.uncompressed),
      countText(column.values),
      column.nulls === null ? '?' : countText(column.nulls),
      column.min ?? '-',
      column.max ?? '-',
    ]),
    ['size', 'before', 'values', 'nulls'],
  )
