import type { Clock } from '../time/clock.ts'
import { fixedDigits } from '../time/digits.ts'
import { readIsoTime, readTimeOfDay } from '../time/iso-time.ts'
import { Strftime } from '../time/strftime.ts'
import { readUnixTime, unixUnit } from '../time/unix-time.ts'
import { OPEN_BRACKET } from '../web-log/bytes.ts'
import { ClfTime, TIME_BYTES } from '../web-log/clf-time.ts'
import type { TimeForm } from './field.ts'

const CLF_BYTES = TIME_BYTES - 2

/** Reads a field into the clock of its line; false when it is no time. */
export interface TimeReader {
  readonly index: number
  read(bytes: Uint8Array, start: number, end: number): boolean
}

export function timeReader(index: number, form: TimeForm, clock: Clock): TimeReader {
  if (form === 'clf') return new ClfTimeReader(index, clock)
  if (form === 'iso') return { index, read: (bytes, start, end) => start >= 0 && readIsoTime(bytes, start, end, clock) }
  if (form === 'any') return new AnyTimeReader(index, clock)
  if (form === 'timeOfDay')
    return { index, read: (bytes, start, end) => start >= 0 && readTimeOfDay(bytes, start, end, clock) === end }
  if ('unix' in form) return unixReader(index, form.unix, clock)
  if ('fraction' in form) return fractionReader(index, form.fraction, clock)
  const format = new Strftime(form.strftime)
  return { index, read: (bytes, start, end) => start >= 0 && format.read(bytes, start, end, clock) }
}

const unixReader = (index: number, unit: number, clock: Clock): TimeReader => ({
  index,
  read(bytes, start, end) {
    clock.unix = start < 0 ? Number.NaN : readUnixTime(bytes, start, end, unit)
    return !Number.isNaN(clock.unix)
  },
})

const fractionReader = (index: number, digits: number, clock: Clock): TimeReader => ({
  index,
  read(bytes, start, end) {
    const value = end - start === digits ? fixedDigits(bytes, start, digits, end) : -1
    clock.fraction = value * 10 ** (6 - digits)
    return value >= 0
  },
})

/** The time of the Common Log Format, with or without its brackets. */
class ClfTimeReader implements TimeReader {
  readonly index: number
  readonly #clock: Clock
  readonly #time = new ClfTime()
  /** For times without brackets. */
  readonly #bracketed = new Uint8Array(TIME_BYTES)
  readonly #bracketedView = new DataView(this.#bracketed.buffer)
  #bytes: Uint8Array | null = null
  #view: DataView = this.#bracketedView

  constructor(index: number, clock: Clock) {
    this.index = index
    this.#clock = clock
    this.#bracketed[0] = OPEN_BRACKET
    this.#bracketed[TIME_BYTES - 1] = 0x5d
  }

  read(bytes: Uint8Array, start: number, end: number): boolean {
    if (start < 0) return false
    if (end - start === CLF_BYTES) {
      if (start > 0 && bytes[start - 1] === OPEN_BRACKET && bytes[end] === 0x5d) return this.#read(bytes, start - 1)
      for (let i = 0; i < CLF_BYTES; i++) this.#bracketed[i + 1] = bytes[start + i]
      return this.#take(this.#bracketedView, 0)
    }
    return end - start === TIME_BYTES && this.#read(bytes, start)
  }

  #read(bytes: Uint8Array, at: number): boolean {
    if (this.#bytes !== bytes) {
      this.#bytes = bytes
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
    return this.#take(this.#view, at)
  }

  #take(view: DataView, at: number): boolean {
    if (!this.#time.read(view, at)) return false
    this.#clock.unix = this.#time.micros
    this.#clock.offset = this.#time.offsetMinutes
    return true
  }
}

/** Whichever form it is: numbers are times since 1970, in the unit that makes them a time of this age. */
class AnyTimeReader implements TimeReader {
  readonly index: number
  readonly #clock: Clock
  readonly #clf: ClfTimeReader

  constructor(index: number, clock: Clock) {
    this.index = index
    this.#clock = clock
    this.#clf = new ClfTimeReader(index, clock)
  }

  read(bytes: Uint8Array, start: number, end: number): boolean {
    if (start < 0) return false
    const whole = digitsBefore(bytes, start, end)
    if (whole > 5) {
      this.#clock.unix = readUnixTime(bytes, start, end, unixUnit(whole))
      return !Number.isNaN(this.#clock.unix)
    }
    if (whole === 4) return readIsoTime(bytes, start, end, this.#clock)
    return this.#clf.read(bytes, start, end)
  }
}

function digitsBefore(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && (bytes[at] - 0x30) >>> 0 < 10) at++
  return at - start
}
