import type { Artefact } from '../../connector/sink.ts'
import type { RawBlock } from '../../connector/source.ts'
import type { Task, TaskResult } from './protocol.ts'

/** Takes an artefact out of a task; the task waits while too many of these promises are open. */
export type ArtefactHandler = (output: string, artefact: Artefact) => Promise<void>

/** Runs tasks, in worker threads or in this one. */
export interface TaskExecutor {
  /** Tasks that run at the same time. */
  readonly parallelism: number
  /** Feeds the blocks to one task, in order, no faster than they are taken. Rejects with the task's first error. */
  run(task: Task, blocks: AsyncIterable<RawBlock>, onArtefact: ArtefactHandler): Promise<TaskResult>
  close(): Promise<void>
}

/** Artefacts of one task that may wait for the sink at a time. */
const OPEN_ARTEFACTS = 4

/** Lets a producer go on only while few promises are open; remembers the first failure. */
export class OpenPromises {
  readonly #open = new Set<Promise<void>>()
  #failure: { readonly error: unknown } | undefined

  add(promise: Promise<void>): void {
    const tracked = promise
      .catch(error => {
        this.#failure ??= { error }
      })
      .finally(() => this.#open.delete(tracked))
    this.#open.add(tracked)
  }

  /** Resolves when few enough are open; throws the first failure. */
  async room(limit = OPEN_ARTEFACTS): Promise<void> {
    while (this.#open.size >= limit) await Promise.race(this.#open)
    if (this.#failure !== undefined) throw this.#failure.error
  }

  /** Resolves when none is open. */
  async settle(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open)
    if (this.#failure !== undefined) throw this.#failure.error
  }
}
