import type { Column, ColumnBatch, FixedColumn, Schema } from '@millrace/columns'
import type { Artefact, TaskEncoder, TaskEncoderFactory } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import type { FileFormat } from './file-format.ts'
import { FileWriter } from './file-writer.ts'
import { type GrowingColumn, growingColumn } from './growing-column.ts'
import { fileFormat, type ParquetFlavour, ROW_GROUP_ROWS } from './parquet-file.ts'
import { dayOf, partitionName, runEnd } from './partition-values.ts'
import { StringPool } from './string-pool.ts'
import { rowsThatFit, textBytes } from './text-bytes.ts'

/** Options of `parquetEncoder`: JSON, since they travel to worker threads. */
export type ParquetEncoderOptions = {
  /** A `date` column by whose days the rows are split; it is in the group's name and not in the file. */
  readonly partitionBy?: string
  readonly parquet?: ParquetFlavour
  /** Rows of a full file. Default 1,000,000. */
  readonly maxRowsPerFile?: number
  /** Rows of a row group. Default 131072. */
  readonly rowGroupRows?: number
  /** Rows held over all groups, be they encoded or not, before the largest is written out. Default 1,000,000. */
  readonly maxRowsHeld?: number
  /** Bytes of text and of encoded row groups held before everything is written out. Default 128 MiB. */
  readonly maxTextHeld?: number
  readonly metadata?: Readonly<Record<string, string>>
}

type Emit = (artefact: Omit<Artefact, 'task'>) => void

/**
 * Column batches to Parquet files, in a worker. When a file is cut depends on the rows and their order alone, not on how they
 * were batched, so a replay makes the same files.
 */
export const parquetEncoder: TaskEncoderFactory<ParquetEncoderOptions> = async (options, schema) => {
  const partition = partitionIndex(schema, options.partitionBy)
  const sources = schema.map((_, i) => i).filter(i => i !== partition)
  const fileSchema = sources.map(i => schema[i])
  // A type that has no place in a file is told before anything is written.
  const format = await fileFormat(fileSchema, options.parquet)
  return new ParquetEncoder(options, format, fileSchema, sources, partition)
}

/** The rows of one group that are not yet emitted: full row groups are encoded at once, which takes a tenth of their memory. */
interface Group {
  readonly name: string
  /** The rows of the row group under way. */
  readonly columns: readonly GrowingColumn[]
  pending: number
  /** The file of the row groups before; null when there are none. */
  file: FileWriter | null
  /** All rows. */
  rows: number
  /** Bytes of the pending rows' text and of the encoded row groups. */
  bytes: number
  chunk: number
}

class ParquetEncoder implements TaskEncoder {
  readonly #options: ParquetEncoderOptions
  readonly #format: FileFormat
  readonly #fileSchema: Schema
  /** Index of each of the file's columns in a batch. */
  readonly #sources: readonly number[]
  readonly #partition: number
  readonly #pools: readonly StringPool[]
  readonly #groups = new Map<number, Group>()
  readonly #maxRowsPerFile: number
  readonly #maxRowsHeld: number
  readonly #maxTextHeld: number
  readonly #rowGroupRows: number
  #rowsHeld = 0
  #bytesHeld = 0

  constructor(
    options: ParquetEncoderOptions,
    format: FileFormat,
    fileSchema: Schema,
    sources: readonly number[],
    partition: number,
  ) {
    this.#options = options
    this.#format = format
    this.#fileSchema = fileSchema
    this.#sources = sources
    this.#partition = partition
    this.#pools = this.#fileSchema.map(() => new StringPool())
    this.#maxRowsPerFile = options.maxRowsPerFile ?? 1_000_000
    this.#maxRowsHeld = options.maxRowsHeld ?? 1_000_000
    this.#maxTextHeld = options.maxTextHeld ?? 128 << 20
    this.#rowGroupRows = options.rowGroupRows ?? ROW_GROUP_ROWS
  }

  append(batch: ColumnBatch, emit: Emit): void {
    const columns = this.#sources.map(i => batch.columns[i])
    if (this.#partition < 0) {
      this.#appendRun(0, columns, 0, batch.length, emit)
      return
    }
    const days = batch.columns[this.#partition] as FixedColumn
    for (let from = 0; from < batch.length; ) {
      const to = runEnd(days, from, batch.length)
      this.#appendRun(dayOf(days, from), columns, from, to, emit)
      from = to
    }
  }

  end(emit: Emit): void {
    this.#flushAll(emit)
    this.#groups.clear()
  }

  #appendRun(day: number, columns: readonly Column[], from: number, to: number, emit: Emit): void {
    while (from < to) {
      const group = this.#group(day)
      const room = Math.min(
        this.#rowGroupRows - group.pending,
        this.#maxRowsPerFile - group.rows,
        this.#maxRowsHeld - this.#rowsHeld,
      )
      let end = Math.min(to, from + room)
      let text = textBytes(columns, from, end)
      if (this.#bytesHeld + text > this.#maxTextHeld) {
        const fitting = rowsThatFit(columns, from, end, this.#maxTextHeld - this.#bytesHeld)
        if (fitting === 0 && this.#rowsHeld > 0) {
          this.#flushAll(emit)
          continue
        }
        // A single row may be larger than the bound.
        end = from + Math.max(1, fitting)
        text = textBytes(columns, from, end)
      }
      for (let i = 0; i < columns.length; i++) group.columns[i].append(columns[i], from, end)
      const rows = end - from
      group.pending += rows
      group.rows += rows
      this.#rowsHeld += rows
      this.#hold(group, text)
      from = end
      if (group.rows >= this.#maxRowsPerFile) this.#flush(group, emit)
      else if (this.#rowsHeld >= this.#maxRowsHeld) this.#flush(this.#largest(), emit)
      else if (group.pending >= this.#rowGroupRows) this.#encode(group)
    }
  }

  #group(day: number): Group {
    const known = this.#groups.get(day)
    if (known !== undefined) return known
    const group: Group = {
      name: this.#partition < 0 ? '' : partitionName(this.#options.partitionBy!, day),
      columns: this.#fileSchema.map((field, i) => growingColumn(field.type, this.#pools[i])),
      pending: 0,
      file: null,
      rows: 0,
      bytes: 0,
      chunk: 0,
    }
    this.#groups.set(day, group)
    return group
  }

  #largest(): Group {
    return [...this.#groups.values()].reduce((a, b) => (b.rows > a.rows ? b : a))
  }

  #flush(group: Group, emit: Emit): void {
    this.#write(group, emit)
    for (const pool of this.#pools) pool.clean()
  }

  #flushAll(emit: Emit): void {
    const named = [...this.#groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const group of named) this.#write(group, emit)
  }

  #write(group: Group, emit: Emit): void {
    if (group.rows === 0) return
    const file = group.pending > 0 ? this.#encode(group) : group.file!
    emit({ group: group.name, chunk: group.chunk++, bytes: file.finish(this.#options.metadata), rows: group.rows })
    group.file = null
    for (const column of group.columns) column.release()
    this.#rowsHeld -= group.rows
    group.rows = 0
    this.#hold(group, -group.bytes)
  }

  /** Makes a row group of the pending rows. */
  #encode(group: Group): FileWriter {
    group.file ??= new FileWriter(this.#format)
    group.file.write(
      group.columns.map(column => column.column()),
      group.pending,
    )
    for (const column of group.columns) column.clear()
    group.pending = 0
    this.#hold(group, group.file.length - group.bytes)
    return group.file
  }

  /** Counts bytes as held by the group, or let go. */
  #hold(group: Group, bytes: number): void {
    group.bytes += bytes
    this.#bytesHeld += bytes
  }
}

function partitionIndex(schema: Schema, name: string | undefined): number {
  if (name === undefined) return -1
  const index = schema.findIndex(field => field.name === name)
  if (index >= 0 && schema[index].type === 'date') return index
  const found = index < 0 ? 'there is none' : `it is of type ${schema[index].type}`
  throw new MillraceError('MILLRACE_ANALYSIS', `A table is partitioned by a date column, ${name}, but ${found}.`)
}
