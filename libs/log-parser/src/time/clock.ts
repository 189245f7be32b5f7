import { daysSince1970, isDate } from './calendar.ts'

const MAX_OFFSET_MINUTES = 18 * 60
/** A little after the year 9999. */
const LATEST = 2.54e17

/** Collects the parts of one time, which may stand in several fields of a line, and puts them together. */
export class Clock {
  year = 0
  month = 0
  day = 0
  /** From 1; 0 where the date is told by month and day. */
  dayOfYear = 0
  hour = 0
  minute = 0
  second = 0
  /** Microseconds of the second. */
  fraction = 0
  /** Minutes east of UTC. */
  offset = 0
  /** 12 in the afternoon of a 12-hour clock, 0 before noon, -1 of a 24-hour clock. */
  noon = -1
  /** Microseconds since 1970 where the time is written so, else NaN. */
  unix = Number.NaN
  /** What `finish` made: microseconds since 1970 in UTC, exact for the years 1 to 9999 but for the last digits of a double. */
  micros = 0
  offsetMinutes = 0

  /** Starts the next line's time. */
  begin(): void {
    this.year = 0
    this.month = 0
    this.day = 0
    this.dayOfYear = 0
    this.hour = 0
    this.minute = 0
    this.second = 0
    this.fraction = 0
    this.offset = 0
    this.noon = -1
    this.unix = Number.NaN
  }

  /** False when the parts make no real time: hours are below 24, minutes and seconds below 60, offsets reach from -18:00 to +18:00. */
  finish(): boolean {
    if (this.offset > MAX_OFFSET_MINUTES || this.offset < -MAX_OFFSET_MINUTES) return false
    this.offsetMinutes = this.offset
    if (!Number.isNaN(this.unix)) {
      this.micros = this.unix + this.fraction
      return this.micros < LATEST
    }
    if (this.dayOfYear > 0 && this.month === 0) {
      this.month = 1
      this.day = 1
      if (this.dayOfYear > (isDate(this.year, 2, 29) ? 366 : 365)) return false
    } else {
      this.dayOfYear = 1
    }
    let { hour } = this
    if (this.noon >= 0) {
      if (hour < 1 || hour > 12) return false
      hour = (hour % 12) + this.noon
    }
    if (!isDate(this.year, this.month, this.day) || hour > 23 || this.minute > 59 || this.second > 59) return false
    const days = daysSince1970(this.year, this.month, this.day) + this.dayOfYear - 1
    this.micros = (days * 86400 + hour * 3600 + (this.minute - this.offset) * 60 + this.second) * 1e6 + this.fraction
    return true
  }
}
