import { type Transferable, Worker } from 'node:worker_threads'
import { type ErrorCode, MillraceError } from '@millrace/errors'
import { siblingModule } from '../connector/module-ref.ts'
import type { RawBlock } from '../connector/source.ts'
import type { FromWorker, SerialisedError, Task, TaskResult, TaskSetup, ToWorker } from './protocol.ts'
import { type ArtefactHandler, OpenPromises, type TaskExecutor } from './task-executor.ts'

/** Blocks that a worker may have waiting: one in work and one ready. */
const BLOCKS_AHEAD = 2

/** A fixed set of worker threads that all know one query; each runs one task at a time. */
export class WorkerPool implements TaskExecutor {
  readonly parallelism: number
  readonly #idle: QueryWorker[] = []
  readonly #all: QueryWorker[] = []
  readonly #waiting: ((worker: QueryWorker) => void)[] = []

  private constructor(parallelism: number) {
    this.parallelism = parallelism
  }

  static async start(setup: TaskSetup, parallelism: number): Promise<WorkerPool> {
    const pool = new WorkerPool(parallelism)
    for (let i = 0; i < parallelism; i++) pool.#all.push(new QueryWorker(setup))
    try {
      await Promise.all(pool.#all.map(worker => worker.ready))
    } catch (error) {
      await pool.close()
      throw error
    }
    pool.#idle.push(...pool.#all)
    return pool
  }

  async run(task: Task, blocks: AsyncIterable<RawBlock>, onArtefact: ArtefactHandler): Promise<TaskResult> {
    const worker = this.#idle.pop() ?? (await new Promise<QueryWorker>(resolve => this.#waiting.push(resolve)))
    try {
      return await worker.run(task, blocks, onArtefact)
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#idle.push(worker)
      else next(worker)
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map(worker => worker.terminate()))
  }
}

/** One worker thread, and the conversation with it. */
class QueryWorker {
  readonly ready: Promise<void>
  readonly #worker: Worker
  #handle: (message: FromWorker) => void = () => {}
  #fail: (error: unknown) => void = () => {}
  #dead: MillraceError | undefined

  constructor(setup: TaskSetup) {
    this.#worker = new Worker(new URL(siblingModule(import.meta.url, 'task.worker')), { workerData: setup })
    this.#worker.on('message', (message: FromWorker) => this.#handle(message))
    this.#worker.on('error', cause => this.#die(`A worker thread failed: ${messageOf(cause)}`, cause))
    this.#worker.on('exit', code => this.#die(`A worker thread ended with code ${code}.`, undefined))
    this.ready = new Promise((resolve, reject) => {
      this.#fail = reject
      this.#handle = message => {
        if (message.type === 'failed') reject(deserialise(message.error))
        else resolve()
      }
    })
  }

  async run(task: Task, blocks: AsyncIterable<RawBlock>, onArtefact: ArtefactHandler): Promise<TaskResult> {
    if (this.#dead !== undefined) throw this.#dead
    const artefacts = new OpenPromises()
    let credit = BLOCKS_AHEAD
    let wake = (): void => {}
    let failed: { readonly error: unknown } | undefined
    const result = new Promise<TaskResult>((resolve, reject) => {
      this.#fail = reject
      this.#handle = message => {
        if (message.type === 'consumed') credit++
        else if (message.type === 'artefact') artefacts.add(onArtefact(message.output, message.artefact))
        else if (message.type === 'done') resolve(message.result)
        else if (message.type === 'failed') reject(deserialise(message.error))
        wake()
      }
    })
    result.catch(error => {
      failed = { error }
      wake()
    })
    this.#post({ type: 'begin', task })
    try {
      for await (const block of blocks) {
        this.#post({ type: 'block', block }, [block.bytes.buffer])
        credit--
        await artefacts.room()
        while (credit <= 0 && failed === undefined)
          await new Promise<void>(resolve => {
            wake = resolve
          })
        if (failed !== undefined) throw failed.error
      }
    } catch (error) {
      this.#post({ type: 'end' })
      await result.catch(() => {})
      await artefacts.settle().catch(() => {})
      throw error
    }
    this.#post({ type: 'end' })
    const done = await result
    await artefacts.settle()
    return done
  }

  async terminate(): Promise<void> {
    this.#dead ??= new MillraceError('MILLRACE_INTERNAL', 'The worker thread was stopped.')
    await this.#worker.terminate()
  }

  #post(message: ToWorker, transfer: readonly Transferable[] = []): void {
    if (this.#dead === undefined) this.#worker.postMessage(message, transfer)
  }

  #die(message: string, cause: unknown): void {
    this.#dead ??= new MillraceError('MILLRACE_INTERNAL', message, { cause })
    this.#fail(this.#dead)
  }
}

function deserialise(error: SerialisedError): Error {
  if (error.code !== null)
    return new MillraceError(error.code as ErrorCode, error.message, { retryable: error.retryable })
  const defect = new MillraceError('MILLRACE_INTERNAL', error.message)
  if (error.stack !== undefined) defect.stack = error.stack
  return defect
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
