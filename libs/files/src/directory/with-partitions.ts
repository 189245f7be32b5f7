import type { Schema } from '@millrace/columns'
import type { Json, ModuleRef } from '@millrace/engine'
import type { RowFormat } from '../rows/row-format.ts'

/** The decoder of a format that also gives the columns in the names of directories. */
export const decoderWith = (format: RowFormat, partitions: Schema): ModuleRef => ({
  ...format.decoder,
  options: { ...(format.decoder.options as Readonly<Record<string, Json>>), partitions: partitions as unknown as Json },
})
