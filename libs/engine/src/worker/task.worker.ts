import { parentPort, type Transferable, workerData } from 'node:worker_threads'
import { MillraceError } from '@millrace/errors'
import { transferList } from '../aggregate/partial-aggregator.ts'
import type { FromWorker, TaskSetup, ToWorker } from './protocol.ts'
import { TaskRunner } from './task-runner.ts'

const port = parentPort
if (port === null) throw new Error('task.worker runs in a worker thread only')

const post = (message: FromWorker, transfer: readonly Transferable[] = []): void => port.postMessage(message, transfer)

/** After a failure the rest of the task's messages mean nothing: they are dropped until its end. */
let failed = false
let runner: TaskRunner

function fail(error: unknown): void {
  failed = true
  const known = error instanceof MillraceError
  post({
    type: 'failed',
    error: {
      code: known ? error.code : null,
      message: error instanceof Error ? error.message : String(error),
      retryable: known && error.retryable,
      stack: error instanceof Error ? error.stack : undefined,
    },
  })
}

async function handle(message: ToWorker): Promise<void> {
  if (message.type === 'begin') {
    failed = false
    await runner.begin(message.task, (output, artefact) =>
      post({ type: 'artefact', output, artefact }, [artefact.bytes.buffer]),
    )
    post({ type: 'begun' })
  } else if (failed) {
    return
  } else if (message.type === 'block') {
    runner.process(message.block)
    post({ type: 'consumed' })
  } else {
    const result = runner.end()
    post({ type: 'done', result }, result.partials.flat().flatMap(transferList))
  }
}

let last: Promise<void> = Promise.resolve()
port.on('message', (message: ToWorker) => {
  last = last.then(() => handle(message)).catch(fail)
})

try {
  runner = await TaskRunner.create(workerData as TaskSetup)
  post({ type: 'ready' })
} catch (error) {
  fail(error)
}
