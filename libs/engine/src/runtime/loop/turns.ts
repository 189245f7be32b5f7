import { abortable } from './abortable.ts'

/** Lets things happen in order: 0, 1, 2 ..., the next when the one before it has passed. */
export class Turns {
  readonly #signal: AbortSignal
  readonly #waiting = new Map<number, PromiseWithResolvers<void>>()
  #now = 0

  /** Nobody waits any longer once the signal fires. */
  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  /** Resolves when it is the turn of `index`, or that has passed; rejects with the signal's reason. */
  async of(index: number): Promise<void> {
    this.#signal.throwIfAborted()
    if (index <= this.#now) return
    const turn = this.#waiting.get(index) ?? Promise.withResolvers<void>()
    this.#waiting.set(index, turn)
    await abortable(turn.promise, this.#signal)
  }

  /** Ends the turn that it is now. */
  pass(): void {
    this.#now++
    this.#waiting.get(this.#now)?.resolve()
    this.#waiting.delete(this.#now)
  }
}
