import { QUESTION_MARK, SPACE } from './bytes.ts'

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

  split(bytes: Uint8Array, start: number, end: number): void {
    this.methodEnd = -1
    this.pathStart = start
    this.pathEnd = end
    this.queryStart = -1
    this.protocolStart = -1
    let space = start
    while (space < end && isUpper(bytes[space])) space++
    if (space === start || space >= end - 1 || bytes[space] !== SPACE) return
    let lastSpace = end - 1
    while (bytes[lastSpace] !== SPACE) lastSpace--
    let targetEnd = end
    if (isHttp(bytes, lastSpace + 1, end)) {
      if (lastSpace <= space + 1) return
      this.protocolStart = lastSpace + 1
      targetEnd = lastSpace
    }
    this.methodEnd = space
    this.pathStart = space + 1
    let at = space + 1
    while (at < targetEnd && bytes[at] !== QUESTION_MARK) at++
    this.pathEnd = at
    if (at === targetEnd) return
    this.queryStart = at + 1
    this.queryEnd = targetEnd
  }
}

const isHttp = (bytes: Uint8Array, start: number, end: number): boolean =>
  end - start >= 5 &&
  bytes[start] === 0x48 &&
  bytes[start + 1] === 0x54 &&
  bytes[start + 2] === 0x54 &&
  bytes[start + 3] === 0x50 &&
  bytes[start + 4] === 0x2f
