import { setTimeout as delay } from 'node:timers/promises'
import { asMillraceError, type MillraceError } from '@millrace/errors'
import type { ExecutionMonitor } from '../loop/execution-monitor.ts'
import type { StreamingQueryListener } from '../progress/listener.ts'
import type { StreamingQueryProgress } from '../progress/progress.ts'
import { guardedListener } from './guarded-listener.ts'

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
  run(signal: AbortSignal, monitor: ExecutionMonitor): Promise<void>
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
  /** Who waits for a trigger without data, and after which trigger of the query that has to come. */
  readonly #idleWaiters = new Map<() => void, number>()
  #triggers = 0
  #status: StreamingQueryStatus = { message: 'Initializing sources', isDataAvailable: false, isTriggerActive: true }
  #exception: MillraceError | null = null
  #active = true
  #interrupted = false

  constructor(running: RunningQuery, given: StreamingQueryListener) {
    this.id = running.id
    this.runId = running.runId
    this.name = running.name
    this.#explanation = running.explanation
    const { id, runId, name } = running
    const listener = guardedListener(given)
    listener.onQueryStarted({ id, runId, name, timestamp: new Date().toISOString() })
    this.#done = running
      .run(this.#stop.signal, this.#observe(listener))
      .catch(error => {
        this.#exception = asMillraceError(error)
      })
      .then(() => {
        this.#active = false
        this.#setStatus(this.#exception === null ? 'Stopped' : `Terminated with exception: ${this.#exception.message}`)
        for (const wake of this.#idleWaiters.keys()) wake()
        listener.onQueryTerminated({ id, runId, exception: this.#exception })
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
  awaitTermination(): Promise<void>
  /** At most so many milliseconds: true when the query has ended by then. */
  awaitTermination(timeoutMs: number): Promise<boolean>
  async awaitTermination(timeoutMs?: number): Promise<unknown> {
    if (timeoutMs === undefined) await this.#done
    else {
      const timeout = new AbortController()
      const late = delay(timeoutMs, undefined, { signal: timeout.signal }).catch(() => {})
      await Promise.race([this.#done, late])
      timeout.abort()
    }
    if (this.#exception !== null) throw this.#exception
    return timeoutMs === undefined ? undefined : !this.#active
  }

  /** Resolves when everything that the source has now is committed: for tests, like Spark's. Rejects if the query fails. */
  async processAllAvailable(): Promise<void> {
    if (this.#active) await new Promise<void>(resolve => this.#idleWaiters.set(resolve, this.#triggers))
    if (this.#exception !== null) throw this.#exception
  }

  /** Ends the query: a batch that still reads is abandoned and runs again at the next start. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#done
  }

  #observe(listener: Required<StreamingQueryListener>): ExecutionMonitor {
    return {
      ...listener,
      onTriggerStarted: message => {
        this.#triggers++
        // While something is away, that is what there is to say.
        if (!this.#interrupted) this.#setStatus(message, { isTriggerActive: true })
      },
      onBatchStarted: () => {
        if (!this.#interrupted) this.#setStatus('Processing new data', { isDataAvailable: true, isTriggerActive: true })
      },
      onQueryProgress: progress => {
        this.#recent.push(progress)
        if (this.#recent.length > RECENT) this.#recent.shift()
        this.#setStatus('Waiting for next trigger', { isDataAvailable: true })
        listener.onQueryProgress(progress)
      },
      onQueryIdle: event => {
        if (!this.#interrupted) this.#setStatus('Waiting for data to arrive')
        for (const [wake, after] of this.#idleWaiters) {
          // A trigger that was under way may have looked before the caller's data came.
          if (after >= this.#triggers) continue
          this.#idleWaiters.delete(wake)
          wake()
        }
        listener.onQueryIdle(event)
      },
      onQueryInterrupted: error => {
        this.#interrupted = true
        this.#setStatus(`Retrying: ${error.message}`, { isTriggerActive: true })
        listener.onQueryInterrupted(error)
      },
      onQueryRecovered: () => {
        this.#interrupted = false
        listener.onQueryRecovered()
      },
    }
  }

  #setStatus(message: string, { isDataAvailable = false, isTriggerActive = false } = {}): void {
    this.#status = { message, isDataAvailable, isTriggerActive }
  }
}
