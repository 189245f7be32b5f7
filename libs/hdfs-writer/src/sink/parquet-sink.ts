import {
  type AppendSink,
  type BatchWriter,
  type FileStatus,
  type FileSystem,
  type ModuleRef,
  type SinkContext,
  type SinkFiles,
  siblingModule,
} from '@millrace/engine'
import { MergedFiles, parseDataFileName, parsePartFileName, partFileName, shortQueryId } from '@millrace/engine/table'
import { MillraceError } from '@millrace/errors'
import type { ParquetEncoderOptions } from '../parquet/parquet-encoder.ts'
import { codecName } from '../parquet/parquet-file.ts'
import { limitConcurrency } from './limit-concurrency.ts'
import { ParquetBatchWriter } from './parquet-batch-writer.ts'
import { SparkSinkLog } from './spark-sink-log.ts'
import { queryStaging, useStaging } from './staging.ts'
import { tableFiles } from './table-files.ts'
import { claimTable } from './table-ownership.ts'
import { recordQuery } from './table-queries.ts'

export interface ParquetSinkOptions extends ParquetEncoderOptions {
  readonly fs: FileSystem
  /** Absolute path of the table's directory. */
  readonly table: string
  /** Adds to a table that holds files of others. Default false. */
  readonly adopt?: boolean
  /**
   * Keeps Spark's log of the table's files, `_spark_metadata`, by which a batch read with Spark sees batches as a whole. `uri` is how Spark
   * names the table; default `file://` and the path on the local disk, else the path in Spark's default file system. Default false.
   */
  readonly sparkMetadata?: boolean | { readonly uri: string }
  /** Files written or renamed at the same time. Default 4. */
  readonly uploads?: number
}

/**
 * Appends Parquet files to a table, exactly once. A file's name depends on query, batch, task and chunk alone; files are
 * staged outside the table and renamed into it without overwrite, so a replayed batch ends in the same files.
 */
export function parquetSink(options: ParquetSinkOptions): AppendSink {
  const { fs, table, adopt = false, uploads = 4, sparkMetadata = false, ...encoding } = options
  const uri = typeof sparkMetadata === 'object' ? sparkMetadata.uri : undefined
  const log = { kept: sparkMetadata !== false, files: new SparkSinkLog(fs, table, uri) }
  return new ParquetSink({ fs, table, adopt, uploads, encoding, log })
}

interface ParquetSinkParts {
  readonly fs: FileSystem
  readonly table: string
  readonly adopt: boolean
  readonly uploads: number
  readonly encoding: ParquetEncoderOptions
  readonly log: { readonly kept: boolean; readonly files: SparkSinkLog }
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
  readonly #log: { readonly kept: boolean; readonly files: SparkSinkLog }
  #context: SinkContext | undefined
  #recorded = false
  /** Merged files that were there when the query started; a batch that is not committed is in none that come later. */
  #merged = new MergedFiles<FileStatus>([])
  /** What remains to be done about the ownership of the table once the query has started. */
  #confirmClaim: (() => Promise<void>) | undefined
  #letGoOfStaging: (() => Promise<void>) | undefined
  /** Batches up to this one may have left files behind: the one that a dead process left, and those begun here. */
  #begun = -1

  constructor({ fs, table, adopt, uploads, encoding, log }: ParquetSinkParts) {
    this.#log = log
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
    await this.#checkLog(context)
    const files = await tableFiles(this.#fs, this.#table)
    this.#merged = new MergedFiles(files)
    const adopt = this.#adopt || context.adopt === true
    this.#confirmClaim = await claimTable(this.#fs, this.#table, files, context, adopt)
    await this.#fs.delete(queryStaging(this.#table, context), { recursive: true })
    this.#letGoOfStaging = useStaging(this.#fs, this.#table, context)
    this.#context = context
    this.#begun = context.pendingBatch ?? -1
  }

  async begin(batchId: number): Promise<BatchWriter> {
    if (this.#context === undefined) throw new MillraceError('MILLRACE_INTERNAL', `${this.description} is not open.`)
    const context = this.#context
    await this.#confirmClaim?.()
    this.#confirmClaim = undefined
    const query = shortQueryId(this.#context.queryId)
    const merged = this.#merged
    const isMerged = (directory: string): boolean =>
      merged.holdingBatches(directory, { query, firstBatch: batchId, lastBatch: batchId }) !== undefined
    this.#expectUnmerged(batchId, query)
    const replay = batchId <= this.#begun
    this.#begun = Math.max(batchId, this.#begun)
    return new ParquetBatchWriter({
      fs: this.#fs,
      table: this.#table,
      staging: `${queryStaging(this.#table, this.#context)}/b${String(batchId).padStart(8, '0')}`,
      query,
      batchId,
      isMerged,
      record: () => this.#record(context),
      codec: this.#codec,
      limit: this.#limit,
      log: this.#log.kept ? this.#log.files : undefined,
      replay,
    })
  }

  /** A batch that is planned anew though a merged file holds it: the checkpoint is older than the table, and its rows may be others. */
  #expectUnmerged(batchId: number, query: string): void {
    const { checkpoint, pendingBatch } = this.#context!
    if (batchId === pendingBatch || !this.#merged.holdAny({ query, firstBatch: batchId, lastBatch: batchId })) return
    throw new MillraceError(
      'MILLRACE_TABLE_FOREIGN',
      `The table ${this.#fs.display(this.#table)} holds batch ${batchId} in a merged file, and the checkpoint ${checkpoint} is about to plan it: it is older than the table. Give the checkpoint that belongs to the table, or choose another table.`,
    )
  }

  /** Once a start, before the first rows come into the table. */
  async #record(context: SinkContext): Promise<void> {
    if (this.#recorded) return
    await recordQuery(this.#fs, this.#table, context)
    this.#recorded = true
  }

  /** What is in the table and not in its log is not there for Spark; and a log has one writer. */
  async #checkLog({ newQuery, checkpoint }: SinkContext): Promise<void> {
    const { kept, files } = this.#log
    if (!(await files.exists())) return
    const table = this.#fs.display(this.#table)
    if (!kept)
      throw new MillraceError(
        'MILLRACE_USAGE',
        `The table ${table} has a log of its files, _spark_metadata: without sparkMetadata readers would not see what is added.`,
      )
    if (newQuery)
      throw new MillraceError(
        'MILLRACE_TABLE_FOREIGN',
        `The log of the table ${table}, _spark_metadata, was not written by the query of checkpoint ${checkpoint}.`,
      )
  }

  readonly files: SinkFiles = {
    format: 'parquet',
    path: (queryId, batchId, { task, chunk, group }) => {
      const name = partFileName({ task, query: shortQueryId(queryId), batchId, chunk }, this.#codec)
      return group === '' ? name : `${group}/${name}`
    },
    ofBatch: async (queryId, batchId) => {
      const ofBatch = (await tableFiles(this.#fs, this.#table)).filter(({ name }) => {
        const data = parseDataFileName(name)
        return data?.query === shortQueryId(queryId) && data.firstBatch <= batchId && batchId <= data.lastBatch
      })
      const files = ofBatch.some(({ name }) => parsePartFileName(name) === null) ? [] : ofBatch
      return files.map(({ path }) => ({
        path: path.slice(this.#table.length + 1),
        read: () => this.#fs.read(path),
      }))
    },
  }

  async close(): Promise<void> {
    this.#context = undefined
    await this.#letGoOfStaging?.()
    this.#letGoOfStaging = undefined
  }
}
