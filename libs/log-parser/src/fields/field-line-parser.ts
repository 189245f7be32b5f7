import type { Schema } from '@millrace/columns'
import type { LineBlock } from '../line-block.ts'
import type { ColumnNeed, LineParser, ParsedBatch } from '../line-parser.ts'
import { MalformedLinesBuilder } from '../malformed-lines-builder.ts'
import { Clock } from '../time/clock.ts'
import type { FieldSpec } from './field.ts'
import type { FieldColumns } from './field-columns.ts'
import { type FieldCheck, type FieldReader, isCheck } from './field-reader.ts'
import { fieldColumns, readersOf } from './field-readers.ts'
import { CUT, type LineCutter, NO_RECORD } from './line-cutter.ts'
import type { LongIntegers, SmallIntegers } from './number-columns.ts'
import type { TextColumn } from './text-column.ts'
import type { TimeReader } from './time-fields.ts'

export interface FieldLineParserOptions {
  readonly schema: Schema
  readonly fields: readonly FieldSpec[]
  readonly cutter: LineCutter
  readonly needs: Readonly<Record<string, ColumnNeed>>
}

/** Parses any format whose lines a cutter cuts into fields. A malformed line leaves no trace in columns and dictionaries. */
export class FieldLineParser implements LineParser {
  readonly schema: Schema
  readonly reasons: readonly string[]
  readonly #cutter: LineCutter
  readonly #columns: FieldColumns
  readonly #clock = new Clock()
  readonly #times: readonly TimeReader[]
  readonly #checks: readonly FieldCheck[]
  readonly #readers: readonly FieldReader[]
  readonly #texts: readonly TextColumn[]
  readonly #textIndexes: Int32Array
  readonly #time: LongIntegers | null
  readonly #utcOffset: SmallIntegers | null
  /** Number of a reason for each field, and one more for what follows the last. */
  readonly #reasonOf: Uint8Array
  readonly #timeReason: number

  constructor({ schema, fields, cutter, needs }: FieldLineParserOptions) {
    this.schema = schema
    this.reasons = reasonsOfFields(fields)
    this.#cutter = cutter
    this.#columns = fieldColumns(schema, fields, needs)
    const { times, readers, texts } = readersOf(fields, this.#columns, this.#clock, cutter)
    this.#times = times
    this.#checks = readers.filter(isCheck)
    this.#readers = readers
    this.#texts = texts.map(({ column }) => column)
    this.#textIndexes = Int32Array.from(texts, ({ index }) => index)
    this.#time = times.length > 0 ? this.#columns.takeLong('time') : null
    this.#utcOffset = times.length > 0 ? this.#columns.takeSmall('utcOffset') : null
    const names = [...fields.map(({ name }) => name), 'trailing']
    this.#reasonOf = Uint8Array.from(names, name => this.reasons.indexOf(name))
    this.#timeReason = times.length > 0 ? this.#reasonOf[times[0].index] : 0
  }

  get byteSize(): number {
    return this.#columns.byteSize
  }

  reset(): void {
    this.#columns.reset()
  }

  begin(): void {
    this.#cutter.begin?.()
  }

  parse(block: LineBlock): ParsedBatch {
    const { starts, ends, count } = block
    // A plain array keeps element access monomorphic whether or not a Buffer was passed in.
    const bytes = new Uint8Array(block.bytes.buffer, block.bytes.byteOffset, block.bytes.byteLength)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const malformed = new MalformedLinesBuilder()
    const rows = new Int32Array(count)
    this.#columns.begin(count)
    let length = 0
    for (let line = 0; line < count; line++) {
      const reason = starts[line] === ends[line] ? 0 : this.#parseLine(length, bytes, view, starts[line], ends[line])
      if (reason === CUT) rows[length++] = line
      else if (reason !== NO_RECORD) malformed.add(line, reason)
    }
    return {
      length,
      rows: length === count ? null : rows.subarray(0, length),
      columns: this.#columns.finish(length),
      malformed: malformed.finish(),
    }
  }

  /** CUT when the line was written to the row, NO_RECORD, or the number of a reason. */
  #parseLine(row: number, block: Uint8Array, blockView: DataView, start: number, end: number): number {
    const cutter = this.#cutter
    const failed = cutter.cut(block, blockView, start, end)
    if (failed !== CUT) return failed === NO_RECORD ? NO_RECORD : this.#reasonOf[failed]
    const { starts, ends, bytes, view } = cutter
    if (this.#times.length > 0 && !this.#readTime(bytes, starts, ends)) return this.#timeReason
    for (const check of this.#checks) {
      const i = check.index
      if (!check.accepts(bytes, starts[i], ends[i])) return this.#reasonOf[i]
    }
    const texts = this.#texts
    const indexes = this.#textIndexes
    for (let k = 0; k < texts.length; k++) {
      const i = indexes[k]
      texts[k].setField(row, bytes, starts[i], ends[i])
    }
    for (const reader of this.#readers) {
      const i = reader.index
      reader.write(row, bytes, starts[i], ends[i], view)
    }
    this.#time?.set(row, this.#clock.micros)
    this.#utcOffset?.set(row, this.#clock.offsetMinutes)
    return CUT
  }

  #readTime(bytes: Uint8Array, starts: Int32Array, ends: Int32Array): boolean {
    this.#clock.begin()
    for (const time of this.#times) if (!time.read(bytes, starts[time.index], ends[time.index])) return false
    return this.#clock.finish()
  }
}

/** The reasons for which a line of such fields is malformed: the first field that cannot be right, or what follows the last. */
export const reasonsOfFields = (fields: readonly FieldSpec[]): readonly string[] => [
  ...new Set(['empty', ...fields.map(({ name }) => name), 'trailing']),
]
