import type { ColumnBatch } from '@millrace/columns'
import type { AppendSink, Artefact, SinkResult, TaskEncoderFactory } from '../../connector/sink.ts'
import { loadExport } from '../worker/load-module.ts'

/** Adds rows that are in this thread to a sink whose encoder else runs in tasks. */
export async function appendFromHere(sink: AppendSink, batchId: number, rows: ColumnBatch): Promise<SinkResult> {
  const create = await loadExport<TaskEncoderFactory>(sink.encoder)
  const encoder = await create(sink.encoder.options, rows.schema)
  const artefacts: Artefact[] = []
  const emit = (artefact: Omit<Artefact, 'task'>): void => void artefacts.push({ ...artefact, task: 0 })
  if (rows.length > 0) encoder.append(rows, emit)
  encoder.end(emit)
  const writer = await sink.begin(batchId)
  try {
    for (const artefact of artefacts) await writer.stage(artefact)
    return await writer.commit()
  } catch (error) {
    await writer.abort().catch(() => {})
    throw error
  }
}
