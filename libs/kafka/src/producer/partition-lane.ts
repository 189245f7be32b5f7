import { setTimeout as sleep } from 'node:timers/promises'
import { MillraceError } from '@millrace/errors'
import { brokerError, KafkaError, TransientBrokerError } from '../network/error-codes.ts'
import type { ProduceAnswer } from '../network/produce.ts'
import { AbortTransactionError } from './abort-transaction-error.ts'

/** As many as a broker remembers of each producer and partition, so that repeated ones are recognised. */
export const MAX_IN_FLIGHT = 5
const FIRST_DELAY = 100
const LAST_DELAY = 2000

const ABORTING: ReadonlySet<number> = new Set([
  KafkaError.OUT_OF_ORDER_SEQUENCE_NUMBER,
  KafkaError.UNKNOWN_PRODUCER_ID,
  KafkaError.INVALID_TXN_STATE,
  KafkaError.INVALID_PRODUCER_ID_MAPPING,
  KafkaError.TRANSACTION_ABORTABLE,
  KafkaError.MESSAGE_TOO_LARGE,
])

/** Sends one batch to the partition's leader; `refresh` asks for the leader anew first. */
export type SendBatch = (batch: Buffer, refresh: boolean) => Promise<ProduceAnswer>

/**
 * The batches of one partition on their way, in sequence. After a failure nothing more is sent until everything in flight
 * is answered; then all that is not acknowledged goes again, in order, with the same sequences, so that the broker drops
 * what it already has.
 */
export class PartitionLane {
  readonly #name: string
  readonly #send: SendBatch
  readonly #onProgress: () => void
  /** Unacknowledged batches in sequence; the first `#sent` of them were sent. */
  #batches: Buffer[] = []
  #sent = 0
  #inFlight = 0
  #broken: Error | null = null
  readonly #firstDelay: number
  #delay: number
  #refresh = false
  #stopped = false
  readonly #wake = new AbortController()
  /** Why the lane gave up. */
  error: Error | null = null

  /** `firstDelay`: milliseconds before batches are sent again; doubles up to 2 s while nothing succeeds. */
  constructor(name: string, send: SendBatch, onProgress: () => void, firstDelay = FIRST_DELAY) {
    this.#firstDelay = firstDelay
    this.#delay = firstDelay
    this.#name = name
    this.#send = send
    this.#onProgress = onProgress
  }

  get pending(): number {
    return this.#batches.length
  }

  get inFlight(): number {
    return this.#inFlight
  }

  /** The reason why the lane is held up now, if it is. */
  get trouble(): Error | null {
    return this.error ?? this.#broken
  }

  push(batch: Buffer): void {
    this.#batches.push(batch)
    this.#pump()
  }

  /** Sends nothing more; what is in flight is still answered. */
  stop(): void {
    this.#stopped = true
    this.#wake.abort()
  }

  #pump(): void {
    if (this.#broken !== null || this.#stopped) return
    while (this.#inFlight < MAX_IN_FLIGHT && this.#sent < this.#batches.length) {
      const batch = this.#batches[this.#sent++]
      this.#inFlight++
      const refresh = this.#refresh
      this.#refresh = false
      void this.#deliver(batch, refresh)
    }
  }

  async #deliver(batch: Buffer, refresh: boolean): Promise<void> {
    let failure: Error | null = null
    try {
      failure = this.#judge(await this.#send(batch, refresh), batch)
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error))
    }
    this.#inFlight--
    if (failure === null) this.#acknowledge(batch)
    else if (failure instanceof TransientBrokerError || retryableMillrace(failure)) this.#broken ??= failure
    else this.#fail(failure)
    if (this.#broken !== null && this.#inFlight === 0) void this.#resend()
    this.#pump()
    this.#onProgress()
  }

  #acknowledge(batch: Buffer): void {
    const i = this.#batches.indexOf(batch)
    this.#batches.splice(i, 1)
    this.#sent--
    this.#delay = this.#firstDelay
  }

  #judge(answer: ProduceAnswer, batch: Buffer): Error | null {
    const { errorCode, errorMessage } = answer
    if (errorCode === 0 || errorCode === KafkaError.DUPLICATE_SEQUENCE_NUMBER) return null
    const what = `Writing to ${this.#name}`
    // Behind a failed batch every later one is out of order; only the first in sequence tells something.
    const follows = this.#batches[0] !== batch
    if (errorCode === KafkaError.OUT_OF_ORDER_SEQUENCE_NUMBER && (follows || this.#broken !== null)) {
      return new TransientBrokerError(`${what}: an earlier batch failed.`, errorCode)
    }
    const error = brokerError(errorCode, what, errorMessage)
    return ABORTING.has(errorCode) ? new AbortTransactionError(error.message, errorCode) : error
  }

  #fail(error: Error): void {
    this.error ??= error
    this.stop()
  }

  async #resend(): Promise<void> {
    if (this.#stopped) return
    const delay = this.#delay
    this.#delay = Math.min(LAST_DELAY, delay * 2)
    try {
      await sleep(delay, undefined, { signal: this.#wake.signal })
    } catch {
      return
    }
    this.#broken = null
    this.#sent = 0
    this.#refresh = true
    this.#pump()
  }
}

const retryableMillrace = (error: Error): boolean => error instanceof MillraceError && error.retryable
