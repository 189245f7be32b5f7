import { daysSince1970, isDate } from '../time/calendar.ts'
import { CLOSE_BRACKET, isDigit, OPEN_BRACKET } from './bytes.ts'

/** Bytes of `[dd/Mon/yyyy:hh:mm:ss +hhmm]`. */
export const TIME_BYTES = 28

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const MONTH_CODES = MONTHS.map(m => (m.charCodeAt(0) << 16) | (m.charCodeAt(1) << 8) | m.charCodeAt(2))
const MAX_OFFSET_MINUTES = 18 * 60

/**
 * Reads the bracketed time of the Common Log Format (Apache's %t). Dates are those of the proleptic Gregorian calendar from
 * year 1 on; hours are below 24, minutes and seconds below 60 (no leap second); offsets reach from -1800 to +1800, as in
 * java.time. The last minute is remembered as the seven words around its seconds, since neighbouring lines share it.
 */
export class ClfTime {
  /** Microseconds since 1970 in UTC of the last time read; always a whole multiple of a second, hence exact. */
  micros = 0
  /** Its offset, in minutes east of UTC. */
  offsetMinutes = 0
  /** `[dd/`, `Mon/`, `yyyy`, `:hh:`, `mm:`, ` +h`, `hmm]`. */
  #word0 = 0
  #word1 = 0
  #word2 = 0
  #word3 = 0
  #word4 = 0
  #word5 = 0
  #word6 = 0
  /** Seconds since 1970 in UTC at which the minute begins. */
  #minute = 0

  constructor() {
    // Words that were never read would be those of a line of NULs.
    const bytes = new TextEncoder().encode('[01/Jan/1970:00:00:00 +0000]')
    this.#readMinute(new DataView(bytes.buffer), 0)
  }

  /** Reads the time whose bracket opens at `at`; false when it is no real time. `at + TIME_BYTES` must lie in the view. */
  read(view: DataView, at: number): boolean {
    const word4 = view.getInt32(at + 16, true)
    const word5 = view.getInt32(at + 20, true)
    if (
      (view.getInt32(at, true) !== this.#word0 ||
        view.getInt32(at + 4, true) !== this.#word1 ||
        view.getInt32(at + 8, true) !== this.#word2 ||
        view.getInt32(at + 12, true) !== this.#word3 ||
        (word4 & 0xffffff) !== this.#word4 ||
        word5 >> 8 !== this.#word5 ||
        view.getInt32(at + 24, true) !== this.#word6) &&
      !this.#readMinute(view, at)
    ) {
      return false
    }
    const tens = (word4 >>> 24) - 0x30
    const ones = (word5 & 0xff) - 0x30
    if (tens >>> 0 > 5 || ones >>> 0 > 9) return false
    this.micros = (this.#minute + tens * 10 + ones) * 1e6
    return true
  }

  /** All but the seconds. */
  #readMinute(view: DataView, at: number): boolean {
    const date = dateAt(view, at)
    const hour = twoDigits(view, at + 13)
    const minute = twoDigits(view, at + 16)
    const offset = offsetAt(view, at)
    if (Number.isNaN(date) || Number.isNaN(offset) || hour < 0 || hour > 23 || minute < 0 || minute > 59) return false
    if (view.getUint8(at) !== OPEN_BRACKET || view.getUint8(at + 15) !== 0x3a || view.getUint8(at + 18) !== 0x3a) {
      return false
    }
    this.#word0 = view.getInt32(at, true)
    this.#word1 = view.getInt32(at + 4, true)
    this.#word2 = view.getInt32(at + 8, true)
    this.#word3 = view.getInt32(at + 12, true)
    this.#word4 = view.getInt32(at + 16, true) & 0xffffff
    this.#word5 = view.getInt32(at + 20, true) >> 8
    this.#word6 = view.getInt32(at + 24, true)
    this.offsetMinutes = offset
    this.#minute = date * 86400 + hour * 3600 + (minute - offset) * 60
    return true
  }
}

/** Days since 1970 of `dd/Mon/yyyy:` after the bracket, or NaN. */
function dateAt(view: DataView, at: number): number {
  const day = twoDigits(view, at + 1)
  const code = (view.getUint8(at + 4) << 16) | (view.getUint8(at + 5) << 8) | view.getUint8(at + 6)
  const month = MONTH_CODES.indexOf(code)
  const century = twoDigits(view, at + 8)
  const ofCentury = twoDigits(view, at + 10)
  if (day < 1 || month < 0 || century < 0 || ofCentury < 0) return Number.NaN
  if (view.getUint8(at + 3) !== 0x2f || view.getUint8(at + 7) !== 0x2f || view.getUint8(at + 12) !== 0x3a)
    return Number.NaN
  const year = century * 100 + ofCentury
  if (!isDate(year, month + 1, day)) return Number.NaN
  return daysSince1970(year, month + 1, day)
}

/** Minutes east of UTC of ` +hhmm]`, or NaN. */
function offsetAt(view: DataView, at: number): number {
  const sign = view.getUint8(at + 22)
  const hours = twoDigits(view, at + 23)
  const minutes = twoDigits(view, at + 25)
  if (view.getUint8(at + 21) !== 0x20 || view.getUint8(at + 27) !== CLOSE_BRACKET) return Number.NaN
  if ((sign !== 0x2b && sign !== 0x2d) || hours < 0 || minutes < 0 || minutes > 59) return Number.NaN
  const total = hours * 60 + minutes
  if (total > MAX_OFFSET_MINUTES) return Number.NaN
  return sign === 0x2d && total > 0 ? -total : total
}

/** The number that two digits write, or -1 when they are not digits. */
function twoDigits(view: DataView, at: number): number {
  const tens = view.getUint8(at)
  const ones = view.getUint8(at + 1)
  return isDigit(tens) && isDigit(ones) ? tens * 10 + ones - 528 : -1
}
