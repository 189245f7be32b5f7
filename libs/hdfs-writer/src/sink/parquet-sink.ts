import {
  type AppendSink,
  type BatchWriter,
  type FileSystem,
  type ModuleRef,
  type SinkContext,
  siblingModule,
} from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import type { ParquetEncoderOptions } from '../parquet/parquet-encoder.ts'
import { codecName } from '../parquet/parquet-file.ts'
import { limitConcurrency } from './limit-concurrency.ts'
import { ParquetBatchWriter } from './parquet-batch-writer.ts'
import { shortQueryId } from './part-file-name.ts'
import { queryStaging, useStaging } from './staging.ts'
import { claimTable } from './table-ownership.ts'

export interface ParquetSinkOptions extends ParquetEncoderOptions {
  readonly fs: FileSystem
  /** Absolute path of the table's directory. */
  readonly table: string
  /** Adds to a table that holds files of others. Default false. */
  readonly adopt?: boolean
  /** Files written or renamed at the same time. Default 4. */
  readonly uploads?: number
}

/**
 * Appends Parquet files to a table, exactly once. A file's name depends on query, batch, task and chunk alone; files are
 * staged outside the table and renamed into it without overwrite, so a replayed batch ends in the same files.
 */
export function parquetSink(options: ParquetSinkOptions): AppendSink {
  const { fs, table, adopt = false, uploads = 4, ...encoding } = options
  return new ParquetSink(fs, table, adopt, uploads, encoding)
}

class ParquetSink implements AppendSink {
  readonly mode = 'append'
  readonly description: string
  readonly encoder: ModuleRef
  readonly #fs: FileSystem
  readonly #table: string
  readonly #adopt: boolean
  readonly #limit: ReturnType<typeof limitConcurrency>
  readonly #codec: string
  #context: SinkContext | undefined
  /** What remains to be done about the ownership of the table once the query has started. */
  #confirmClaim: (() => Promise<void>) | undefined
  #letGoOfStaging: (() => Promise<void>) | undefined
  /** Batches up to this one may have left files behind: the one that a dead process left, and those begun here. */
  #begun = -1

  constructor(fs: FileSystem, table: string, adopt: boolean, uploads: number, encoding: ParquetEncoderOptions) {
    this.#fs = fs
    this.#table = table
    this.#adopt = adopt
    this.#limit = limitConcurrency(uploads)
    this.#codec = codecName(encoding.parquet ?? 'default')
    this.description = `Parquet[${fs.display(table)}]`
    this.encoder = {
      module: siblingModule(import.meta.url, '../parquet/parquet-encoder'),
      name: 'parquetEncoder',
      options: encoding,
    }
  }

  async open(context: SinkContext): Promise<void> {
    this.#confirmClaim = await claimTable(this.#fs, this.#table, context, this.#adopt)
    await this.#fs.delete(queryStaging(this.#table, context), { recursive: true })
    this.#letGoOfStaging = useStaging(this.#fs, this.#table, context)
    this.#context = context
    this.#begun = context.pendingBatch ?? -1
  }

  async begin(batchId: number): Promise<BatchWriter> {
    if (this.#context === undefined) throw new MillraceError('MILLRACE_INTERNAL', `${this.description} is not open.`)
    await this.#confirmClaim?.()
    this.#confirmClaim = undefined
    const replay = batchId <= this.#begun
    this.#begun = Math.max(batchId, this.#begun)
    return new ParquetBatchWriter({
      fs: this.#fs,
      table: this.#table,
      staging: `${queryStaging(this.#table, this.#context)}/b${String(batchId).padStart(8, '0')}`,
      query: shortQueryId(this.#context.queryId),
      batchId,
      codec: this.#codec,
      limit: this.#limit,
      replay,
    })
  }

  async close(): Promise<void> {
    this.#context = undefined
    await this.#letGoOfStaging?.()
    this.#letGoOfStaging = undefined
  }
}
