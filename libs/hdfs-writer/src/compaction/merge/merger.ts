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
    const transfer = [...new Set(files.map(file => file.buffer))].filter(
      (buffer, _, all) => buffer instanceof ArrayBuffer && all.length === files.length,
    )
    const { promise, resolve, reject } = Promise.withResolvers<MergeResult | { result: 'failed'; error: unknown }>()
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new MillraceError('MILLRACE_INTERNAL', 'The thread that merges files has ended.')))
    worker.postMessage({ files, options }, transfer as ArrayBuffer[])
    const result = await promise
    worker.removeAllListeners()
    this.#idle.push(worker)
    if (result.result === 'failed') throw result.error
    return result
  }

  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map(worker => worker.terminate()))
  }
}
