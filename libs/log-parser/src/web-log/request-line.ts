import { indexOfByte, QUESTION_MARK, SPACE } from './bytes.ts'

/** `GET `, ` HTT` and `P/1.`, read as words: nearly every request begins and ends so. */
const GET = 0x20544547
const PROTOCOL_0 = 0x54544820
const PROTOCOL_4 = 0x2e312f50

const isUpper = (byte: number): boolean => (byte - 0x41) >>> 0 < 26

/**
 * Splits a request line into method, target and protocol: METHOD is `[A-Z]+`, one space follows, PROTOCOL is the last
 * space-separated token where that begins with `HTTP/`, and everything between is the target (at least one byte, spaces
 * kept), split at its first `?`. Anything else is an odd request: the whole of it is the path.
 */
export class RequestLine {
  /** End of the method, which begins the request; -1 in an odd request. */
  methodEnd = -1
  pathStart = 0
  pathEnd = 0
  /** -1 when there is no `?`. */
  queryStart = -1
  queryEnd = -1
  /** -1 when there is none; a protocol ends with the request. */
  protocolStart = -1

  split(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    this.methodEnd = -1
    this.pathStart = start
    this.pathEnd = end
    this.queryStart = -1
    this.protocolStart = -1
    const space = methodEnd(bytes, view, start, end)
    if (space === start || space >= end - 1 || bytes[space] !== SPACE) return
    const lastSpace = lastSpaceOf(bytes, view, start, end)
    let targetEnd = end
    if (isHttp(bytes, lastSpace + 1, end)) {
      if (lastSpace <= space + 1) return
      this.protocolStart = lastSpace + 1
      targetEnd = lastSpace
    }
    this.methodEnd = space
    this.pathStart = space + 1
    const at = indexOfByte(view, QUESTION_MARK, space + 1, targetEnd)
    this.pathEnd = at
    if (at === targetEnd) return
    this.queryStart = at + 1
    this.queryEnd = targetEnd
  }
}

function methodEnd(bytes: Uint8Array, view: DataView, start: number, end: number): number {
  if (end - start >= 4 && view.getInt32(start, true) === GET) return start + 3
  let i = start
  while (i < end && isUpper(bytes[i])) i++
  return i
}

/** The last space of a request that has one. */
function lastSpaceOf(bytes: Uint8Array, view: DataView, start: number, end: number): number {
  const at = end - 9
  if (
    at >= start &&
    view.getInt32(at, true) === PROTOCOL_0 &&
    view.getInt32(at + 4, true) === PROTOCOL_4 &&
    bytes[end - 1] !== SPACE
  ) {
    return at
  }
  let i = end - 1
  while (bytes[i] !== SPACE) i--
  return i
}

const isHttp = (bytes: Uint8Array, start: number, end: number): boolean =>
  end - start >= 5 &&
  bytes[start] === 0x48 &&
  bytes[start + 1] === 0x54 &&
  bytes[start + 2] === 0x54 &&
  bytes[start + 3] === 0x50 &&
  bytes[start + 4] === 0x2f
