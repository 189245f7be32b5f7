import { printable } from '@millrace/analytics/text'
import { alignedTable, bytesText, countText, plural } from './aligned-table.ts'
import { columnsText, factsText } from './file-text.ts'
import type { SmallFiles } from './small-files.ts'
import type { TableView } from './table-view.ts'

/** Partitions of a terminal page: the newest, which come last by name. */
const MOST_PARTITIONS = 20

/** A table for a terminal. */
export function tableText(table: TableView, withFiles: boolean): string {
  const facts = [
    ['Table', table.path],
    [
      'Files',
      `${plural(table.files, 'file')} in ${plural(table.partitions.length, 'partition')}, ${bytesText(table.bytes)}`,
    ],
    ['Rows', countText(table.rows)],
    ...Object.entries(table.writers).map(([writer, files]) => ['Written by', `${writer}: ${plural(files, 'file')}`]),
    ...table.queries.map(({ query, files, merged, firstBatch, lastBatch }) => {
      const batches = firstBatch === lastBatch ? `batch ${firstBatch}` : `batches ${firstBatch} to ${lastBatch}`
      return [
        'Query',
        `${query}: ${batches}, ${plural(files, 'file')}${merged > 0 ? `, ${merged} of them merged` : ''}`,
      ]
    }),
    ['Small files', smallFilesText(table.smallFiles, table.path)],
  ]
  const [schema, ...others] = table.schemas
  return [
    factsText(facts),
    ...table.damaged.map(({ path, reason }) => `Damaged     ${printable(`${path}: ${reason}.`)}\n`),
    `\nPartitions${table.partitions.length > MOST_PARTITIONS ? ` (the last ${MOST_PARTITIONS})` : ''}\n`,
    partitionsText(table),
    ...(schema === undefined ? [] : [`\nColumns\n${columnsText(schema.columns)}`]),
    ...others.map(({ files, columns }) => `\nColumns of ${plural(files, 'other file')}\n${columnsText(columns)}`),
    ...(table.columns.length === 0 ? [] : [`\nSizes and statistics\n${statisticsText(table)}`]),
    ...(withFiles ? [`\nFiles\n${filesText(table)}`] : []),
  ].join('')
}

function smallFilesText({ below, files, mergeable, afterCompaction }: SmallFiles, path: string): string {
  const which = `${plural(files, 'file')} of less than ${bytesText(below)}`
  if (files === 0) return 'none'
  if (mergeable === 0) return `${which}, which no query of Millrace wrote: compaction leaves them`
  if (files <= afterCompaction) return `${which}, as few as can be`
  return `${which}; ${plural(afterCompaction, 'file')} would do: millrace compact ${path}`
}

const partitionsText = ({ partitions }: TableView): string =>
  alignedTable(
    ['partition', 'files', 'rows', 'size', 'mean size'],
    partitions
      .slice(-MOST_PARTITIONS)
      .map(({ partition, files, rows, bytes }) => [
        partition === '' ? '(none)' : partition,
        countText(files),
        countText(rows),
        bytesText(bytes),
        bytesText(bytes / files),
      ]),
    ['files', 'rows', 'size', 'mean size'],
  )

const statisticsText = ({ columns, files, damaged }: TableView): string =>
  alignedTable(
    ['column', 'files', 'encodings', 'codec', 'size', 'before', 'nulls', 'min', 'max'],
    columns.map(column => [
      column.name,
      column.files === files - damaged.length ? 'all' : countText(column.files),
      column.encodings.join(' '),
      column.codecs.join(' '),
      bytesText(column.compressed),
      bytesText(column.uncompressed),
      column.nulls === null ? '?' : countText(column.nulls),
      column.min ?? '-',
      column.max ?? '-',
    ]),
    ['files', 'size', 'before', 'nulls'],
  )

const filesText = ({ fileList, path }: TableView): string =>
  alignedTable(
    ['file', 'rows', 'row groups', 'size'],
    fileList.map(file => [
      file.path.startsWith(`${path}/`) ? file.path.slice(path.length + 1) : file.path,
      countText(file.rows),
      countText(file.rowGroups.length),
      bytesText(file.bytes),
    ]),
    ['rows', 'row groups', 'size'],
    // A name that is cut is of no use.
    Number.POSITIVE_INFINITY,
  )
