import { asMillraceError, type MillraceError } from '@millrace/errors'
import type { StreamingQueryProgress } from '../progress/progress.ts'
import type { StreamingQueryListener } from './listener.ts'

/** Spark's StreamingQueryStatus. */
export interface StreamingQueryStatus {
  readonly message: string
  readonly isDataAvailable: boolean
  readonly isTriggerActive: boolean
}

/** Progress objects kept, as Spark's numRecentProgressUpdates. */
const RECENT = 100

/** What the handle drives: started by `startQuery`. */
export interface RunningQuery {
  readonly id: string
  readonly runId: string
  readonly name: string | null
  readonly explanation: string
  /** Runs to the end; rejects with what ended the query. Afterwards everything is closed. */
  run(signal: AbortSignal, listener: StreamingQueryListener): Promise<void>
}

/** A running streaming query, as Spark's StreamingQuery. */
export class StreamingQuery {
  readonly id: string
  readonly runId: string
  readonly name: string | null
  readonly #explanation: string
  readonly #stop = new AbortController()
  readonly #done: Promise<void>
  readonly #recent: StreamingQueryProgress[] = []
  readonly #idleWaiters = new Set<() => void>()
  #status: StreamingQueryStatus = { message: 'Initializing sources', isDataAvailable: false, isTriggerActive: true }
  #exception: MillraceError | null = null
  #active = true

  constructor(running: RunningQuery, listener: StreamingQueryListener) {
    this.id = running.id
    this.runId = running.runId
    this.name = running.name
    this.#explanation = running.explanation
    const { id, runId, name } = running
    listener.onQueryStarted?.({ id, runId, name, timestamp: new Date().toISOString() })
    this.#done = running
      .run(this.#stop.signal, this.#observe(listener))
      .catch(error => {
        this.#exception = asMillraceError(error)
      })
      .then(() => {
        this.#active = false
        const message = this.#exception === null ? 'Stopped' : `Terminated with exception: ${this.#exception.message}`
        this.#status = { message, isDataAvailable: false, isTriggerActive: false }
        this.#wakeIdleWaiters()
        listener.onQueryTerminated?.({ id, runId, exception: this.#exception })
      })
  }

  get isActive(): boolean {
    return this.#active
  }

  get status(): StreamingQueryStatus {
    return this.#status
  }

  /** The last batch; null before the first. */
  get lastProgress(): StreamingQueryProgress | null {
    return this.#recent.at(-1) ?? null
  }

  /** The last 100 batches, oldest first. */
  get recentProgress(): readonly StreamingQueryProgress[] {
    return this.#recent
  }

  /** What ended the query; null while it runs and after a stop. */
  get exception(): MillraceError | null {
    return this.#exception
  }

  /** The plan as text. */
  explain(): string {
    return this.#explanation
  }

  /** Resolves when the query has ended; rejects with its exception. */
  async awaitTermination(): Promise<void> {
    await this.#done
    if (this.#exception !== null) throw this.#exception
  }

  /** Resolves when everything that the source has now is committed: for tests, like Spark's. Rejects if the query fails. */
  async processAllAvailable(): Promise<void> {
    if (this.#active) await new Promise<void>(resolve => this.#idleWaiters.add(resolve))
    if (this.#exception !== null) throw this.#exception
  }

  /** Ends the query: a batch that still reads is abandoned and runs again at the next start. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#done
  }

  #observe(listener: StreamingQueryListener): StreamingQueryListener {
    const waiting = 'Waiting for next trigger'
    return {
      ...listener,
      onQueryProgress: progress => {
        this.#recent.push(progress)
        if (this.#recent.length > RECENT) this.#recent.shift()
        this.#status = { message: waiting, isDataAvailable: true, isTriggerActive: false }
        listener.onQueryProgress?.(progress)
      },
      onQueryIdle: event => {
        this.#status = { message: 'Waiting for data to arrive', isDataAvailable: false, isTriggerActive: false }
        this.#wakeIdleWaiters()
        listener.onQueryIdle?.(event)
      },
      onQueryInterrupted: error => {
        this.#status = { message: `Retrying: ${error.message}`, isDataAvailable: false, isTriggerActive: true }
        listener.onQueryInterrupted?.(error)
      },
      onQueryRecovered: () => {
        this.#status = { message: waiting, isDataAvailable: true, isTriggerActive: false }
        listener.onQueryRecovered?.()
      },
    }
  }

  #wakeIdleWaiters(): void {
    for (const wake of this.#idleWaiters) wake()
    this.#idleWaiters.clear()
  }
}
