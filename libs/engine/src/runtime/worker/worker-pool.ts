import { asMillraceError, MillraceError } from '@millrace/errors'
import type { RawBlock } from '../../connector/source.ts'
import type { Task, TaskResult, TaskSetup } from './protocol.ts'
import { QueryWorker } from './query-worker.ts'
import type { TaskExecutor, TaskOutputs } from './task-executor.ts'

/** How often all threads may die of one batch before it is taken for the cause. */
const LIVES = 3

/**
 * A fixed number of worker threads that all know one query; each runs one task at a time. One that dies is replaced, and its
 * batch may run again: the error is retryable until a batch has cost several threads.
 */
export class WorkerPool implements TaskExecutor {
  readonly parallelism: number
  readonly #setup: TaskSetup
  readonly #all = new Set<QueryWorker>()
  readonly #idle: QueryWorker[] = []
  readonly #waiting: PromiseWithResolvers<QueryWorker>[] = []
  #deaths = { batchId: -1, count: 0 }
  #closed = false

  private constructor(setup: TaskSetup, parallelism: number) {
    this.#setup = setup
    this.parallelism = parallelism
    for (let i = 0; i < parallelism; i++) this.#idle.push(this.#create())
  }

  static async start(setup: TaskSetup, parallelism: number): Promise<WorkerPool> {
    const pool = new WorkerPool(setup, parallelism)
    try {
      await Promise.all([...pool.#all].map(worker => worker.ready))
    } catch (error) {
      await pool.close()
      throw error
    }
    return pool
  }

  async run(task: Task, blocks: AsyncIterable<RawBlock>, outputs: TaskOutputs): Promise<TaskResult> {
    const worker = await this.#take()
    try {
      return await worker.run(task, blocks, outputs)
    } catch (error) {
      throw worker.dead && !this.#closed ? this.#deathOf(task, error) : error
    } finally {
      this.#giveBack(worker)
    }
  }

  /** Ends the threads; tasks that run or wait are rejected. */
  async close(): Promise<void> {
    this.#closed = true
    for (const waiting of this.#waiting.splice(0)) waiting.reject(closed())
    await Promise.all([...this.#all].map(worker => worker.terminate()))
  }

  #deathOf({ batchId }: Task, cause: unknown): unknown {
    if (this.#deaths.batchId !== batchId) this.#deaths = { batchId, count: 0 }
    if (++this.#deaths.count < LIVES * this.parallelism) return cause
    const { message } = asMillraceError(cause)
    return new MillraceError(
      'MILLRACE_INTERNAL',
      `${message} Batch ${batchId} has cost ${this.#deaths.count} worker threads and is not tried again.`,
      { cause },
    )
  }

  async #take(): Promise<QueryWorker> {
    if (this.#closed) throw closed()
    const idle = this.#idle.pop()
    if (idle !== undefined) return idle
    const waiting = Promise.withResolvers<QueryWorker>()
    this.#waiting.push(waiting)
    return waiting.promise
  }

  #giveBack(worker: QueryWorker): void {
    if (this.#closed) return
    let usable = worker
    if (worker.dead) {
      this.#all.delete(worker)
      usable = this.#create()
    }
    const next = this.#waiting.shift()
    if (next === undefined) this.#idle.push(usable)
    else next.resolve(usable)
  }

  #create(): QueryWorker {
    const worker = new QueryWorker(this.#setup)
    this.#all.add(worker)
    return worker
  }
}

const closed = (): MillraceError => new MillraceError('MILLRACE_INTERNAL', 'The worker threads were stopped.')
