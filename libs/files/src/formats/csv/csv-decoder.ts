import type { Column } from '@millrace/columns'
import type { RecordDecoderFactory } from '@millrace/engine'
import { type ColumnBuilder, columnBuilder } from '../../rows/column-builder.ts'
import { eachLine } from '../../rows/line-ends.ts'
import { malformedRecord } from '../../rows/parse-mode.ts'
import { rowDecoder } from '../../rows/row-decoder.ts'
import type { FileBlock } from '../../rows/row-format.ts'
import { validUtf8 } from '../../rows/valid-utf8.ts'
import { CsvFields } from './csv-fields.ts'
import type { CsvDecoderOptions } from './csv-format.ts'
import { type FieldReader, fieldReader } from './csv-values.ts'

/** A column of the file in its place. */
interface FieldColumn {
  readonly builder: ColumnBuilder
  readonly read: FieldReader
  /** False for one that is read only to see whether the record is as it should be. */
  readonly wanted: boolean
}

/** Decodes the blocks of CSV files. */
export const csvDecoder: RecordDecoderFactory = (json, _partition, columns) => {
  const options = json as unknown as CsvDecoderOptions
  const records = new CsvRecords(options, columns)
  return rowDecoder(columns, options.partitions ?? [], (bytes, block) => [records.read(bytes, block)])
}

class CsvRecords {
  readonly #options: CsvDecoderOptions
  readonly #names: readonly string[]
  /** By place in the record; undefined for a column that nobody needs. */
  readonly #fields: readonly (FieldColumn | undefined)[]
  readonly #corrupt: ColumnBuilder | undefined
  readonly #split: CsvFields
  readonly #nullValue: Uint8Array
  readonly #emptyValue: Uint8Array
  readonly #comment: number

  constructor(options: CsvDecoderOptions, columns: readonly string[]) {
    const { schema, columnNameOfCorruptRecord, mode, timeZone } = options
    this.#options = options
    const inFile = schema.filter(field => field.name !== columnNameOfCorruptRecord)
    this.#names = inFile.map(field => field.name)
    const hasCorrupt = inFile.length < schema.length && columns.includes(columnNameOfCorruptRecord)
    this.#corrupt = hasCorrupt ? columnBuilder('string') : undefined
    this.#fields = inFile.map(({ name, type }) => {
      const wanted = columns.includes(name)
      if (!wanted && mode === 'PERMISSIVE' && !hasCorrupt) return undefined
      const builder = columnBuilder(type)
      return { builder, read: fieldReader(type, builder, timeZone), wanted }
    })
    this.#split = new CsvFields(options)
    this.#nullValue = Buffer.from(options.nullValue)
    this.#emptyValue = Buffer.from(options.emptyValue)
    this.#comment = options.comment === '' ? -1 : options.comment.charCodeAt(0)
  }

  read(block: Uint8Array, { file, position }: FileBlock): { count: number; columns: Record<string, Column> } {
    const valid = validUtf8(block)
    const bytes = position === 0 ? withoutByteOrderMark(valid) : valid
    const { header, mode } = this.#options
    let inHeader = header && position === 0
    let count = 0
    eachLine(bytes, (start, end) => {
      if (isBlank(bytes, start, end) || bytes[start] === this.#comment) return
      if (inHeader) {
        inHeader = false
        return
      }
      const good = this.#record(bytes, start, end)
      if (good || mode === 'PERMISSIVE') {
        if (good) this.#corrupt?.appendNull()
        else this.#corrupt?.appendBytes(bytes, start, end)
        count++
      } else if (mode === 'FAILFAST') throw malformedRecord(file, position + start, bytes.subarray(start, end))
      else for (const field of this.#fields) if (field?.wanted) field.builder.undo()
    })
    return { count, columns: this.#take() }
  }

  /** Adds the record to the columns; false when it is malformed. */
  #record(bytes: Uint8Array, start: number, end: number): boolean {
    const split = this.#split
    split.split(bytes, start, end)
    let good = split.count === this.#fields.length
    for (let i = 0; i < this.#fields.length; i++) {
      const field = this.#fields[i]
      if (field === undefined) continue
      if (i >= split.count) field.builder.appendNull()
      else if (!this.#value(field, i)) good = false
      if (!field.wanted) field.builder.undo()
    }
    return good
  }

  #value({ builder, read }: FieldColumn, i: number): boolean {
    const { sources, starts, ends, quoted } = this.#split
    const isEmpty = starts[i] === ends[i]
    if (isEmpty && !quoted[i]) {
      builder.appendNull()
      return true
    }
    const source = isEmpty ? this.#emptyValue : sources[i]
    const start = isEmpty ? 0 : starts[i]
    const end = isEmpty ? source.length : ends[i]
    if (equals(source, start, end, this.#nullValue)) {
      builder.appendNull()
      return true
    }
    return read(source, start, end)
  }

  #take(): Record<string, Column> {
    const columns: Record<string, Column> = {}
    this.#fields.forEach((field, i) => {
      if (field?.wanted) columns[this.#names[i]] = field.builder.take()
    })
    if (this.#corrupt !== undefined) columns[this.#options.columnNameOfCorruptRecord] = this.#corrupt.take()
    return columns
  }
}

const withoutByteOrderMark = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] > 32) return false
  return true
}

function equals(source: Uint8Array, start: number, end: number, text: Uint8Array): boolean {
  if (end - start !== text.length) return false
  for (let i = 0; i < text.length; i++) if (source[start + i] !== text[i]) return false
  return true
}
