import { parentPort, type Transferable, workerData } from 'node:worker_threads'
import { transferList } from '../../operators/aggregate/partial-aggregator.ts'
import type { FromWorker, TaskSetup, ToWorker } from './protocol.ts'
import { serialiseError } from './serialised-error.ts'
import { TaskRunner } from './task-runner.ts'

const port = parentPort
if (port === null) throw new Error('task.worker runs in a worker thread only')

const post = (message: FromWorker, transfer: readonly Transferable[] = []): void => port.postMessage(message, transfer)

/** After the end of a task, good or bad, nothing more is said about it: the next one listens already. */
let running = false
let runner: TaskRunner | undefined

function fail(error: unknown): void {
  running = false
  runner?.abandon()
  post({ type: 'failed', error: serialiseError(error) })
}

async function handle(message: ToWorker): Promise<void> {
  if (runner === undefined) return
  if (message.type === 'begin') {
    running = true
    await runner.begin(message.task, {
      artefact: (output, artefact) => post({ type: 'artefact', output, artefact }, [artefact.bytes.buffer]),
      partials: partials => post({ type: 'partials', partials }, partials.flatMap(transferList)),
    })
    return
  }
  if (!running) return
  if (message.type === 'block') {
    runner.process(message.block)
    post({ type: 'consumed' })
  } else if (message.type === 'end') {
    const result = runner.end()
    running = false
    post({ type: 'done', result }, result.partials.flatMap(transferList))
  } else {
    running = false
    runner.abandon()
    post({ type: 'abandoned' })
  }
}

let last: Promise<void> = Promise.resolve()
port.on('message', (message: ToWorker) => {
  last = last.then(() => handle(message)).catch(fail)
})

TaskRunner.create(workerData as TaskSetup).then(created => {
  runner = created
  post({ type: 'ready' })
}, fail)
