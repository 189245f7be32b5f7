import { parseDataFileName } from '@millrace/engine/table'
import { type BoundValue, boundValue, compareBounds, type FileMetadata } from '@millrace/hdfs-writer/reading'
import type { StoredFile } from '../stored-files.ts'
import { type ColumnView, type FileView, fileView } from './file-view.ts'
import { type SmallFiles, smallFiles } from './small-files.ts'

/** A file of a table, and what its footer says. */
export interface InspectedFile {
  readonly file: StoredFile
  readonly metadata: FileMetadata
}

export interface DamagedFile {
  readonly path: string
  readonly reason: string
}

/** What all files of a table say together. */
export interface TableView {
  readonly path: string
  readonly files: number
  readonly rows: number
  readonly bytes: number
  readonly damaged: readonly DamagedFile[]
  readonly partitions: readonly PartitionView[]
  readonly writers: Readonly<Record<string, number>>
  /** Which queries of Millrace wrote files, as names of files say it. */
  readonly queries: readonly QueryView[]
  readonly schemas: readonly SchemaView[]
  readonly columns: readonly TableColumnView[]
  readonly smallFiles: SmallFiles
  readonly fileList: readonly FileView[]
}

export interface PartitionView {
  /** `dt=1995-08-01`, empty for files without one. */
  readonly partition: string
  readonly files: number
  readonly rows: number
  readonly bytes: number
}

export interface QueryView {
  readonly query: string
  readonly files: number
  readonly merged: number
  readonly firstBatch: number
  readonly lastBatch: number
}

/** Columns that some files have, the most common first. */
export interface SchemaView {
  readonly files: number
  readonly columns: readonly ColumnView[]
}

export interface TableColumnView {
  readonly name: string
  readonly files: number
  readonly codecs: readonly string[]
  readonly encodings: readonly string[]
  readonly compressed: number
  readonly uncompressed: number
  readonly nulls: number | null
  readonly min: string | null
  readonly max: string | null
}

export function tableView(
  path: string,
  display: (path: string) => string,
  found: readonly InspectedFile[],
  damaged: readonly DamagedFile[],
): TableView {
  const fileList = found.map(({ file, metadata }) => fileView(display(file.path), file.length, metadata))
  return {
    path,
    files: found.length + damaged.length,
    rows: sum(fileList, file => file.rows),
    bytes: sum(fileList, file => file.bytes),
    damaged,
    partitions: partitionsOf(found),
    writers: counts(fileList.map(file => file.writer ?? 'unknown')),
    queries: queriesOf(found),
    schemas: schemasOf(fileList),
    columns: columnsOf(found),
    smallFiles: smallFiles(found.map(({ file }) => file)),
    fileList,
  }
}

const sum = <T>(items: readonly T[], value: (item: T) => number): number =>
  items.reduce((s, item) => s + value(item), 0)

function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group === undefined) groups.set(key(item), [item])
    else group.push(item)
  }
  return groups
}

const counts = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries([...grouped(names, name => name)].map(([name, all]) => [name, all.length]))

const partitionsOf = (found: readonly InspectedFile[]): PartitionView[] =>
  [...grouped(found, ({ file }) => file.partition)].map(([partition, files]) => ({
    partition,
    files: files.length,
    rows: sum(files, ({ metadata }) => metadata.rows),
    bytes: sum(files, ({ file }) => file.length),
  }))

function queriesOf(found: readonly InspectedFile[]): QueryView[] {
  const named = found.map(({ file }) => parseDataFileName(file.name)).filter(data => data !== null)
  return [...grouped(named, data => data.query)].map(([query, files]) => ({
    query,
    files: files.length,
    merged: files.filter(file => file.merged).length,
    firstBatch: Math.min(...files.map(file => file.firstBatch)),
    lastBatch: Math.max(...files.map(file => file.lastBatch)),
  }))
}

const schemasOf = (files: readonly FileView[]): SchemaView[] =>
  [...grouped(files, file => JSON.stringify(file.columns)).values()]
    .map(same => ({ files: same.length, columns: same[0].columns }))
    .sort((a, b) => b.files - a.files)

/** What is known of a column, file by file. */
interface Gathered {
  files: number
  readonly codecs: Set<string>
  readonly encodings: Set<string>
  compressed: number
  uncompressed: number
  nulls: number | null
  min: BoundValue | null
  max: BoundValue | null
  /** False where a row group with values does not tell. */
  bounded: boolean
}

function columnsOf(found: readonly InspectedFile[]): TableColumnView[] {
  const columns = new Map<string, Gathered>()
  for (const { metadata } of found) {
    for (const [i, leaf] of metadata.leaves.entries()) {
      const name = leaf.path.join('.')
      const column = columns.get(name) ?? newColumn()
      columns.set(name, column)
      column.files++
      for (const { chunks } of metadata.rowGroups) {
        const { codec, encodings, compressed, uncompressed, values, statistics } = chunks[i]
        column.codecs.add(codec)
        for (const encoding of encodings) column.encodings.add(encoding)
        column.compressed += compressed
        column.uncompressed += uncompressed
        column.nulls = column.nulls === null || statistics.nulls === null ? null : column.nulls + statistics.nulls
        if (statistics.nulls === values) continue
        const [min, max] = [boundValue(statistics.min, leaf), boundValue(statistics.max, leaf)]
        if (min === null || max === null) column.bounded = false
        if (min !== null && (column.min === null || compareBounds(min, column.min) < 0)) column.min = min
        if (max !== null && (column.max === null || compareBounds(max, column.max) > 0)) column.max = max
      }
    }
  }
  return [...columns].map(([name, { codecs, encodings, min, max, bounded, ...sizes }]) => ({
    name,
    ...sizes,
    codecs: [...codecs],
    encodings: [...encodings],
    min: bounded ? (min?.text ?? null) : null,
    max: bounded ? (max?.text ?? null) : null,
  }))
}

const newColumn = (): Gathered => ({
  files: 0,
  codecs: new Set(),
  encodings: new Set(),
  compressed: 0,
  uncompressed: 0,
  nulls: 0,
  min: null,
  max: null,
  bounded: true,
})
