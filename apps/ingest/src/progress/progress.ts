import { sizeText } from '@millrace/config'
import type { ReadingStats } from '../input/reading.ts'
import { formatCount, formatSeconds } from './format.ts'

/** What has been acknowledged so far. */
export interface Sent {
  readonly lines: number
  readonly bytes: number
}

const WIDTH = 24
/** The shown rate is that of about this much time. */
const RATE_MS = 5000

/** Keeps the figures of the progress display; times are in milliseconds of a monotonic clock. */
export class Progress {
  readonly #sent: Sent
  readonly #stats: ReadingStats
  readonly #started: number
  #done = 0
  readonly #history: { readonly time: number; readonly lines: number }[]

  constructor(sent: Sent, stats: ReadingStats, now: number) {
    this.#sent = sent
    this.#stats = stats
    this.#started = now
    this.#history = [{ time: now, lines: 0 }]
  }

  /**
   * `sent 12,000 lines (1.2 MB), 4,000 lines/s, 35 %, ETA 12 s`: the percentage is of the whole files, what earlier runs sent
   * included, the ETA by the rate of this run. Without both where the end is not known.
   */
  line(now: number): string {
    const { lines, bytes } = this.#sent
    const text = `sent ${formatCount(lines)} lines (${sizeText(bytes)}), ${formatCount(this.#rate(now))} lines/s`
    const done = this.#fraction()
    return done === null ? text : `${text}, ${Math.floor(done * 100)} %${this.#eta(done, now)}`
  }

  /** The same for a terminal of `columns`, with a bar where the end is known. */
  bar(now: number, columns: number): string {
    const done = this.#fraction()
    const filled = done === null ? 0 : Math.round(done * WIDTH)
    const bar = done === null ? '' : `[${'='.repeat(filled)}${' '.repeat(WIDTH - filled)}] `
    return (bar + this.line(now)).slice(0, Math.max(20, columns - 1))
  }

  /** The last line: `sent 33,996 lines (3.6 MB) from 1 file in 2.1 s, 16,188 lines/s`. */
  summary(now: number): string {
    const seconds = (now - this.#started) / 1000
    const { lines, bytes } = this.#sent
    const files = `${formatCount(this.#stats.files)} ${this.#stats.files === 1 ? 'file' : 'files'}`
    const rate = formatCount(seconds > 0 ? lines / seconds : 0)
    return `sent ${formatCount(lines)} lines (${sizeText(bytes)}) from ${files} in ${seconds.toFixed(1)} s, ${rate} lines/s`
  }

  #rate(now: number): number {
    const { lines } = this.#sent
    while (this.#history.length > 1 && now - this.#history[0].time > RATE_MS) this.#history.shift()
    const [first] = this.#history
    if (now - this.#history[this.#history.length - 1].time > RATE_MS / 10) this.#history.push({ time: now, lines })
    return now > first.time ? ((lines - first.lines) / (now - first.time)) * 1000 : 0
  }

  #fraction(): number | null {
    const { rawBefore, rawTotal } = this.#stats
    if (rawTotal <= 0) return null
    // An estimate for compressed files, which shall not go back.
    this.#done = Math.max(this.#done, Math.min(1, (rawBefore + this.#rawSent()) / rawTotal))
    return this.#done
  }

  /** Stored bytes of what this run has had acknowledged. */
  #rawSent(): number {
    const { rawBytes, lineBytes } = this.#stats
    return lineBytes > 0 ? rawBytes * Math.min(1, this.#sent.bytes / lineBytes) : rawBytes
  }

  #eta(done: number, now: number): string {
    const sent = this.#rawSent()
    if (sent === 0 || done === 1) return ''
    return `, ETA ${formatSeconds((((now - this.#started) / 1000) * this.#stats.rawTotal * (1 - done)) / sent)}`
  }
}
