import { ByteBuffer } from '../../parquet/byte-buffer.ts'
import { ColumnChunkWriter } from '../../parquet/column-chunk.ts'
import { type Leaf, leavesOf, type Node } from '../../parquet/file-schema.ts'
import { type RowGroup, writeFooter } from '../../parquet/footer.ts'
import { loadSnappyCodec, zstdCodec } from '../../parquet/page-codec.ts'
import { type ParquetFlavour, ROW_GROUP_ROWS } from '../../parquet/parquet-file.ts'
import { MAGIC } from '../../parquet/parquet-format.ts'
import { ParquetDamage } from '../../parquet/reading/damage.ts'
import { readChunk } from '../pages/chunk-reader.ts'
import type { DecodedChunk } from '../pages/decoded-chunk.ts'
import { loadDecompression } from '../pages/page-codec-reader.ts'
import { checkPages } from '../pages/pages-of-chunk.ts'
import { chunkStructs, copiable, copyChunk } from './copied-chunk.ts'
import { NotMergeable, unionOfColumns } from './file-columns.ts'
import { type InputFile, leafKey, openInput } from './input-file.ts'
import { LeafMerger } from './leaf-merger.ts'
import { orderedRuns, type RowRun } from './row-runs.ts'

export interface MergeOptions {
  readonly parquet: ParquetFlavour
  readonly metadata: Readonly<Record<string, string>>
  /** Rows of a row group. Default 131072. */
  readonly rowGroupRows?: number
  /** Row groups of at least so many rows are copied as they are: there is nothing to gain. Default half of a full one. */
  readonly copyRows?: number
}

export type MergeResult =
  | { readonly result: 'merged'; readonly bytes: Uint8Array<ArrayBuffer>; readonly rows: number }
  /** One of the files cannot be read. */
  | { readonly result: 'damaged'; readonly file: number; readonly reason: string }
  /** A column of this file differs from one of that name in those before it. */
  | { readonly result: 'differ'; readonly file: number }

/** Parquet files as one, rows in the order of topic, partition and offset. */
export async function mergeFiles(files: readonly Uint8Array[], options: MergeOptions): Promise<MergeResult> {
  await loadDecompression()
  const inputs: InputFile[] = []
  for (const [file, bytes] of files.entries()) {
    try {
      inputs.push(openInput(bytes))
    } catch (error) {
      return damaged(error, file)
    }
  }
  const columns = unionOfColumns(inputs.map(input => input.columns))
  if (columns === null) return { result: 'differ', file: firstThatDiffers(inputs) }
  const codec = options.parquet === 'plain' ? await loadSnappyCodec() : zstdCodec
  const merge = new Merge(inputs, columns, new ColumnChunkWriter(codec, options.parquet === 'plain'), options)
  try {
    const bytes = merge.run()
    return { result: 'merged', bytes, rows: inputs.reduce((sum, input) => sum + input.metadata.rows, 0) }
  } catch (error) {
    return damaged(error, merge.reading)
  }
}

function firstThatDiffers(inputs: readonly InputFile[]): number {
  for (let file = 1; file < inputs.length; file++)
    if (unionOfColumns(inputs.slice(0, file + 1).map(input => input.columns)) === null) return file
  return inputs.length - 1
}

function damaged(error: unknown, file: number): MergeResult {
  if (error instanceof ParquetDamage || error instanceof NotMergeable)
    return { result: 'damaged', file, reason: error.message }
  throw error
}

class Merge {
  /** The file that is being read. */
  reading = 0
  readonly #inputs: readonly InputFile[]
  readonly #columns: readonly Node[]
  readonly #leaves: readonly Leaf[]
  readonly #mergers: readonly LeafMerger[]
  readonly #chunks: ColumnChunkWriter
  readonly #metadata: Readonly<Record<string, string>>
  readonly #groupRows: number
  readonly #copyRows: number
  readonly #out = new ByteBuffer()
  readonly #groups: RowGroup[] = []

  constructor(
    inputs: readonly InputFile[],
    columns: readonly Node[],
    chunks: ColumnChunkWriter,
    { metadata, rowGroupRows = ROW_GROUP_ROWS, copyRows = rowGroupRows / 2 }: MergeOptions,
  ) {
    this.#inputs = inputs
    this.#columns = columns
    this.#leaves = leavesOf(columns)
    this.#mergers = this.#leaves.map(leaf => new LeafMerger(leaf))
    this.#chunks = chunks
    this.#metadata = metadata
    this.#groupRows = rowGroupRows
    this.#copyRows = copyRows
    this.#out.reserve(inputs.reduce((sum, { bytes }) => sum + bytes.length, MAGIC.length))
  }

  run(): Uint8Array<ArrayBuffer> {
    this.#out.append(MAGIC)
    let pending: RowRun[] = []
    let rows = 0
    for (const run of this.#runs()) {
      if (this.#isLarge(run) && this.#copy(run, pending)) {
        pending = []
        rows = 0
        continue
      }
      for (let from = run.from; from < run.to; ) {
        const to = Math.min(run.to, from + this.#groupRows - rows)
        pending.push({ ...run, from, to })
        rows += to - from
        from = to
        if (rows < this.#groupRows) continue
        this.#write(pending)
        pending = []
        rows = 0
      }
    }
    this.#write(pending)
    writeFooter(this.#out, { nodes: this.#columns, rowGroups: this.#groups, metadata: this.#metadata })
    return this.#out.view().slice()
  }

  #runs(): RowRun[] {
    this.reading = 0
    for (const [file, { metadata }] of this.#inputs.entries()) {
      this.reading = file
      const rows = metadata.rowGroups.reduce((sum, group) => sum + group.rows, 0)
      if (rows !== metadata.rows) throw new ParquetDamage('its row groups do not have as many rows as it says')
    }
    return orderedRuns(this.#inputs)
  }

  #isLarge({ file, group, from, to }: RowRun): boolean {
    const { rows } = this.#inputs[file].metadata.rowGroups[group]
    return from === 0 && to === rows && rows >= this.#copyRows
  }

  /** Copies a row group as it is, behind what waits; false where it is not of the same columns. */
  #copy({ file, group }: RowRun, pending: readonly RowRun[]): boolean {
    const input = this.#inputs[file]
    if (JSON.stringify(input.columns) !== JSON.stringify(this.#columns)) return false
    this.reading = file
    const structs = chunkStructs(input, group)
    const chunks = structs.map((struct, i) => copiable(struct, this.#leaves[i]))
    if (chunks.some(chunk => chunk === null)) return false
    const { rows, chunks: stored } = input.metadata.rowGroups[group]
    for (const chunk of stored) checkPages(input.bytes, chunk)
    this.#write(pending)
    this.#groups.push({ rows, chunks: chunks.map((chunk, i) => copyChunk(this.#out, input, structs[i], chunk!)) })
    return true
  }

  #write(runs: readonly RowRun[]): void {
    if (runs.length === 0) return
    const chunks = this.#leaves.map((leaf, i) => {
      const merger = this.#mergers[i]
      let last: { readonly run: RowRun; readonly chunk: DecodedChunk } | undefined
      for (const run of runs) {
        this.reading = run.file
        const input = this.#inputs[run.file]
        const index = input.leaves.get(leafKey(leaf))
        if (index === undefined) {
          merger.appendNulls(run.to - run.from)
          continue
        }
        const chunk =
          last?.run.file === run.file && last.run.group === run.group ? last.chunk : this.#read(input, run.group, index)
        last = { run, chunk }
        const { maxDefinition } = input.metadata.leaves[index]
        merger.append(chunk, maxDefinition, levelOfRow(chunk, run.from), levelOfRow(chunk, run.to))
      }
      const written = this.#chunks.write(this.#out, merger.column())
      merger.clear()
      return written
    })
    this.#groups.push({ rows: runs.reduce((sum, run) => sum + run.to - run.from, 0), chunks })
  }

  #read(input: InputFile, group: number, leaf: number): DecodedChunk {
    const { rows, chunks } = input.metadata.rowGroups[group]
    const chunk = readChunk(input.bytes, chunks[leaf])
    if (levelOfRow(chunk, rows) !== chunk.count)
      throw new ParquetDamage('a column has not as many rows as its row group')
    return chunk
  }
}

/** Where a row begins among the levels; for the number of rows, their number. */
function levelOfRow({ repetition, count }: DecodedChunk, row: number): number {
  if (repetition === null) return row
  let seen = -1
  for (let i = 0; i < count; i++) {
    if (repetition[i] === 0) seen++
    if (seen === row) return i
  }
  return seen + 1 === row ? count : -1
}
