import type { LineBlock } from '../line-block.ts'
import type { LineParser, ParsedBatch } from '../line-parser.ts'
import { MalformedLinesBuilder } from '../malformed-lines-builder.ts'
import type { WebLogPreset } from './formats.ts'
import { LineByLine } from './line-by-line.ts'
import { malformedReasons } from './malformed-reason.ts'
import { PlainLines, TEXT_NEEDS } from './plain-lines.ts'
import { webLogSchema } from './schema.ts'
import { WebLogColumns, type WebLogNeeds } from './web-log-columns.ts'

/** Parses the NCSA formats: lines of the plain form many at a time, the others one by one. */
export class WebLogParser implements LineParser {
  readonly schema = webLogSchema
  readonly reasons = malformedReasons
  readonly #takesCommon: boolean
  readonly #takesCombined: boolean
  readonly #columns: WebLogColumns
  readonly #plain: PlainLines
  readonly #lineByLine: LineByLine

  constructor(preset: WebLogPreset, needs: WebLogNeeds) {
    this.#takesCommon = preset !== 'combined'
    this.#takesCombined = preset !== 'common'
    this.#columns = new WebLogColumns(needs)
    this.#plain = new PlainLines(this.#columns.texts.map(builder => TEXT_NEEDS[builder?.need ?? 'none']))
    this.#lineByLine = new LineByLine(preset, this.#columns)
  }

  get byteSize(): number {
    return this.#columns.byteSize + this.#plain.byteSize
  }

  reset(): void {
    this.#columns.reset()
    this.#plain.reset()
  }

  parse(block: LineBlock): ParsedBatch {
    this.#columns.begin(block.count)
    const malformed = new MalformedLinesBuilder()
    const length = this.#parseLines(block, malformed)
    const columns = this.#columns.finish(length)
    return { length, rows: malformed.others(block.count), columns, malformed: malformed.finish() }
  }

  #parseLines(block: LineBlock, malformed: MalformedLinesBuilder): number {
    const { starts, ends, count } = block
    // A plain array keeps element access monomorphic whether or not a Buffer was passed in.
    const bytes = new Uint8Array(block.bytes.buffer, block.bytes.byteOffset, block.bytes.byteLength)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const plain = this.#plain
    let row = 0
    for (let line = 0; line < count; ) {
      const loaded = plain.load(block, line)
      // Rows of one byte of a bitmap have one in memory too.
      const base = row & ~7
      for (let i = 0; i < Math.max(1, loaded); i++) {
        const next = plain.parse(i, loaded, row - base, this.#takesCommon, this.#takesCombined)
        if (next > i) this.#take(base, row, row + next - i)
        row += next - i
        i = next
        if (i === loaded && loaded > 0) break
        const reason = this.#lineByLine.parse(row, bytes, view, starts[line + i], ends[line + i])
        if (reason === null) row++
        else malformed.add(line + i, malformedReasons.indexOf(reason))
      }
      if (loaded > 0) this.#takeValidity(base)
      line += Math.max(1, loaded)
    }
    return row
  }

  /** Takes over the rows from `from` to `to`, which lie in the memory from index `from - base` on. */
  #take(base: number, from: number, to: number): void {
    const { texts, time, utcOffset, status, bytes } = this.#columns
    const plain = this.#plain
    const at = from - base
    const end = to - base
    texts.forEach((builder, column) => {
      if (builder === null) return
      if (builder.need === 'values') plain.intern(column, at, end, builder.idOf)
      builder.setIds(from, plain.rows.ids[column].subarray(at, end), plain.takeNulls(column))
    })
    const { times, offsets, statuses, sizes } = plain.rows
    time?.setValues(from, times.subarray(at, end))
    utcOffset?.values.set(offsets.subarray(at, end), from)
    status?.values.set(statuses.subarray(at, end), from)
    bytes?.setValues(from, sizes.subarray(at, end))
  }

  /** The same for the bitmap of the sizes, once for all rows of a load: a byte of it may have rows of two runs. */
  #takeValidity(base: number): void {
    const { texts, bytes } = this.#columns
    bytes?.addValidity(base, this.#plain.rows.sizeValidity, this.#plain.takeNulls(texts.length))
  }
}
