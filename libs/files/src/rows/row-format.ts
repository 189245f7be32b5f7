import type { Schema } from '@millrace/columns'
import type { ModuleRef } from '@millrace/engine'

/** How the bytes of files become rows. */
export interface RowFormat<S extends Schema = Schema, Structured extends boolean = boolean> {
  /** As Spark calls it: `csv`, `json`, `text`, `parquet`. */
  readonly name: string
  readonly schema: S
  /** False for lines that a parser has to read. */
  readonly structured: Structured
  /** The columns that name a record for people; empty where there are none. */
  readonly position: { readonly source: string; readonly position: string }
  /** A RecordDecoderFactory of blocks whose meta is FileBlock. */
  readonly decoder: ModuleRef
  /** True when a file is lines, which may be read in pieces; else a block is a whole file. */
  readonly lines: boolean
}

/** What a decoder learns about a block of a file. */
export type FileBlock = {
  readonly file: string
  /** Position of the block's first byte in the (decompressed) file. */
  readonly position: number
  /** Values of the columns that the names of directories hold, as text; null for Hive's default partition. */
  readonly partition: Readonly<Record<string, string | null>>
}
