import { boundOf, retry } from '../network/retry.ts'
import type { KafkaOffset } from './kafka-offset.ts'

export interface GroupOffsetMirrorOptions {
  readonly groupId: string
  /** Milliseconds to go on trying with one end. */
  readonly patience: number
  readonly send: (end: KafkaOffset) => Promise<void>
  /** Told in one sentence when offsets cannot be mirrored; once until they can be again. */
  readonly onWarning: (message: string) => void
}

/** Milliseconds that closing waits for the last offsets. */
const LAST_WORDS = 1000

/** Sends finished offsets to a consumer group in the background: one send at a time, always of the newest end. */
export class GroupOffsetMirror {
  readonly #options: GroupOffsetMirrorOptions
  #newest: KafkaOffset | null = null
  #sending: { readonly done: Promise<void>; readonly stop: AbortController } | null = null
  #warned = false

  constructor(options: GroupOffsetMirrorOptions) {
    this.#options = options
  }

  /** Returns at once; an end that was not sent yet is forgotten for this one. */
  offer(end: KafkaOffset): void {
    this.#newest = end
    if (this.#sending !== null) return
    const stop = new AbortController()
    this.#sending = { done: this.#send(stop.signal), stop }
  }

  /** Gives up what is not sent within a second, or at once where sending has failed before. */
  async close(): Promise<void> {
    if (this.#sending === null) return
    const { done, stop } = this.#sending
    const timer = setTimeout(() => stop.abort(), this.#warned ? 0 : LAST_WORDS)
    await done
    clearTimeout(timer)
  }

  async #send(signal: AbortSignal): Promise<void> {
    const { groupId, patience, send, onWarning } = this.#options
    for (let end = this.#newest; end !== null && !signal.aborted; end = this.#newest) {
      this.#newest = null
      const sent = end
      try {
        await retry(boundOf(patience, signal), () => send(sent))
        this.#warned = false
      } catch (error) {
        if (this.#warned || signal.aborted) continue
        this.#warned = true
        const reason = error instanceof Error ? error.message : String(error)
        onWarning(`Offsets are not mirrored to the consumer group ${groupId}: ${reason}`)
      }
    }
    this.#sending = null
  }
}
