import type { LineProducer } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import type { Logger } from '@millrace/logging'
import type { SourceLines } from '../input/source-lines.ts'
import type { OversizeLines } from '../quarantine/oversize-lines.ts'
import { commitWithRetry, type Patience } from './commit-with-retry.ts'
import { PendingTransaction } from './pending-transaction.ts'

export interface LineSenderOptions {
  readonly producer: LineProducer
  readonly log: Logger
  /** A transaction is closed when it has so many bytes. */
  readonly transactionBytes: number
  /** ... or when its first line has waited so long, milliseconds. */
  readonly linger: number
  /** Whether lines get their first word as record key. */
  readonly keyed: boolean
  /** Takes the lines that the target turns out not to take. */
  readonly oversize: OversizeLines
  readonly patience: Patience
  /** Told once, when sending cannot go on. */
  readonly onFailure: (error: unknown) => void
}

/**
 * Gathers lines into transactions. One is being committed while the next fills; when that is full too, `add` waits: memory
 * holds two transactions, whatever the target does.
 */
export class LineSender {
  readonly #options: LineSenderOptions
  #pending: PendingTransaction
  #inFlight: Promise<void> = Promise.resolve()
  #busy = false
  #due = false
  #timer: NodeJS.Timeout | null = null
  #failure: { readonly error: unknown } | null = null
  /** Acknowledged so far. */
  lines = 0
  bytes = 0
  transactions = 0

  constructor(options: LineSenderOptions) {
    this.#options = options
    this.#pending = new PendingTransaction(options.keyed)
  }

  /** Takes lines. Throws what sending failed with. */
  async add(lines: SourceLines): Promise<void> {
    this.#check()
    this.#pending.add(lines)
    const { transactionBytes, linger } = this.#options
    if (this.#pending.bytes >= transactionBytes) await this.flush()
    else if (this.#timer === null && !this.#due) {
      this.#timer = setTimeout(() => this.#lingered(), linger)
    }
  }

  /** Starts to send what there is, as soon as the transaction before it is done. */
  async flush(): Promise<void> {
    while (this.#busy) await this.#inFlight
    this.#check()
    this.#start()
  }

  /** Sends everything and waits until it is acknowledged. */
  async drain(): Promise<void> {
    await this.flush()
    await this.#inFlight
    this.#check()
  }

  #lingered(): void {
    this.#timer = null
    if (this.#busy) this.#due = true
    else this.#start()
  }

  #start(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#due = false
    if (this.#pending.empty || this.#failure !== null) return
    const pending = this.#pending
    this.#pending = new PendingTransaction(this.#options.keyed)
    this.#busy = true
    this.#inFlight = this.#commit(pending)
  }

  async #commit(pending: PendingTransaction): Promise<void> {
    try {
      await this.#send(pending)
      this.lines += pending.lines
      this.bytes += pending.bytes
      this.transactions++
    } catch (error) {
      this.#failure = { error }
      this.#options.onFailure(error)
    } finally {
      this.#busy = false
    }
    if (this.#due) this.#start()
  }

  /** A target may take shorter lines than it did when they were cut: the longer ones are refused, the rest is sent. */
  async #send(pending: PendingTransaction): Promise<void> {
    const { producer, log, patience, oversize } = this.#options
    pending.close(Date.now())
    for (;;) {
      try {
        return await commitWithRetry(producer, pending.transaction(), log, patience)
      } catch (error) {
        const tooLarge = error instanceof MillraceError && error.code === 'MILLRACE_KAFKA_RECORD_TOO_LARGE'
        if (!tooLarge || (await pending.refuseLines(oversize)) === 0) throw error
      }
    }
  }

  #check(): void {
    if (this.#failure !== null) throw this.#failure.error
  }
}
