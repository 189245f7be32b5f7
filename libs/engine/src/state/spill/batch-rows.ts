import type { ColumnBatch, Schema } from '@millrace/columns'
import { ByteReader, ByteWriter } from '../../operators/aggregate/byte-buffer.ts'
import { cellReader, cellWriter } from './cells.ts'

/** Rows of a batch as bytes each: their cells. Every value comes back as it was. */
export class BatchRows {
  readonly schema: Schema
  readonly #writer = new ByteWriter()

  constructor(schema: Schema) {
    this.schema = schema
  }

  /** The rows of a batch, in no shared memory. */
  rows({ columns, length }: ColumnBatch): Uint8Array[] {
    const to = this.#writer
    const cells = columns.map(c => cellWriter(c, to, true))
    const ends = new Int32Array(length)
    to.clear()
    for (let r = 0; r < length; r++) {
      for (const cell of cells) cell(r)
      ends[r] = to.length
    }
    const bytes = to.bytes.slice()
    return Array.from(ends, (end, r) => bytes.subarray(r === 0 ? 0 : ends[r - 1], end))
  }

  batch(rows: readonly Uint8Array[]): ColumnBatch {
    const cells = this.schema.map(f => cellReader(f.type, true))
    for (const row of rows) {
      const from = new ByteReader(row)
      for (const cell of cells) cell.read(from)
    }
    return { schema: this.schema, length: rows.length, columns: cells.map(c => c.column()) }
  }
}
