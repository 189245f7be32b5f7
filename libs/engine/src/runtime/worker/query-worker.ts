import type { Transferable, Worker } from 'node:worker_threads'
import { MillraceError } from '@millrace/errors'
import { siblingModule } from '../../connector/module-ref.ts'
import type { RawBlock } from '../../connector/source.ts'
import type { FromWorker, Task, TaskResult, TaskSetup, ToWorker } from './protocol.ts'
import { deserialiseError } from './serialised-error.ts'
import { startThread } from './start-thread.ts'
import { OpenOutputs, type TaskOutputs } from './task-executor.ts'

/** Blocks that a worker may have waiting: one in work and one ready. */
const BLOCKS_AHEAD = 2

/** One worker thread, and the conversation with it: one task at a time. */
export class QueryWorker {
  /** Resolves when the thread has loaded the query's code. */
  readonly ready: Promise<void>
  readonly #worker: Worker
  /** Resolves when the thread has loaded its code or never will. */
  readonly #settled: Promise<unknown>
  #handle: (message: FromWorker) => void = () => {}
  #fail: (error: unknown) => void = () => {}
  #dead: MillraceError | undefined

  constructor(setup: TaskSetup) {
    this.#worker = startThread(siblingModule(import.meta.url, 'task.worker'), setup)
    this.#settled = new Promise<void>(resolve => {
      for (const event of ['message', 'messageerror', 'error', 'exit']) this.#worker.once(event, () => resolve())
    })
    this.#worker.on('message', (message: FromWorker) => this.#handle(message))
    this.#worker.on('messageerror', cause => this.#die(`A worker thread sent what cannot be read: ${cause}`, cause))
    this.#worker.on('error', cause => this.#die(`A worker thread failed: ${messageOf(cause)}`, cause))
    this.#worker.on('exit', code => this.#die(`A worker thread ended with code ${code}.`, undefined))
    this.ready = new Promise((resolve, reject) => {
      this.#fail = reject
      this.#handle = message => {
        if (message.type === 'failed') reject(deserialiseError(message.error))
        else resolve()
      }
    })
    // A worker that takes the place of a dead one is waited for only by its first task.
    this.ready.catch(() => {})
  }

  /** True when it takes no more tasks. */
  get dead(): boolean {
    return this.#dead !== undefined
  }

  async run(task: Task, blocks: AsyncIterable<RawBlock>, outputs: TaskOutputs): Promise<TaskResult> {
    await this.ready
    if (this.#dead !== undefined) throw this.#dead
    const conversation = this.#converse(outputs)
    const { result, open, unlessFailed } = conversation
    const iterator = blocks[Symbol.asyncIterator]()
    this.#post({ type: 'begin', task })
    try {
      for (;;) {
        const next = await unlessFailed(iterator.next())
        if (next.done) break
        this.#post({ type: 'block', block: next.value }, [next.value.bytes.buffer])
        conversation.credit--
        await unlessFailed(open.room())
        while (conversation.credit <= 0) await unlessFailed(new Promise<void>(resolve => (conversation.wake = resolve)))
      }
    } catch (error) {
      // Not waited for: it may stand behind a read that goes on until its signal fires, which happens after this rejects.
      iterator.return?.()?.catch(() => {})
      this.#post({ type: 'abandon' })
      await result.catch(() => {})
      await open.artefacts.settle().catch(() => {})
      throw error
    }
    this.#post({ type: 'end' })
    try {
      return await result
    } finally {
      await open.artefacts.settle()
    }
  }

  async terminate(): Promise<void> {
    this.#dead ??= new MillraceError('MILLRACE_INTERNAL', 'The worker thread was stopped.')
    this.#fail(this.#dead)
    // V8 aborts the whole process when a thread is terminated while it evaluates a module (nodejs/node#43182).
    await this.#settled
    await this.#worker.terminate()
  }

  /** Listens to the worker for one task. */
  #converse(outputs: TaskOutputs) {
    const open = new OpenOutputs()
    let failure: { readonly error: unknown } | undefined
    let interrupt: (error: unknown) => void = () => {}
    const conversation = {
      open,
      credit: BLOCKS_AHEAD,
      wake: (): void => {},
      result: new Promise<TaskResult>((resolve, reject) => {
        this.#fail = reject
        this.#handle = message => {
          if (message.type === 'consumed') conversation.credit++
          else if (message.type === 'artefact') open.artefacts.add(outputs.artefact(message.output, message.artefact))
          else if (message.type === 'partials') open.partials.add(outputs.partials(message.partials))
          else if (message.type === 'done') resolve(message.result)
          else if (message.type === 'failed') reject(deserialiseError(message.error))
          else if (message.type === 'abandoned') reject(new Error('The task was abandoned.'))
          conversation.wake()
        }
      }),
      /** The promise, or the task's failure where that comes first. */
      unlessFailed: <T>(promise: Promise<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          interrupt = reject
          promise.then(resolve, reject)
          if (failure !== undefined) reject(failure.error)
        }),
    }
    conversation.result.catch(error => {
      failure = { error }
      interrupt(error)
    })
    return conversation
  }

  #post(message: ToWorker, transfer: readonly Transferable[] = []): void {
    if (this.#dead === undefined) this.#worker.postMessage(message, transfer)
  }

  #die(message: string, cause: unknown): void {
    // Out of memory, for instance: in a new thread the same batch may run.
    this.#dead ??= new MillraceError('MILLRACE_INTERNAL', message, { cause, retryable: true })
    this.#fail(this.#dead)
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
