/** Share of the day's requests in each UTC hour: low before dawn in Europe, highest when Europe and America are awake. */
const HOUR_WEIGHTS = [26, 22, 19, 17, 16, 17, 21, 28, 37, 45, 51, 54, 55, 57, 61, 64, 66, 65, 62, 58, 53, 46, 39, 32]
/** Sunday first. */
const WEEKDAY_WEIGHTS = [62, 98, 103, 104, 102, 96, 68]

const MINUTE = 60
const DAY = 86400

/**
 * Spreads lines over the days by a daily and weekly curve: line i of n falls into the i-th of n equal shares of the whole, so
 * that times never go back and there are exactly n.
 */
export class RequestClock {
  readonly #start: number
  readonly #lines: number
  /** Requests before minute m, in units of weight. */
  readonly #before: Float64Array
  #line = 0
  #minute = 0

  /** @param start seconds since 1970; @param days may have a fraction, a minute at least */
  constructor(start: number, days: number, lines: number) {
    const minutes = Math.max(1, Math.round(days * 1440))
    this.#start = start
    this.#lines = lines
    this.#before = new Float64Array(minutes + 1)
    for (let m = 0; m < minutes; m++) this.#before[m + 1] = this.#before[m] + weight(start + m * MINUTE)
  }

  /** Seconds since 1970 of the next line; `share` in [0, 1) places it within its share. */
  next(share: number): number {
    const before = this.#before
    const last = before.length - 2
    const target = ((this.#line++ + share) / this.#lines) * before[last + 1]
    while (this.#minute < last && before[this.#minute + 1] <= target) this.#minute++
    const m = this.#minute
    const second = Math.floor(((target - before[m]) / (before[m + 1] - before[m])) * MINUTE)
    return this.#start + m * MINUTE + Math.min(MINUTE - 1, second)
  }
}

function weight(second: number): number {
  const hour = Math.floor((second % DAY) / 3600)
  const part = (second % 3600) / 3600
  const weekday = (Math.floor(second / DAY) + 4) % 7
  const hourly = HOUR_WEIGHTS[hour] * (1 - part) + HOUR_WEIGHTS[(hour + 1) % 24] * part
  return hourly * WEEKDAY_WEIGHTS[weekday]
}
