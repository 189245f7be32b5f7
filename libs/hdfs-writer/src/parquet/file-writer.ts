import type { Column } from '@millrace/columns'
import { ByteBuffer } from './byte-buffer.ts'
import type { FileFormat } from './file-format.ts'
import { type RowGroup, writeFooter } from './footer.ts'
import { MAGIC } from './parquet-format.ts'

/** A Parquet file that grows by row groups. */
export class FileWriter {
  readonly #format: FileFormat
  readonly #file = new ByteBuffer()
  readonly #rowGroups: RowGroup[] = []

  constructor(format: FileFormat) {
    this.#format = format
    this.#file.append(MAGIC)
  }

  /** Bytes so far. */
  get length(): number {
    return this.#file.length
  }

  /** Appends a row group: the first `rows` of the columns. */
  write(columns: readonly Column[], rows: number): void {
    this.#rowGroups.push(this.#format.writeRowGroup(this.#file, columns, rows))
  }

  /** The whole file, in memory of its own. */
  finish(metadata: Readonly<Record<string, string>> = {}): Uint8Array<ArrayBuffer> {
    writeFooter(this.#file, { nodes: this.#format.nodes, rowGroups: this.#rowGroups, metadata })
    return this.#file.view().slice()
  }
}
