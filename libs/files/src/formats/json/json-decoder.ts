import type { Column } from '@millrace/columns'
import type { RecordDecoderFactory } from '@millrace/engine'
import { type ColumnBuilder, columnBuilder } from '../../rows/column-builder.ts'
import { eachLine } from '../../rows/line-ends.ts'
import { malformedRecord } from '../../rows/parse-mode.ts'
import { rowDecoder } from '../../rows/row-decoder.ts'
import type { FileBlock } from '../../rows/row-format.ts'
import { validUtf8 } from '../../rows/valid-utf8.ts'
import type { JsonDecoderOptions } from './json-format.ts'
import { JsonScanner, MalformedJson } from './json-scanner.ts'
import { type JsonReader, jsonReader } from './json-values.ts'

interface MemberColumn {
  readonly name: string
  readonly nameBytes: Uint8Array
  readonly builder: ColumnBuilder
  readonly read: JsonReader
  /** Strings without escapes go into the column as bytes. */
  readonly isString: boolean
  readonly wanted: boolean
}

/** Decodes the blocks of JSON files. */
export const jsonDecoder: RecordDecoderFactory = (json, _partition, columns) => {
  const options = json as unknown as JsonDecoderOptions
  const records = new JsonRecords(options, columns)
  return rowDecoder(columns, options.partitions ?? [], (bytes, block) => [records.read(bytes, block)])
}

class JsonRecords {
  readonly #options: JsonDecoderOptions
  readonly #members: readonly MemberColumn[]
  readonly #byName: ReadonlyMap<string, MemberColumn>
  readonly #corrupt: ColumnBuilder | undefined
  readonly #scanner = new JsonScanner()
  readonly #problems = { partial: false }
  #rows = 0
  /** Members mostly come in the same order: the one after the last is looked at first. */
  #guess = 0

  constructor(options: JsonDecoderOptions, columns: readonly string[]) {
    const { schema, columnNameOfCorruptRecord, mode, timeZone } = options
    this.#options = options
    const inFile = schema.filter(field => field.name !== columnNameOfCorruptRecord)
    const hasCorrupt = inFile.length < schema.length && columns.includes(columnNameOfCorruptRecord)
    this.#corrupt = hasCorrupt ? columnBuilder('string') : undefined
    const checksAll = mode !== 'PERMISSIVE' || hasCorrupt
    this.#members = inFile
      .filter(({ name }) => checksAll || columns.includes(name))
      .map(({ name, type }) => ({
        name,
        nameBytes: Buffer.from(name),
        builder: columnBuilder(type),
        read: jsonReader(type, timeZone),
        isString: type === 'string',
        wanted: columns.includes(name),
      }))
    this.#byName = new Map(this.#members.map(member => [member.name, member]))
  }

  read(block: Uint8Array, { file, position }: FileBlock): { count: number; columns: Record<string, Column> } {
    const bytes = validUtf8(block)
    this.#rows = 0
    eachLine(bytes, (start, end) => {
      const before = this.#rows
      const good = this.#line(bytes, start, end)
      if (good || this.#options.mode === 'PERMISSIVE') {
        for (let row = before; row < this.#rows; row++)
          if (good) this.#corrupt?.appendNull()
          else this.#corrupt?.appendBytes(bytes, start, end)
        return
      }
      if (this.#options.mode === 'FAILFAST') throw malformedRecord(file, position + start, bytes.subarray(start, end))
      this.#dropRows(before)
    })
    return { count: this.#rows, columns: this.#take() }
  }

  /** Adds the rows of a line; false when it is malformed, or a value is not of its type. */
  #line(bytes: Uint8Array, start: number, end: number): boolean {
    const scanner = this.#scanner
    const before = this.#rows
    scanner.begin(bytes, start, end)
    this.#problems.partial = false
    try {
      const kind = scanner.next()
      if (kind === undefined) return true
      if (kind === 'object') this.#row()
      else if (kind === 'array') scanner.elements(() => this.#row())
      else throw new MalformedJson()
      return !this.#problems.partial
    } catch (error) {
      if (!(error instanceof MalformedJson)) throw error
      this.#dropRows(before)
      for (const member of this.#members) member.builder.appendNull()
      this.#rows++
      return false
    }
  }

  #row(): void {
    const scanner = this.#scanner
    const row = this.#rows + 1
    if (scanner.next() !== 'object') throw new MalformedJson()
    this.#guess = 0
    scanner.members(() => this.#member(row))
    for (const member of this.#members) if (member.builder.length < row) member.builder.appendNull()
    this.#rows = row
  }

  #member(row: number): void {
    const scanner = this.#scanner
    const member = this.#find()
    if (member === undefined) {
      scanner.skip()
      return
    }
    const { builder } = member
    // A name that comes twice: the last one counts.
    if (builder.length === row) builder.undo()
    if (member.isString && scanner.next() === 'string') {
      scanner.string()
      if (scanner.escaped) builder.append(scanner.stringText())
      else builder.appendBytes(scanner.bytes, scanner.start, scanner.end)
      return
    }
    const value = member.read(scanner, this.#problems)
    if (value === undefined) this.#problems.partial = true
    builder.append(value ?? null)
  }

  #find(): MemberColumn | undefined {
    const scanner = this.#scanner
    const guess = this.#members[this.#guess]
    if (
      guess !== undefined &&
      !scanner.escaped &&
      sameBytes(scanner.bytes, scanner.start, scanner.end, guess.nameBytes)
    ) {
      this.#guess++
      return guess
    }
    const found = this.#byName.get(scanner.stringText())
    if (found !== undefined) this.#guess = this.#members.indexOf(found) + 1
    return found
  }

  /** Takes back the rows from `before` on, and what there is of an unfinished one. */
  #dropRows(before: number): void {
    for (const { builder } of this.#members) while (builder.length > before) builder.undo()
    this.#rows = before
  }

  #take(): Record<string, Column> {
    const columns: Record<string, Column> = {}
    for (const { name, builder, wanted } of this.#members) {
      const column = builder.take()
      if (wanted) columns[name] = column
    }
    if (this.#corrupt !== undefined) columns[this.#options.columnNameOfCorruptRecord] = this.#corrupt.take()
    return columns
  }
}

function sameBytes(bytes: Uint8Array, start: number, end: number, name: Uint8Array): boolean {
  if (end - start !== name.length) return false
  for (let i = 0; i < name.length; i++) if (bytes[start + i] !== name[i]) return false
  return true
}
