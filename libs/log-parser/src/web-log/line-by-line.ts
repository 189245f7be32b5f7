import { setValid, writeInt64 } from '@millrace/columns'
import { DASH } from './bytes.ts'
import { ClfTime } from './clf-time.ts'
import { diagnose } from './diagnose.ts'
import type { WebLogPreset } from './formats.ts'
import { LineFields } from './line-fields.ts'
import type { MalformedReason } from './malformed-reason.ts'
import { RequestLine } from './request-line.ts'
import { writeSize } from './size.ts'
import type { WebLogColumns } from './web-log-columns.ts'

/**
 * Parses one line of any form. It is first cut into fields and judged as a whole; only then are the columns written, so a malformed
 * line leaves no trace in columns or dictionaries.
 */
export class LineByLine {
  readonly #refusesCommon: boolean
  readonly #refusesCombined: boolean
  readonly #columns: WebLogColumns
  readonly #fields = new LineFields()
  readonly #request = new RequestLine()
  readonly #clfTime = new ClfTime()
  readonly #wantsRequest: boolean

  constructor(preset: WebLogPreset, columns: WebLogColumns) {
    this.#refusesCommon = preset === 'combined'
    this.#refusesCombined = preset === 'common'
    this.#columns = columns
    const { method, path, query, protocol } = columns
    this.#wantsRequest = [method, path, query, protocol].some(builder => builder !== null)
  }

  /** Writes the line to a row; where it is malformed gives the reason and writes nothing. */
  parse(row: number, bytes: Uint8Array, view: DataView, start: number, end: number): MalformedReason | null {
    const fields = this.#fields
    const clfTime = this.#clfTime
    if (!fields.find(bytes, view, start, end) || !clfTime.read(view, fields.timeStart))
      return diagnose(bytes, view, start, end, clfTime)
    if (fields.referrerStart < 0 ? this.#refusesCommon : this.#refusesCombined) return 'form'
    this.#writeClient(row, bytes, start)
    if (this.#wantsRequest) this.#writeRequest(row, bytes, view)
    this.#writeResponse(row, bytes)
    return null
  }

  #writeClient(row: number, bytes: Uint8Array, start: number): void {
    const { hostEnd, identEnd, userEnd } = this.#fields
    const { host, ident, user, time, utcOffset } = this.#columns
    host?.setField(row, bytes, start, hostEnd)
    ident?.setField(row, bytes, hostEnd + 1, identEnd)
    user?.setField(row, bytes, identEnd + 1, userEnd)
    if (time !== null) writeInt64(time.words, row, this.#clfTime.micros)
    if (utcOffset !== null) utcOffset.values[row] = this.#clfTime.offsetMinutes
  }

  #writeRequest(row: number, bytes: Uint8Array, view: DataView): void {
    const { requestStart, requestEnd } = this.#fields
    const request = this.#request
    request.split(bytes, view, requestStart, requestEnd)
    const { methodEnd, pathStart, pathEnd, queryStart, protocolStart } = request
    const { method, path, query, protocol } = this.#columns
    if (method !== null) {
      if (methodEnd < 0) method.setNull(row)
      else method.set(row, bytes, requestStart, methodEnd)
    }
    if (path !== null) {
      if (methodEnd < 0) path.setField(row, bytes, pathStart, pathEnd)
      else path.set(row, bytes, pathStart, pathEnd)
    }
    if (query !== null) {
      if (queryStart < 0) query.setNull(row)
      else query.set(row, bytes, queryStart, request.queryEnd)
    }
    if (protocol !== null) {
      if (protocolStart < 0) protocol.setNull(row)
      else protocol.set(row, bytes, protocolStart, requestEnd)
    }
  }

  #writeResponse(row: number, bytes: Uint8Array): void {
    const fields = this.#fields
    const { sizeStart, sizeEnd, referrerStart } = fields
    const { status, bytes: sizes, referrer, userAgent } = this.#columns
    if (status !== null) status.values[row] = fields.status
    if (sizes !== null) {
      if (bytes[sizeStart] === DASH) {
        sizes.nullCount++
      } else {
        writeSize(sizes.words, row, bytes, sizeStart, sizeEnd)
        setValid(sizes.validity, row)
      }
    }
    if (referrer !== null) {
      if (referrerStart < 0) referrer.setNull(row)
      else referrer.setField(row, bytes, referrerStart, fields.referrerEnd)
    }
    if (userAgent !== null) {
      if (referrerStart < 0) userAgent.setNull(row)
      else userAgent.setField(row, bytes, fields.userAgentStart, fields.userAgentEnd)
    }
  }
}
