import { CUT, type LineCutter } from '../fields/line-cutter.ts'
import { indexOfByte, isDigit, isEscaped } from '../web-log/bytes.ts'
import type { Pattern, PatternField } from './pattern.ts'

const NOTHING: Uint8Array = new Uint8Array(0)
const SPACE = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const DASH = 0x2d
const COLON = 0x3a

/** Digits of the longest integer that is looked ahead at. */
const MOST_DIGITS = 20

/**
 * Cuts lines by a pattern. A field ends at the first occurrence of the literal behind it, where
 * - a field between quotes does not end at a quote behind an odd number of backslashes;
 * - where a status or an integer follows, digits or a dash and then its own literal must stand there;
 * - a field that neither quotes nor brackets enclose is not empty.
 */
export class PatternCutter implements LineCutter {
  readonly starts: Int32Array
  readonly ends: Int32Array
  bytes = NOTHING
  view = new DataView(NOTHING.buffer)
  readonly #start: Uint8Array
  readonly #steps: readonly Step[]
  readonly #required: number
  /** For each span the first and the last of its fields. */
  readonly #spans: readonly (readonly [from: number, to: number])[]
  readonly #trailing: number

  constructor({ start, fields, required, spans = [] }: Pattern) {
    this.starts = new Int32Array(fields.length + spans.length)
    this.ends = new Int32Array(fields.length + spans.length)
    const indexOf = (name: string): number => fields.findIndex(field => field.name === name)
    this.#spans = spans.map(({ from, to }) => [indexOf(from), indexOf(to)])
    this.#trailing = fields.length + spans.length
    this.#start = new TextEncoder().encode(start)
    this.#steps = fields.map((field, i) => new Step(field, i === 0 ? start : fields[i - 1].literal, fields[i + 1]))
    this.#required = required ?? fields.length
  }

  cut(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    this.bytes = bytes
    this.view = view
    const steps = this.#steps
    if (!standsAt(bytes, this.#start, start, end)) return 0
    let at = start + this.#start.length
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i]
      if (step.isPlain) {
        const { first } = step
        let plainEnd = at
        while (plainEnd < end && bytes[plainEnd] !== first) plainEnd++
        if (plainEnd < end && plainEnd > at) {
          this.starts[i] = at
          this.ends[i] = plainEnd
          at = plainEnd + 1
          continue
        }
      }
      if (step.padded) while (at < end && bytes[at] === SPACE) at++
      if (step.quotable && at < end && bytes[at] === QUOTE) {
        const quote = step.closingQuote(bytes, at + 1, end)
        if (quote < 0) return i
        this.starts[i] = at + 1
        this.ends[i] = quote
        at = quote + 1 + step.literal.length
        continue
      }
      if (step.optional) {
        this.starts[i] = -1
        this.ends[i] = -1
        continue
      }
      const fieldEnd = i === steps.length - 1 ? step.lastEnd(bytes, at, end) : step.endOf(bytes, view, at, end)
      if (fieldEnd < 0) {
        const mayEnd = i + 1 >= this.#required && i + 1 < steps.length
        return mayEnd ? this.#endEarly(i, at, end) : i
      }
      if (fieldEnd === at && !step.mayBeEmpty) return i
      this.starts[i] = at
      this.ends[i] = fieldEnd
      at = fieldEnd + step.literal.length
    }
    if (at !== end) return this.#trailing
    this.#setSpans()
    return CUT
  }

  #setSpans(): void {
    for (let i = 0; i < this.#spans.length; i++) {
      const [from, to] = this.#spans[i]
      this.starts[this.#steps.length + i] = this.starts[from]
      this.ends[this.#steps.length + i] = this.ends[to]
    }
  }

  /** Field `i` takes the rest of the line; there are no more. */
  #endEarly(i: number, at: number, end: number): number {
    const step = this.#steps[i]
    const literal = trimmedEnd(step.literal)
    const fieldEnd = end - literal.length
    const isThere = fieldEnd >= at && standsAt(this.bytes, literal, fieldEnd, end)
    if (!isThere || (fieldEnd === at && !step.mayBeEmpty) || (step.quoted && isEscaped(this.bytes, fieldEnd))) return i
    this.starts[i] = at
    this.ends[i] = fieldEnd
    this.starts.fill(-1, i + 1)
    this.ends.fill(-1, i + 1)
    this.#setSpans()
    return CUT
  }
}

/** What a literal has before the space that separates it from the next field. */
function trimmedEnd(literal: Uint8Array): Uint8Array {
  const space = literal.indexOf(SPACE)
  return space < 0 ? literal : literal.subarray(0, space)
}

class Step {
  readonly literal: Uint8Array
  readonly first: number
  readonly mayBeEmpty: boolean
  /** Ends at the first byte of a kind, whatever stands behind it; most fields do. */
  readonly isPlain: boolean
  readonly padded: boolean
  readonly quotable: boolean
  readonly optional: boolean
  readonly quoted: boolean
  readonly #list: boolean
  readonly #rest: boolean
  readonly #length: number
  readonly #least: number
  /** The literal behind the next field, where that is looked ahead at. */
  readonly #ahead: Uint8Array | null

  constructor(field: PatternField, before: string, next: PatternField | undefined) {
    this.literal = new TextEncoder().encode(field.literal)
    this.first = this.literal[0] ?? -1
    const previous = before.at(-1)
    this.mayBeEmpty = (previous !== undefined && previous !== ' ' && previous !== '\t') || field.value.kind === 'query'
    this.padded = field.padded === true
    this.quotable = field.quotable === true
    this.optional = field.optional === true
    this.quoted = previous === '"' && this.first === QUOTE
    this.#list = field.list === true
    this.#rest = field.rest === true || this.mayBeEmpty || before === ''
    this.#length = field.length ?? -1
    this.#least = field.length ?? field.least ?? 0
    const isNumber = next?.value.kind === 'status' || next?.value.kind === 'integer'
    this.#ahead = isNumber && next.padded !== true ? new TextEncoder().encode(next.literal) : null
    const isSpecial = this.quoted || this.#list || this.padded || this.quotable || this.optional || this.#least > 0
    this.isPlain = next !== undefined && this.literal.length === 1 && !isSpecial && this.#ahead === null
  }

  /** End of the field that begins at `start`, or -1. */
  endOf(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    if (this.#length >= 0) {
      const fixed = start + this.#length
      return fixed <= end && standsAt(bytes, this.literal, fixed, end) ? fixed : -1
    }
    const last = end - this.literal.length
    let at = start + this.#least
    for (;;) {
      at = indexOfByte(view, this.first, at, end)
      if (at > last || at >= end) return -1
      if (this.#endsAt(bytes, at, end)) return at
      at++
    }
  }

  /** The first unescaped quote from `start` on that the literal follows, or -1. */
  closingQuote(bytes: Uint8Array, start: number, end: number): number {
    for (let at = start; at < end; at++)
      if (bytes[at] === QUOTE && !isEscaped(bytes, at) && standsAt(bytes, this.literal, at + 1, end)) return at
    return -1
  }

  #endsAt(bytes: Uint8Array, at: number, end: number): boolean {
    if (!standsAt(bytes, this.literal, at, end)) return false
    if (this.quoted && isEscaped(bytes, at)) return false
    if (this.#list && isInsideList(bytes, at, end)) return false
    return this.#ahead === null || isNumberAt(bytes, at + this.literal.length, end, this.#ahead)
  }

  /**
   * End of the last field of a line; -1 where the literal does not stand at the line's end. A field that quotes or brackets enclose takes
   * the rest, another ends at a space.
   */
  lastEnd(bytes: Uint8Array, start: number, end: number): number {
    if (this.#length >= 0) return start + this.#length > end ? -1 : start + this.#length
    if (!this.#rest && this.literal.length === 0) {
      let at = start + this.#least
      while (at < end && (bytes[at] !== SPACE || (this.#list && isInsideList(bytes, at, end)))) at++
      return Math.min(at, end)
    }
    const fieldEnd = end - this.literal.length
    if (fieldEnd < start || !standsAt(bytes, this.literal, fieldEnd, end)) return -1
    return this.quoted && isEscaped(bytes, fieldEnd) ? -1 : fieldEnd
  }
}

function standsAt(bytes: Uint8Array, literal: Uint8Array, at: number, end: number): boolean {
  if (at + literal.length > end) return false
  for (let i = 0; i < literal.length; i++) if (bytes[at + i] !== literal[i]) return false
  return true
}

/** True at the space of ", " and at either of " : ". */
const isInsideList = (bytes: Uint8Array, at: number, end: number): boolean =>
  bytes[at] === SPACE &&
  (bytes[at - 1] === COMMA ||
    (bytes[at - 1] === COLON && bytes[at - 2] === SPACE) ||
    (at + 2 < end && bytes[at + 1] === COLON && bytes[at + 2] === SPACE))

/** True where digits or a dash stand, and then the literal or, where that is empty, the end. */
function isNumberAt(bytes: Uint8Array, start: number, end: number, literal: Uint8Array): boolean {
  let at = start
  if (at < end && bytes[at] === DASH) at++
  else while (at < end && at - start < MOST_DIGITS && isDigit(bytes[at])) at++
  if (at === start) return false
  return literal.length === 0 ? at === end : at === end || standsAt(bytes, literal, at, end)
}
