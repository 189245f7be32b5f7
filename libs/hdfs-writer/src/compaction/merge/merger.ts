import { Worker } from 'node:worker_threads'
import { siblingModule } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { type MergeOptions, type MergeResult, mergeFiles } from './merge-files.ts'

/** Merges files in threads of its own, so that the caller's goes on with its work. */
export class Merger {
  readonly #idle: Worker[] = []
  readonly #threads: boolean

  /** Without threads the caller's does the work. */
  constructor({ threads }: { readonly threads: boolean }) {
    this.#threads = threads
  }

  /** The files' memory goes to the thread. */
  async merge(files: readonly Uint8Array[], options: MergeOptions): Promise<MergeResult> {
    if (!this.#threads) return mergeFiles(files, options)
    const worker = this.#idle.pop() ?? new Worker(new URL(siblingModule(import.meta.url, 'merge.worker')))
    const owned = files.map(ownMemory)
    const memory = owned.map(file => file.buffer)
    const result = await answerOf(worker, () => worker.postMessage({ files: owned, options }, memory))
    this.#idle.push(worker)
    if (result.result === 'failed') throw result.error
    return result
  }

  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map(worker => worker.terminate()))
  }
}

/** A buffer that others share cannot go to another thread. */
const ownMemory = (file: Uint8Array): Uint8Array<ArrayBuffer> =>
  file.buffer instanceof ArrayBuffer && file.byteLength === file.buffer.byteLength
    ? (file as Uint8Array<ArrayBuffer>)
    : Uint8Array.from(file)

type Answer = MergeResult | { readonly result: 'failed'; readonly error: unknown }

async function answerOf(worker: Worker, ask: () => void): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const ended = (): void => reject(new MillraceError('MILLRACE_INTERNAL', 'The thread that merges files has ended.'))
  worker.on('message', resolve)
  worker.on('error', reject)
  worker.on('exit', ended)
  try {
    ask()
    return await promise
  } finally {
    worker.off('message', resolve)
    worker.off('error', reject)
    worker.off('exit', ended)
  }
}
