import { DASH, isDigit, isEscaped, QUOTE, SPACE } from './bytes.ts'
import { type ClfTime, TIME_BYTES } from './clf-time.ts'
import type { MalformedReason } from './malformed-reason.ts'
import { fitsInt64 } from './size.ts'

/**
 * Names what is wrong with a line that LineFields or ClfTime refused, in one pass. Of several quotes that might end the
 * request, the first of those after which the line goes on best is taken.
 */
export function diagnose(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  end: number,
  time: ClfTime,
): MalformedReason {
  if (start === end) return 'empty'
  let i = start
  for (const field of ['host', 'ident', 'user'] as const) {
    const space = indexOf(bytes, SPACE, i, end)
    if (space < 0 || space === i) return field
    i = space + 1
  }
  if (i + TIME_BYTES > end || !time.read(view, i)) return 'time'
  i += TIME_BYTES
  if (i + 1 >= end || bytes[i] !== SPACE || bytes[i + 1] !== QUOTE) return 'request'
  let reason: MalformedReason = 'request'
  for (let quote = closingQuote(bytes, i + 2, end); quote >= 0; quote = closingQuote(bytes, quote + 1, end)) {
    const statusEnd = quote + 5
    if (!isStatusField(bytes, quote + 1, end)) {
      if (reason === 'request') reason = 'status'
      continue
    }
    const size = sizeEnd(bytes, statusEnd + 1, end)
    if (size >= 0) return afterSize(bytes, size, end)
    reason = 'size'
  }
  return reason
}

/** ` ddd` and then a space or the end. */
const isStatusField = (bytes: Uint8Array, i: number, end: number): boolean =>
  i + 4 <= end &&
  bytes[i] === SPACE &&
  isDigit(bytes[i + 1]) &&
  isDigit(bytes[i + 2]) &&
  isDigit(bytes[i + 3]) &&
  (i + 4 === end || bytes[i + 4] === SPACE)

/** End of the size that begins at `start`, or -1 when there is none. */
function sizeEnd(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end) return -1
  let i = start
  if (bytes[i] === DASH) i++
  else while (i < end && isDigit(bytes[i])) i++
  if (i === start || (i < end && bytes[i] !== SPACE)) return -1
  return bytes[start] === DASH || fitsInt64(bytes, start, i) ? i : -1
}

function afterSize(bytes: Uint8Array, i: number, end: number): MalformedReason {
  if (i + 1 >= end || bytes[i + 1] !== QUOTE) return 'trailing'
  let quote = closingQuote(bytes, i + 2, end)
  if (quote < 0) return 'referrer'
  while (quote >= 0 && !(quote + 2 < end && bytes[quote + 1] === SPACE && bytes[quote + 2] === QUOTE)) {
    quote = closingQuote(bytes, quote + 1, end)
  }
  return quote < 0 || closingQuote(bytes, quote + 3, end) < 0 ? 'userAgent' : 'trailing'
}

/** The first unescaped quote from `start` on, or -1. */
function closingQuote(bytes: Uint8Array, start: number, end: number): number {
  let i = indexOf(bytes, QUOTE, start, end)
  while (i >= 0 && isEscaped(bytes, i)) i = indexOf(bytes, QUOTE, i + 1, end)
  return i
}

function indexOf(bytes: Uint8Array, byte: number, start: number, end: number): number {
  for (let i = start; i < end; i++) if (bytes[i] === byte) return i
  return -1
}
