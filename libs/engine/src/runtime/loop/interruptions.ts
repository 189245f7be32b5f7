import type { MillraceError } from '@millrace/errors'
import type { StreamingQueryListener } from '../progress/listener.ts'

/** What one part of the query has to say about something that it needs. Both may be told again and again. */
export interface Interruption {
  failed(error: MillraceError): void
  recovered(): void
}

/** Puts together what the parts of a query say: the listener hears once that something is away, and once that nothing is. */
export class Interruptions {
  readonly #listener: StreamingQueryListener
  readonly #away = new Set<Interruption>()

  constructor(listener: StreamingQueryListener) {
    this.#listener = listener
  }

  /** One for each part. */
  create(): Interruption {
    const interruption: Interruption = {
      failed: error => {
        if (this.#away.size === 0) this.#listener.onQueryInterrupted?.(error)
        this.#away.add(interruption)
      },
      recovered: () => {
        if (this.#away.delete(interruption) && this.#away.size === 0) this.#listener.onQueryRecovered?.()
      },
    }
    return interruption
  }
}
