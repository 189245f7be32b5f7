import type { Logger } from '@millrace/logging'
import type { Progress } from './progress.ts'

const REDRAW_MS = 200
export const CLEAR_LINE = '\r\u001b[2K'

/**
 * Shows progress: on a terminal a bar in one line that is drawn over itself, elsewhere a log line every `interval`
 * milliseconds (0: none). Log lines written in between do not mix with the bar when they go through `beside`.
 */
export class ProgressDisplay {
  readonly #progress: Progress
  readonly #terminal: NodeJS.WriteStream | null
  readonly #timer: NodeJS.Timeout | null

  constructor(progress: Progress, stream: NodeJS.WriteStream, interval: number, log: Logger) {
    this.#progress = progress
    this.#terminal = stream.isTTY && interval > 0 ? stream : null
    const show = this.#terminal === null ? () => log.info(progress.line(performance.now())) : () => this.#draw()
    this.#timer = interval > 0 ? setInterval(show, this.#terminal === null ? interval : REDRAW_MS) : null
    this.#timer?.unref()
  }

  /** Ends the display and removes the bar. */
  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#terminal?.write(CLEAR_LINE)
  }

  #draw(): void {
    const terminal = this.#terminal
    terminal?.write(CLEAR_LINE + this.#progress.bar(performance.now(), terminal.columns || 80))
  }
}
