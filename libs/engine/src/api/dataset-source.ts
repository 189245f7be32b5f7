import type { RecordSource } from '../connector/record-source.ts'
import type { StatefulProcessor } from './transform.ts'

/** A program of the user's that a plan names. */
export interface TransformProgram {
  /** Its name, unique in a query. */
  readonly description: string
  readonly processor: () => StatefulProcessor
}

/** What a plan, which is JSON, names by its description: a source of records, or a program. */
export type DatasetSource = RecordSource | TransformProgram
