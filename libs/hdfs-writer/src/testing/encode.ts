import type { ColumnBatch, Schema } from '@millrace/columns'
import type { Artefact } from '@millrace/engine'
import { type ParquetEncoderOptions, parquetEncoder } from '../parquet/parquet-encoder.ts'

/** Everything that an encoder makes of these batches. */
export async function encode(
  options: ParquetEncoderOptions,
  schema: Schema,
  batches: readonly ColumnBatch[],
  task = 0,
): Promise<Artefact[]> {
  const artefacts: Artefact[] = []
  const encoder = await parquetEncoder(options, schema)
  const emit = (artefact: Omit<Artefact, 'task'>) => artefacts.push({ task, ...artefact })
  for (const batch of batches) encoder.append(batch, emit)
  encoder.end(emit)
  return artefacts
}
