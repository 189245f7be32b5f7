import { RequestLine } from '../web-log/request-line.ts'
import type { RequestParts } from './field.ts'
import type { FieldReader } from './field-reader.ts'
import type { LineCutter } from './line-cutter.ts'
import type { SmallIntegers } from './number-columns.ts'
import { isNothing } from './number-fields.ts'
import type { TextColumn } from './text-column.ts'

const QUESTION_MARK = 0x3f
const SLASH = 0x2f
const COLON = 0x3a

/** The columns of a target; those of the server are filled from targets that are URLs. */
export interface TargetColumns {
  readonly path: TextColumn | null
  readonly query: TextColumn | null
  readonly serverName: TextColumn | null
  readonly serverPort: SmallIntegers | null
  /** True where targets that are URLs are taken apart. */
  readonly absolute: boolean
}

/** The columns of a request line. */
export interface RequestColumns extends TargetColumns {
  readonly method: TextColumn | null
  readonly protocol: TextColumn | null
}

/** METHOD target PROTOCOL, as RequestLine splits it; where it is not there, its parts from fields of their own. */
export class RequestField implements FieldReader {
  readonly index: number
  readonly #columns: RequestColumns
  readonly #cutter: LineCutter
  readonly #parts: RequestParts | undefined
  readonly #line = new RequestLine()
  /** For targets whose query is a field of its own. */
  readonly #withoutQuery: TargetColumns

  constructor(index: number, columns: RequestColumns, cutter: LineCutter, parts: RequestParts | undefined) {
    this.index = index
    this.#columns = columns
    this.#withoutQuery = { ...columns, query: null }
    this.#cutter = cutter
    this.#parts = parts
  }

  write(row: number, bytes: Uint8Array, start: number, end: number, view: DataView): void {
    if (start < 0 && this.#parts !== undefined) this.#writeParts(row, bytes, this.#parts)
    else if (this.#columns.absolute && isNoRequest(bytes, start, end)) this.#writeLine(row, bytes, -1, -1, view)
    else this.#writeLine(row, bytes, start, end, view)
  }

  #writeLine(row: number, bytes: Uint8Array, start: number, end: number, view: DataView): void {
    const columns = this.#columns
    const line = this.#line
    if (start < 0) line.methodEnd = -1
    else line.split(bytes, view, start, end)
    if (line.methodEnd < 0) {
      columns.method?.setNull(row)
      columns.protocol?.setNull(row)
      writeTarget(columns, row, bytes, start, end, -1)
      return
    }
    columns.method?.set(row, bytes, start, line.methodEnd)
    const query = line.queryStart
    writeTarget(columns, row, bytes, line.pathStart, query < 0 ? line.pathEnd : line.queryEnd, query)
    if (line.protocolStart < 0) columns.protocol?.setNull(row)
    else columns.protocol?.set(row, bytes, line.protocolStart, end)
  }

  #writeParts(row: number, bytes: Uint8Array, { method, target, query, protocol }: RequestParts): void {
    const columns = this.#columns
    const { starts, ends } = this.#cutter
    columns.method?.setField(row, bytes, starts[method], ends[method])
    columns.protocol?.setField(row, bytes, starts[protocol], ends[protocol])
    const start = starts[target]
    const mark = start < 0 ? -1 : indexOf(bytes, QUESTION_MARK, start, ends[target])
    const own = mark < 0 && starts[query] >= 0
    writeTarget(own ? this.#withoutQuery : columns, row, bytes, start, ends[target], mark < 0 ? -1 : mark + 1)
    if (own) columns.query?.setField(row, bytes, starts[query], ends[query])
  }
}

/** `- - -`, and with a blank behind it, which load balancers write of what they could not read or of listeners for TCP. */
const isNoRequest = (bytes: Uint8Array, start: number, end: number): boolean =>
  (end - start === 5 || (end - start === 6 && bytes[start + 5] === 0x20)) &&
  bytes[start] === 0x2d &&
  bytes[start + 2] === 0x2d &&
  bytes[start + 4] === 0x2d

/** A target, split at its first `?`. */
export class TargetField implements FieldReader {
  readonly index: number
  readonly #target: TargetColumns

  constructor(index: number, target: TargetColumns) {
    this.index = index
    this.#target = target
  }

  write(row: number, bytes: Uint8Array, start: number, end: number): void {
    const mark = start < 0 ? -1 : indexOf(bytes, QUESTION_MARK, start, end)
    writeTarget(this.#target, row, bytes, start, end, mark < 0 ? -1 : mark + 1)
  }
}

/** `query` is where the query begins behind its `?`, -1 without. */
function writeTarget(
  columns: TargetColumns,
  row: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  query: number,
): void {
  let path = start
  const pathEnd = query < 0 ? end : query - 1
  if (columns.absolute) {
    const authority = start < 0 ? -1 : authorityOf(bytes, start, pathEnd)
    if (authority < 0) columns.serverName?.setNull(row)
    else {
      const slash = indexOf(bytes, SLASH, authority, pathEnd)
      path = slash < 0 ? pathEnd : slash
      writeAddress(columns.serverName, columns.serverPort, row, bytes, authority, path)
    }
  }
  if (start < 0) columns.path?.setNull(row)
  // A URL without a path means the root.
  else if (path === pathEnd && path > start) columns.path?.set(row, ROOT, 0, 1)
  else columns.path?.setField(row, bytes, path, pathEnd)
  if (query < 0) columns.query?.setNull(row)
  else columns.query?.set(row, bytes, query, end)
}

const ROOT = Uint8Array.of(SLASH)

/** Where the authority of a URL begins, or -1. */
function authorityOf(bytes: Uint8Array, start: number, end: number): number {
  if (((bytes[start] | 0x20) - 0x61) >>> 0 >= 26) return -1
  const colon = indexOf(bytes, COLON, start, Math.min(end, start + 10))
  return colon > start && colon + 2 < end && bytes[colon + 1] === SLASH && bytes[colon + 2] === SLASH ? colon + 3 : -1
}

/** A query with or without its `?`. */
export class QueryField implements FieldReader {
  readonly index: number
  readonly #column: TextColumn | null

  constructor(index: number, column: TextColumn | null) {
    this.index = index
    this.#column = column
  }

  write(row: number, bytes: Uint8Array, start: number, end: number): void {
    if (start === end) this.#column?.setNull(row)
    else if (bytes[start] === QUESTION_MARK) this.#column?.set(row, bytes, start + 1, end)
    else this.#column?.setField(row, bytes, start, end)
  }
}

/** `host:port`, or a host alone. */
export class AddressField implements FieldReader {
  readonly index: number
  readonly #host: TextColumn | null
  readonly #port: SmallIntegers | null

  constructor(index: number, host: TextColumn | null, port: SmallIntegers | null) {
    this.index = index
    this.#host = host
    this.#port = port
  }

  write(row: number, bytes: Uint8Array, start: number, end: number): void {
    if (isNothing(bytes, start, end)) this.#host?.setNull(row)
    else writeAddress(this.#host, this.#port, row, bytes, start, end)
  }
}

function writeAddress(
  host: TextColumn | null,
  port: SmallIntegers | null,
  row: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  let value = 0
  let at = end
  while (at > start && end - at < 5 && (bytes[at - 1] - 0x30) >>> 0 < 10) at--
  const hasPort = at < end && at - 1 > start && bytes[at - 1] === COLON && isHostBefore(bytes, start, at - 1)
  if (hasPort) for (let i = at; i < end; i++) value = value * 10 + (bytes[i] - 0x30)
  if (hasPort) port?.set(row, value)
  const hostEnd = hasPort ? at - 1 : end
  const bracketed = bytes[start] === 0x5b && bytes[hostEnd - 1] === 0x5d && hostEnd - start > 2
  host?.set(row, bytes, bracketed ? start + 1 : start, bracketed ? hostEnd - 1 : hostEnd)
}

/** False for `::` and its like: an IPv6 address without a port, of which the last group is no port. */
const isHostBefore = (bytes: Uint8Array, start: number, end: number): boolean => {
  if (bytes[end - 1] === COLON) return false
  if (bytes[start] === 0x5b) return bytes[end - 1] === 0x5d
  let colons = 0
  for (let i = start; i < end; i++) if (bytes[i] === COLON) colons++
  // Unbracketed, a full address of eight groups has seven colons, and with a port one more.
  return colons === 0 || colons === 7
}

function indexOf(bytes: Uint8Array, byte: number, start: number, end: number): number {
  for (let i = start; i < end; i++) if (bytes[i] === byte) return i
  return -1
}
