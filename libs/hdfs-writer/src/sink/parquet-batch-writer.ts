import type { Artefact, BatchWriter, FileSystem, SinkResult } from '@millrace/engine'
import { parsePartFileName, partFileName, visibleFiles } from '@millrace/engine/table'
import { MillraceError } from '@millrace/errors'
import { allEnded } from './all-ended.ts'
import type { SparkSinkLog } from './spark-sink-log.ts'
import { IN_PROGRESS } from './staging.ts'
import { tableFiles } from './table-files.ts'

export interface BatchTarget {
  readonly fs: FileSystem
  readonly table: string
  /** This batch's own staging directory. */
  readonly staging: string
  readonly query: string
  readonly batchId: number
  /** True where a merged file holds what the batch wrote into a directory, whose path ends with `/`. */
  readonly isMerged: (directory: string) => boolean
  /** Leaves word of the query in the table. */
  readonly record: () => Promise<void>
  readonly codec: string
  readonly limit: <T>(task: () => Promise<T>) => Promise<T>
  /** Spark's log of the table's files, where it is kept. */
  readonly log?: SparkSinkLog
  /** True when an earlier attempt at this batch may have left files in the table. */
  readonly replay: boolean
}

interface StagedFile {
  readonly length: number
  readonly rows: number
}

/** One batch on its way into a table: staged files by their path within the table. */
export class ParquetBatchWriter implements BatchWriter {
  readonly #target: BatchTarget
  readonly #staged = new Map<string, StagedFile>()
  #replay: boolean

  constructor(target: BatchTarget) {
    this.#target = target
    this.#replay = target.replay
  }

  async stage(artefact: Artefact): Promise<void> {
    const { fs, staging, query, batchId, codec, limit } = this.#target
    const name = partFileName({ task: artefact.task, query, batchId, chunk: artefact.chunk }, codec)
    const path = artefact.group === '' ? name : `${artefact.group}/${name}`
    if (this.#staged.has(path)) {
      throw new MillraceError('MILLRACE_INTERNAL', `Batch ${batchId} made the file ${path} twice.`)
    }
    this.#staged.set(path, { length: artefact.bytes.length, rows: artefact.rows })
    await limit(() => fs.write(`${staging}/${path}${IN_PROGRESS}`, artefact.bytes))
  }

  async commit(): Promise<SinkResult> {
    const { fs, staging, limit, record } = this.#target
    if (this.#staged.size > 0) await record()
    const paths = [...this.#staged.keys()].filter(path => !this.#isMerged(path)).sort()
    await allEnded(paths.map(path => limit(() => this.#publish(path))))
    await this.#writeLog()
    if (this.#replay) await this.#removeStale()
    await fs.delete(staging, { recursive: true })
    return { rows: [...this.#staged.values()].reduce((sum, file) => sum + file.rows, 0) }
  }

  async abort(): Promise<void> {
    this.#staged.clear()
    await this.#target.fs.delete(this.#target.staging, { recursive: true })
  }

  async #publish(path: string): Promise<void> {
    const { fs, table, staging } = this.#target
    const from = `${staging}/${path}${IN_PROGRESS}`
    const to = `${table}/${path}`
    try {
      await fs.rename(from, to, { overwrite: false })
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error
      if (error.code === 'MILLRACE_FILE_EXISTS') {
        // An earlier attempt came this far. Its rows may differ, and there may be more of its files.
        this.#replay = true
        await fs.rename(from, to, { overwrite: true })
      } else if (error.code !== 'MILLRACE_FILE_MISSING' || !(await this.#isPublished(path))) throw error
    }
  }

  /** For a file that is not staged any more: true when an earlier call of commit has moved it. */
  async #isPublished(path: string): Promise<boolean> {
    const { fs, table } = this.#target
    return (await fs.status(`${table}/${path}`))?.length === this.#staged.get(path)?.length
  }

  async #writeLog(): Promise<void> {
    const { fs, log, table, batchId } = this.#target
    const files = [...this.#staged]
      .filter(([path]) => !this.#isMerged(path))
      .map(([path, { length }]) => ({ path: `${table}/${path}`, length }))
    await log?.add(batchId, files, async () =>
      visibleFiles(await tableFiles(fs, table)).filter(file => !this.#isOfBatch(file.name)),
    )
  }

  /** The rows of a committed batch that runs again are in the table, under another name. */
  #isMerged(path: string): boolean {
    const { isMerged, table } = this.#target
    return isMerged(`${table}/${path.slice(0, path.lastIndexOf('/') + 1)}`)
  }

  #isOfBatch(name: string): boolean {
    const part = parsePartFileName(name)
    return part?.query === this.#target.query && part.batchId === this.#target.batchId
  }

  async #removeStale(): Promise<void> {
    const { fs, table, limit } = this.#target
    const stale = (await tableFiles(fs, table)).filter(
      file => this.#isOfBatch(file.name) && !this.#staged.has(file.path.slice(table.length + 1)),
    )
    await allEnded(stale.map(file => limit(() => fs.delete(file.path))))
  }
}
