import { type ColumnBatch, fromIpc, type Schema, toIpc } from '@millrace/columns'
import { type ModuleRef, siblingModule } from '../connector/module-ref.ts'
import type { AppendSink, Artefact, BatchWriter, RowsSink, TaskEncoder } from '../connector/sink.ts'
import { concatBatches, emptyBatch } from '../operators/concat-batches.ts'

/** Rows of one artefact on their way out of a task. */
const ROWS = 65_536

/** Encodes rows as Arrow IPC streams, for `rowsFromTasks`. */
export function arrowEncoder(_options: null, schema: Schema): TaskEncoder {
  let waiting: ColumnBatch[] = []
  let count = 0
  let chunk = 0
  const flush: TaskEncoder['end'] = emit => {
    if (count === 0) return
    const bytes = Uint8Array.from(toIpc(concatBatches(schema, waiting)))
    emit({ chunk: chunk++, group: '', bytes, rows: count })
    waiting = []
    count = 0
  }
  return {
    append(batch, emit) {
      waiting.push(batch)
      count += batch.length
      if (count >= ROWS) flush(emit)
    },
    end: flush,
  }
}

/** Names `arrowEncoder` for tasks. */
export const arrowRows: ModuleRef = {
  module: siblingModule(import.meta.url, 'rows-from-tasks'),
  name: 'arrowEncoder',
  options: null,
}

/** Lets a sink of whole batches take rows that come out of tasks: they are brought together in the order of the tasks. */
export function rowsFromTasks(sink: RowsSink, schema: Schema): AppendSink {
  return {
    mode: 'append',
    description: sink.description,
    encoder: arrowRows,
    open: context => sink.open(context),
    begin: async batchId => writer(sink, schema, batchId),
    close: () => sink.close(),
  }
}

function writer(sink: RowsSink, schema: Schema, batchId: number): BatchWriter {
  let staged: Artefact[] = []
  return {
    async stage(artefact) {
      staged.push(artefact)
    },
    async commit() {
      const sorted = staged.toSorted((a, b) => a.task - b.task || a.chunk - b.chunk)
      const batches = sorted.map(({ bytes }) => fromIpc(bytes))
      return sink.addBatch(batchId, batches.length === 0 ? emptyBatch(schema) : concatBatches(schema, batches))
    },
    async abort() {
      staged = []
    },
  }
}
