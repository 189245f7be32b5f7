import type { ColumnBatch } from '@millrace/columns'
import type { CompleteSink, FileSystem, SinkContext, SinkResult } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { type ParquetFlavour, parquetFile } from '../parquet/parquet-file.ts'
import { analysesStaging, IN_PROGRESS, useStaging } from './staging.ts'

export interface ParquetTableSinkOptions {
  readonly fs: FileSystem
  /** Absolute path of the table that the analysis belongs to. */
  readonly table: string
  /** Name of the analysis: letters, digits, `-` and `_`. */
  readonly name: string
  readonly parquet?: ParquetFlavour
}

/** Key of the metadata that tells where the figures of a file come from: `{"analysis","queryId","batchId"}` as JSON. */
export const ANALYSIS_METADATA = 'millrace'

/** The whole result of a query as one file, `<table>.analyses/<name>.parquet`, replaced atomically by every batch. */
export const parquetTableSink = (options: ParquetTableSinkOptions): CompleteSink => new ParquetTableSink(options)

class ParquetTableSink implements CompleteSink {
  readonly mode = 'complete'
  readonly durable = true
  readonly description: string
  readonly #options: ParquetTableSinkOptions
  readonly #path: string
  #context: SinkContext | undefined
  #letGoOfStaging: (() => Promise<void>) | undefined

  constructor(options: ParquetTableSinkOptions) {
    if (!/^[\w-]+$/.test(options.name)) {
      throw new MillraceError(
        'MILLRACE_USAGE',
        `${options.name} cannot name an analysis: only letters, digits, - and _ can be in its file's name.`,
      )
    }
    this.#options = options
    this.#path = `${options.table}.analyses/${options.name}.parquet`
    this.description = `Parquet[${options.fs.display(this.#path)}]`
  }

  async open(context: SinkContext): Promise<void> {
    await this.#options.fs.status(this.#path)
    this.#letGoOfStaging = useStaging(this.#options.fs, this.#options.table, context)
    this.#context = context
  }

  async replace(batchId: number, rows: ColumnBatch): Promise<SinkResult> {
    const { fs, table, name } = this.#options
    if (this.#context === undefined) throw new MillraceError('MILLRACE_INTERNAL', `${this.description} is not open.`)
    const bytes = await this.#encoded(this.#context.queryId, batchId, rows)
    if (!(await this.#holds(bytes))) {
      const staged = `${analysesStaging(table, this.#context)}/${name}.parquet${IN_PROGRESS}`
      await fs.write(staged, bytes)
      await fs.rename(staged, this.#path, { overwrite: true })
    }
    return { rows: rows.length }
  }

  async shows(queryId: string, batchId: number, rows: ColumnBatch): Promise<boolean | null> {
    const { fs } = this.#options
    if ((await fs.status(this.#path)) === null) return null
    const [there, expected] = [await fs.read(this.#path), await this.#encoded(queryId, batchId, rows)]
    if (Buffer.compare(there, expected) === 0) return true
    // The metadata of the newest batch stands in the file as text.
    return Buffer.from(there).includes(this.#metadata(queryId, batchId)) ? false : null
  }

  async close(): Promise<void> {
    this.#context = undefined
    await this.#letGoOfStaging?.()
    this.#letGoOfStaging = undefined
  }

  #encoded(queryId: string, batchId: number, rows: ColumnBatch): Promise<Uint8Array> {
    const metadata = { [ANALYSIS_METADATA]: this.#metadata(queryId, batchId) }
    return parquetFile(rows, { parquet: this.#options.parquet, metadata })
  }

  #metadata(queryId: string, batchId: number): string {
    return JSON.stringify({ analysis: this.#options.name, queryId, batchId })
  }

  /** The same rows of the same batch make the same bytes, so a replay is recognised by them. */
  async #holds(bytes: Uint8Array): Promise<boolean> {
    const { fs } = this.#options
    if ((await fs.status(this.#path))?.length !== bytes.length) return false
    return Buffer.compare(await fs.read(this.#path), bytes) === 0
  }
}
