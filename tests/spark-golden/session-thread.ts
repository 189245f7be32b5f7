import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { MillraceError } from '@millrace/errors'
import type { Answer } from './compare.ts'
import type { Reply, Request, SessionError, SessionModule } from './session-protocol.ts'

const LOADING_MS = 120_000
const HEAP_MB = 3072

/** What came of a statement. `lost` says that the thread is gone, and with it the session's views. */
export type Outcome = { readonly answer: Answer } | { readonly error: SessionError; readonly lost?: boolean }

/** Sessions, one after another, in a thread that is replaced when a statement does not end in time or ends the thread. */
export class SessionThread implements AsyncDisposable {
  private readonly module: SessionModule
  private readonly limitMs: number
  private worker: Worker | undefined

  /** @param limitMs what a statement may take */
  constructor(module: SessionModule, limitMs: number) {
    this.module = module
    this.limitMs = limitMs
  }

  /** A new session, without views and settings of the last. */
  async open(): Promise<void> {
    const outcome = await this.request({ kind: 'open' })
    if ('error' in outcome)
      throw new MillraceError('MILLRACE_INTERNAL', `A SQL session could not be made: ${outcome.error.message}`)
  }

  execute(sql: string): Promise<Outcome> {
    return this.request({ kind: 'execute', sql })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.worker?.terminate()
  }

  private async request(request: Request): Promise<Outcome> {
    this.worker ??= await this.start()
    const reply = waitForReply(this.worker, this.limitMs)
    this.worker.postMessage(request)
    const { value, lost } = await reply
    if (lost) {
      await this.worker.terminate()
      this.worker = undefined
    }
    if (value.kind === 'answer') return { answer: value.answer }
    if (value.kind === 'error') return { error: value.error, lost }
    throw new MillraceError('MILLRACE_INTERNAL', 'The thread of the SQL session said it was ready twice.')
  }

  private async start(): Promise<Worker> {
    const worker = new Worker(new URL('./session-worker.ts', import.meta.url), {
      workerData: this.module,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    // Without a listener an error between two statements would end the process; the next statement finds the thread gone.
    worker.on('error', () => {})
    const { value } = await waitForReply(worker, LOADING_MS)
    if (value.kind === 'ready') return worker
    await worker.terminate()
    const why = value.kind === 'error' ? value.error.message : value.kind
    throw new MillraceError('MILLRACE_INTERNAL', `${this.module.specifier} cannot be loaded: ${why}`)
  }
}

/** The next message, or an error that stands for the end of the thread or of the time. */
async function waitForReply(worker: Worker, limitMs: number): Promise<{ value: Reply; lost: boolean }> {
  const abort = new AbortController()
  const { signal } = abort
  const lost = (code: string, message: string) => ({
    value: { kind: 'error', error: { code, message } } as const,
    lost: true,
  })
  let timer: NodeJS.Timeout | undefined
  try {
    return await Promise.race([
      once(worker, 'message', { signal }).then(([value]) => ({ value: value as Reply, lost: false })),
      once(worker, 'exit', { signal }).then(([code]) => lost('exit', `The thread ended with code ${code}.`)),
      new Promise<{ value: Reply; lost: boolean }>(resolve => {
        timer = setTimeout(() => resolve(lost('time limit', `No answer within ${limitMs / 1000} s.`)), limitMs)
      }),
    ]).catch((error: unknown) => lost('crash', error instanceof Error ? error.message : String(error)))
  } finally {
    clearTimeout(timer)
    abort.abort()
  }
}
