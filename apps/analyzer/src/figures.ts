import type { Report } from '@millrace/analytics'

/** The figures of one batch. */
export interface BatchFigures {
  /** Null before the first batch: the report of no input. */
  readonly batchId: number | null
  readonly report: Report
}

/** The figures of the newest committed batch, taken when it is committed: never a mixture of two. */
export class Figures {
  readonly #read: () => BatchFigures
  #current: BatchFigures

  /** `read` gives what the outputs hold now. */
  constructor(read: () => BatchFigures) {
    this.#read = read
    this.#current = read()
  }

  get current(): BatchFigures {
    return this.#current
  }

  /** Called after each commit. */
  committed(): void {
    this.#current = this.#read()
  }
}
