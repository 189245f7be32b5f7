import { DASH, indexOfByte, isDigit, isEscaped, isStatusAt, QUOTE, SPACE } from './bytes.ts'
import { TIME_BYTES } from './clf-time.ts'
import { fitsInt64 } from './size.ts'

/** `- - ` read as a word: neither ident nor user, as in nearly every log. */
const NOBODY = 0x202d202d

/**
 * Finds the fields of one line in the common form (host ident user [time] "request" status size) or the combined form (the
 * same, then "referrer" "user agent"), one space between them. All members are positions in the bytes given to `find`.
 *
 * Quotes inside quoted fields need no escape: a quoted field ends at the first unescaped quote after which the whole rest
 * of the line fits. That takes time linear in the line: a common line ends in a digit or `-`, so its request can only end at
 * the line's last quote, which is found from the end of the line; a combined line ends in a quote, and once a quote is
 * followed by status, size and the opening of a referrer, a later one could only fit if this one did.
 */
export class LineFields {
  hostEnd = 0
  identEnd = 0
  userEnd = 0
  /** The opening bracket; the time is TIME_BYTES long and not looked into. */
  timeStart = 0
  requestStart = 0
  requestEnd = 0
  status = 0
  sizeStart = 0
  sizeEnd = 0
  /** -1 in the common form. */
  referrerStart = -1
  referrerEnd = -1
  userAgentStart = -1
  userAgentEnd = -1

  /** True when all fields are there; the time's content is for ClfTime to judge. */
  find(bytes: Uint8Array, view: DataView, start: number, end: number): boolean {
    const hostEnd = (this.hostEnd = indexOfByte(view, SPACE, start, end))
    const ident = hostEnd + 1
    if (ident + 4 <= end && view.getInt32(ident, true) === NOBODY) {
      this.identEnd = ident + 1
      this.userEnd = ident + 3
      if (hostEnd === start) return false
    } else {
      this.identEnd = indexOfByte(view, SPACE, ident, end)
      const user = this.identEnd + 1
      this.userEnd = indexOfByte(view, SPACE, user, end)
      if (hostEnd === start || this.identEnd <= ident || this.userEnd <= user) return false
    }
    this.timeStart = this.userEnd + 1
    const open = this.timeStart + TIME_BYTES + 1
    if (open + 1 >= end || bytes[open - 1] !== SPACE || bytes[open] !== QUOTE) return false
    this.requestStart = open + 1
    return bytes[end - 1] === QUOTE ? this.#findCombined(bytes, end) : this.#findCommon(bytes, end)
  }

  /** `" ddd size` at the end of the line, read backwards. */
  #findCommon(bytes: Uint8Array, end: number): boolean {
    this.referrerStart = -1
    this.sizeEnd = end
    let i = end - 1
    if (bytes[i] === DASH) {
      i--
    } else {
      while (isDigit(bytes[i])) i--
      if (i === end - 1 || !fitsInt64(bytes, i + 1, end)) return false
    }
    this.sizeStart = i + 1
    const quote = i - 5
    if (quote < this.requestStart || bytes[quote] !== QUOTE || !isStatusAt(bytes, quote + 1)) return false
    if (isEscaped(bytes, quote)) return false
    this.#setRequestEnd(bytes, quote)
    return true
  }

  /** The first quote with ` ddd size "` behind it ends the request. */
  #findCombined(bytes: Uint8Array, end: number): boolean {
    const last = end - 1
    if (isEscaped(bytes, last)) return false
    for (let i = this.requestStart; i < last; i++) {
      if (bytes[i] !== QUOTE || !isStatusAt(bytes, i + 1)) continue
      let sizeEnd = i + 6
      if (bytes[sizeEnd] === DASH) sizeEnd++
      else while (isDigit(bytes[sizeEnd])) sizeEnd++
      if (sizeEnd === i + 6 || bytes[sizeEnd] !== SPACE || bytes[sizeEnd + 1] !== QUOTE) continue
      if (isEscaped(bytes, i) || (bytes[i + 6] !== DASH && !fitsInt64(bytes, i + 6, sizeEnd))) continue
      this.#setRequestEnd(bytes, i)
      this.sizeStart = i + 6
      this.sizeEnd = sizeEnd
      return this.#findReferrer(bytes, sizeEnd + 2, last)
    }
    return false
  }

  /** The first quote with ` "` behind it ends the referrer; the user agent takes the rest, up to the quote at `last`. */
  #findReferrer(bytes: Uint8Array, start: number, last: number): boolean {
    for (let i = start; i < last - 2; i++) {
      if (bytes[i] !== QUOTE || bytes[i + 1] !== SPACE || bytes[i + 2] !== QUOTE || isEscaped(bytes, i)) continue
      this.referrerStart = start
      this.referrerEnd = i
      this.userAgentStart = i + 3
      this.userAgentEnd = last
      return true
    }
    return false
  }

  #setRequestEnd(bytes: Uint8Array, quote: number): void {
    this.requestEnd = quote
    this.status = bytes[quote + 2] * 100 + bytes[quote + 3] * 10 + bytes[quote + 4] - 5328
  }
}
