import { isDigit } from '../web-log/bytes.ts'
import { fitsInt64 } from '../web-log/size.ts'
import type { FieldCheck } from './field-reader.ts'
import type { LongIntegers, SmallIntegers } from './number-columns.ts'

const DASH = 0x2d
const DOT = 0x2e
const COMMA = 0x2c
const COLON = 0x3a
const SPACE = 0x20
const LETTER_E = 0x65
/** Bytes of a number with an exponent. */
const LONGEST_NUMBER = 40

const MOST = { int16: 0x7fff, int32: 0x7fffffff, int64: 0 }

/** True for a field that is not there, or a single dash. */
export const isNothing = (bytes: Uint8Array, start: number, end: number): boolean =>
  start < 0 || (end - start === 1 && bytes[start] === DASH)

/** Digits. */
export class IntegerField implements FieldCheck {
  readonly index: number
  readonly #most: number
  readonly #small: SmallIntegers | null
  readonly #long: LongIntegers | null

  constructor(
    index: number,
    type: 'int16' | 'int32' | 'int64',
    small: SmallIntegers | null,
    long: LongIntegers | null,
  ) {
    this.index = index
    this.#most = MOST[type]
    this.#small = small
    this.#long = long
  }

  accepts(bytes: Uint8Array, start: number, end: number): boolean {
    if (isNothing(bytes, start, end)) return true
    if (start === end) return false
    for (let i = start; i < end; i++) if (!isDigit(bytes[i])) return false
    return this.#most === 0 ? fitsInt64(bytes, start, end) : numberOf(bytes, start, end) <= this.#most
  }

  write(row: number, bytes: Uint8Array, start: number, end: number): void {
    if (isNothing(bytes, start, end)) return
    if (this.#long !== null) this.#long.setDigits(row, bytes, start, end)
    else this.#small?.set(row, numberOf(bytes, start, end))
  }
}

function numberOf(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let i = start; i < end; i++) value = value * 10 + (bytes[i] - 0x30)
  return value
}

/** Three digits. */
export class StatusField implements FieldCheck {
  readonly index: number
  readonly #column: SmallIntegers | null

  constructor(index: number, column: SmallIntegers | null) {
    this.index = index
    this.#column = column
  }

  accepts(bytes: Uint8Array, start: number, end: number): boolean {
    return end - start === 3 && isDigit(bytes[start]) && isDigit(bytes[start + 1]) && isDigit(bytes[start + 2])
  }

  write(row: number, bytes: Uint8Array, start: number): void {
    this.#column?.set(row, bytes[start] * 100 + bytes[start + 1] * 10 + bytes[start + 2] - 5328)
  }
}

/** A decimal number times its unit; of a list the sum: nginx separates the times of several upstreams by commas, spaces and colons. */
export class DurationField implements FieldCheck {
  readonly index: number
  readonly #unit: number
  readonly #list: boolean
  readonly #column: LongIntegers | null
  /** What `accepts` read last: microseconds, or -1 for none. */
  #micros = -1

  constructor(index: number, unit: number, list: boolean, column: LongIntegers | null) {
    this.index = index
    this.#unit = unit
    this.#list = list
    this.#column = column
  }

  accepts(bytes: Uint8Array, start: number, end: number): boolean {
    this.#micros = -1
    if (start < 0) return true
    let at = start
    while (at < end) {
      const dash = bytes[at] === DASH
      at = dash ? endOfNothing(bytes, at, end) : this.#add(bytes, at, end)
      if (at < 0) return false
      if (at === end) return true
      const next = endOfSeparator(bytes, at, end)
      if (!this.#list || next === at) return false
      at = next
    }
    return false
  }

  write(row: number): void {
    if (this.#micros >= 0) this.#column?.set(row, this.#micros)
  }

  /** Reads one number and gives its end; -1 when it is none. */
  #add(bytes: Uint8Array, start: number, end: number): number {
    let whole = 0
    let at = start
    while (at < end && isDigit(bytes[at])) whole = whole * 10 + (bytes[at++] - 0x30)
    if (at === start || at - start > 15) return -1
    let scale = this.#unit
    let fraction = 0
    if (at < end && bytes[at] === DOT) {
      const point = at++
      while (at < end && isDigit(bytes[at])) {
        scale /= 10
        // Beyond the nanoseconds nothing is left of a microsecond.
        if (at - point <= 9) fraction += (bytes[at] - 0x30) * scale
        at++
      }
      if (at === point + 1) return -1
    }
    if (at < end && (bytes[at] | 0x20) === LETTER_E) return this.#addScientific(bytes, start, end)
    const micros = Math.floor(whole * this.#unit) + Math.floor(fraction + 1e-6)
    this.#micros = Math.max(0, this.#micros) + micros
    return at
  }

  /** The same for `8.5e-05`, as JSON has it from many a program: the rest of the field. */
  #addScientific(bytes: Uint8Array, start: number, end: number): number {
    const text = end - start > LONGEST_NUMBER ? '' : String.fromCharCode(...bytes.subarray(start, end))
    if (!/^\d+(?:\.\d+)?e[+-]?\d+$/i.test(text)) return -1
    const micros = Math.floor(Number(text) * this.#unit + 1e-6)
    if (micros > Number.MAX_SAFE_INTEGER) return -1
    this.#micros = Math.max(0, this.#micros) + micros
    return end
  }
}

/** The end of `-`, or of the -1 that load balancers write for it. */
const endOfNothing = (bytes: Uint8Array, at: number, end: number): number =>
  at + 1 < end && bytes[at + 1] === 0x31 ? at + 2 : at + 1

function endOfSeparator(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && (bytes[at] === COMMA || bytes[at] === COLON || bytes[at] === SPACE)) at++
  return at
}
