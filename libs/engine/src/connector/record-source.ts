import type { Schema } from '@millrace/columns'
import type { ModuleRef } from './module-ref.ts'

/** What every source of records says about its records, whether it streams or ends. */
export interface RecordSource {
  /** As Spark writes it, for example `KafkaV2[Subscribe[logs]]`. */
  readonly description: string
  /** Columns of a record besides the line: for Kafka key, topic, partition, offset, timestamp, timestampType, headers. */
  readonly schema: Schema
  /** True when a record is a row of `schema` and has no line to parse. Default false. */
  readonly structured?: boolean
  /** The pair of columns that names a record for people: where it came from and its position there. */
  readonly position: { readonly source: string; readonly position: string }
  /** Turns raw blocks into record blocks, in a worker: a RecordDecoderFactory. */
  readonly decoder: ModuleRef
}
