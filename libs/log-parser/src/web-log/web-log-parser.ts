import { type Column, setValid, writeInt64 } from '@millrace/columns'
import { Int16ColumnBuilder, Int64ColumnBuilder } from '../fixed-column-builders.ts'
import type { LineBlock } from '../line-block.ts'
import type { ColumnNeed, LineParser, ParsedBatch } from '../line-parser.ts'
import { MalformedLinesBuilder } from '../malformed-lines-builder.ts'
import { StringColumnBuilder } from '../string-column-builder.ts'
import { DASH } from './bytes.ts'
import { ClfTime } from './clf-time.ts'
import { diagnose } from './diagnose.ts'
import type { WebLogPreset } from './formats.ts'
import { LineFields } from './line-fields.ts'
import { malformedReasons } from './malformed-reason.ts'
import { RequestLine } from './request-line.ts'
import { type WebLogColumn, webLogSchema } from './schema.ts'
import { writeSize } from './size.ts'

type Builder = StringColumnBuilder | Int16ColumnBuilder | Int64ColumnBuilder

/**
 * Parses the NCSA formats. A line is first cut into fields and judged as a whole; only then are the columns asked for
 * written, so a malformed line leaves no trace in columns or dictionaries.
 */
export class WebLogParser implements LineParser {
  readonly schema = webLogSchema
  readonly reasons = malformedReasons
  readonly #refusesCommon: boolean
  readonly #refusesCombined: boolean
  readonly #fields = new LineFields()
  readonly #request = new RequestLine()
  readonly #clfTime = new ClfTime()
  readonly #builders = new Map<WebLogColumn, Builder>()
  readonly #host: StringColumnBuilder | null
  readonly #ident: StringColumnBuilder | null
  readonly #user: StringColumnBuilder | null
  readonly #time: Int64ColumnBuilder | null
  readonly #utcOffset: Int16ColumnBuilder | null
  readonly #method: StringColumnBuilder | null
  readonly #path: StringColumnBuilder | null
  readonly #query: StringColumnBuilder | null
  readonly #protocol: StringColumnBuilder | null
  readonly #status: Int16ColumnBuilder | null
  readonly #bytes: Int64ColumnBuilder | null
  readonly #referrer: StringColumnBuilder | null
  readonly #userAgent: StringColumnBuilder | null

  constructor(preset: WebLogPreset, needs: Readonly<Partial<Record<WebLogColumn, ColumnNeed>>>) {
    this.#refusesCommon = preset === 'combined'
    this.#refusesCombined = preset === 'common'
    const add = <B extends Builder>(name: WebLogColumn, make: (need: ColumnNeed) => B): B | null => {
      const need = needs[name]
      if (need === undefined) return null
      const builder = make(need)
      this.#builders.set(name, builder)
      return builder
    }
    const string = (name: WebLogColumn) => add(name, need => new StringColumnBuilder(need))
    this.#host = string('host')
    this.#ident = string('ident')
    this.#user = string('user')
    this.#time = add('time', () => new Int64ColumnBuilder('timestamp', false))
    this.#utcOffset = add('utcOffset', () => new Int16ColumnBuilder())
    this.#method = string('method')
    this.#path = string('path')
    this.#query = string('query')
    this.#protocol = string('protocol')
    this.#status = add('status', () => new Int16ColumnBuilder())
    this.#bytes = add('bytes', () => new Int64ColumnBuilder('int64', true))
    this.#referrer = string('referrer')
    this.#userAgent = string('userAgent')
  }

  get byteSize(): number {
    let sum = 0
    for (const builder of this.#builders.values()) if (builder instanceof StringColumnBuilder) sum += builder.byteSize
    return sum
  }

  reset(): void {
    for (const builder of this.#builders.values()) if (builder instanceof StringColumnBuilder) builder.reset()
  }

  parse(block: LineBlock): ParsedBatch {
    for (const builder of this.#builders.values()) builder.begin(block.count)
    const malformed = new MalformedLinesBuilder()
    const length = this.#parseLines(block, malformed)
    const columns: Record<string, Column> = {}
    for (const [name, builder] of this.#builders) columns[name] = builder.finish(length)
    return { length, rows: malformed.others(block.count), columns, malformed: malformed.finish() }
  }

  #parseLines(block: LineBlock, malformed: MalformedLinesBuilder): number {
    const { starts, ends, count } = block
    // A plain array keeps element access monomorphic whether or not a Buffer was passed in.
    const bytes = new Uint8Array(block.bytes.buffer, block.bytes.byteOffset, block.bytes.byteLength)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const fields = this.#fields
    const clfTime = this.#clfTime
    const refusesCommon = this.#refusesCommon
    const refusesCombined = this.#refusesCombined
    const wantsRequest = this.#method ?? this.#path ?? this.#query ?? this.#protocol
    let row = 0
    for (let line = 0; line < count; line++) {
      const start = starts[line]
      const end = ends[line]
      if (!fields.find(bytes, view, start, end) || !clfTime.read(view, fields.timeStart)) {
        malformed.add(line, malformedReasons.indexOf(diagnose(bytes, view, start, end, clfTime)))
        continue
      }
      if (fields.referrerStart < 0 ? refusesCommon : refusesCombined) {
        malformed.add(line, malformedReasons.indexOf('form'))
        continue
      }
      this.#writeClient(row, bytes, start)
      if (wantsRequest !== null) this.#writeRequest(row, bytes, view)
      this.#writeResponse(row, bytes)
      row++
    }
    return row
  }

  #writeClient(row: number, bytes: Uint8Array, start: number): void {
    const { hostEnd, identEnd, userEnd } = this.#fields
    this.#host?.setField(row, bytes, start, hostEnd)
    this.#ident?.setField(row, bytes, hostEnd + 1, identEnd)
    this.#user?.setField(row, bytes, identEnd + 1, userEnd)
    if (this.#time !== null) writeInt64(this.#time.words, row, this.#clfTime.micros)
    if (this.#utcOffset !== null) this.#utcOffset.values[row] = this.#clfTime.offsetMinutes
  }

  #writeRequest(row: number, bytes: Uint8Array, view: DataView): void {
    const { requestStart, requestEnd } = this.#fields
    const request = this.#request
    request.split(bytes, view, requestStart, requestEnd)
    const { methodEnd, pathStart, pathEnd, queryStart, protocolStart } = request
    if (this.#method !== null) {
      if (methodEnd < 0) this.#method.setNull(row)
      else this.#method.set(row, bytes, requestStart, methodEnd)
    }
    if (this.#path !== null) {
      if (methodEnd < 0) this.#path.setField(row, bytes, pathStart, pathEnd)
      else this.#path.set(row, bytes, pathStart, pathEnd)
    }
    if (this.#query !== null) {
      if (queryStart < 0) this.#query.setNull(row)
      else this.#query.set(row, bytes, queryStart, request.queryEnd)
    }
    if (this.#protocol !== null) {
      if (protocolStart < 0) this.#protocol.setNull(row)
      else this.#protocol.set(row, bytes, protocolStart, requestEnd)
    }
  }

  #writeResponse(row: number, bytes: Uint8Array): void {
    const fields = this.#fields
    const { sizeStart, sizeEnd, referrerStart } = fields
    if (this.#status !== null) this.#status.values[row] = fields.status
    if (this.#bytes !== null) {
      if (bytes[sizeStart] === DASH) {
        this.#bytes.nullCount++
      } else {
        writeSize(this.#bytes.words, row, bytes, sizeStart, sizeEnd)
        setValid(this.#bytes.validity, row)
      }
    }
    if (this.#referrer !== null) {
      if (referrerStart < 0) this.#referrer.setNull(row)
      else this.#referrer.setField(row, bytes, referrerStart, fields.referrerEnd)
    }
    if (this.#userAgent !== null) {
      if (referrerStart < 0) this.#userAgent.setNull(row)
      else this.#userAgent.setField(row, bytes, fields.userAgentStart, fields.userAgentEnd)
    }
  }
}
