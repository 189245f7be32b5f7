import type { ColumnBatch, Schema } from '@millrace/columns'
import type { Batches } from '../operators/relational/execute.ts'

/** Rows of a table, read anew for each query. */
export interface SqlTable {
  readonly schema: Schema
  /** The rows with at least these columns. */
  read(columns: readonly string[]): Batches
}

/** A table that INSERT adds rows to; it lives in memory, as long as its session. */
export class MemoryTable implements SqlTable {
  readonly schema: Schema
  #batches: ColumnBatch[]

  constructor(schema: Schema, batches: readonly ColumnBatch[] = []) {
    this.schema = schema
    this.#batches = [...batches]
  }

  async *read(): Batches {
    yield* this.#batches
  }

  append(batches: readonly ColumnBatch[]): void {
    // The batches of a read that goes on stay as they are.
    this.#batches = [...this.#batches, ...batches]
  }

  replace(batches: readonly ColumnBatch[]): void {
    this.#batches = [...batches]
  }
}
