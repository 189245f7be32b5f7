import type { Artefact } from '../../connector/sink.ts'
import type { RawBlock } from '../../connector/source.ts'
import type { PartialResult } from '../../operators/aggregate/partial-aggregator.ts'
import type { Task, TaskResult } from './protocol.ts'

/** Takes what comes out of a task while it runs; the task waits while too many of these promises are open. */
export interface TaskOutputs {
  artefact(output: string, artefact: Artefact): Promise<void>
  /** Partial aggregates that a long task hands on in between, one per aggregation of the plan. */
  partials(partials: readonly PartialResult[]): Promise<void>
}

/** Runs tasks, in worker threads or in this one. */
export interface TaskExecutor {
  /** Tasks that run at the same time. */
  readonly parallelism: number
  /** Feeds the blocks to one task, in order, no faster than they are taken. Rejects with the task's first error. */
  run(task: Task, blocks: AsyncIterable<RawBlock>, outputs: TaskOutputs): Promise<TaskResult>
  close(): Promise<void>
}

/** Artefacts of one task that may wait for the sink at a time. */
const OPEN_ARTEFACTS = 4
/** Partial aggregates of one task that may wait for the tasks before it: each may be as large as a task is allowed to become. */
const OPEN_PARTIALS = 1

/** What a task has handed on that was not yet taken. */
export class OpenOutputs {
  readonly artefacts = new OpenPromises(OPEN_ARTEFACTS)
  /** Not waited for at the end of a task: their turn may come long after it. */
  readonly partials = new OpenPromises(OPEN_PARTIALS)

  /** Resolves when the task may go on; throws the first failure. */
  async room(): Promise<void> {
    await this.artefacts.room()
    await this.partials.room()
  }
}

/** Lets a producer go on only while few promises are open; remembers the first failure. */
class OpenPromises {
  readonly #limit: number
  readonly #open = new Set<Promise<void>>()
  #failure: { readonly error: unknown } | undefined

  constructor(limit: number) {
    this.#limit = limit
  }

  add(promise: Promise<void>): void {
    const tracked = promise
      .catch(error => {
        this.#failure ??= { error }
      })
      .finally(() => this.#open.delete(tracked))
    this.#open.add(tracked)
  }

  /** Resolves when few enough are open; throws the first failure. */
  async room(): Promise<void> {
    while (this.#open.size >= this.#limit) await Promise.race(this.#open)
    if (this.#failure !== undefined) throw this.#failure.error
  }

  /** Resolves when none is open. */
  async settle(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open)
    if (this.#failure !== undefined) throw this.#failure.error
  }
}
