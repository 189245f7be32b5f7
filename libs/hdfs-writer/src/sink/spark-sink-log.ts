import type { FileSystem } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'

/** A data file of a table. */
export interface LoggedFile {
  /** Absolute path in the file system. */
  readonly path: string
  readonly length: number
}

/** Every tenth batch's file holds all files of the table: Spark's default of spark.sql.streaming.fileSink.log.compactInterval. */
const COMPACT_INTERVAL = 10
const VERSION = 'v1'
/** Spark stores HDFS's; nobody reads by them here. */
const BLOCK_BYTES = 128 * 1024 * 1024

const isCompaction = (batchId: number): boolean => (batchId + 1) % COMPACT_INTERVAL === 0

/**
 * The log of a table's files that Spark's file sink keeps (FileStreamSinkLog): `_spark_metadata/N` holds a line `v1` and then a file a
 * line, as JSON. A batch read by Spark takes the files of the log and no others, so a batch is seen as a whole.
 */
export class SparkSinkLog {
  readonly #fs: FileSystem
  readonly #table: string
  readonly #directory: string
  readonly #uri: string

  /** `uri` is how Spark names the table; default `file://` and its path on the local disk, else its path in Spark's default file system. */
  constructor(fs: FileSystem, table: string, uri?: string) {
    this.#fs = fs
    this.#table = table
    this.#directory = `${table}/_spark_metadata`
    this.#uri = (uri ?? `${fs.description === 'file:' ? 'file://' : ''}${encodePath(table)}`).replace(/\/+$/, '')
  }

  async exists(): Promise<boolean> {
    return (await this.#batches()).size > 0
  }

  /** The highest batch in the log; -1 for none. */
  async last(): Promise<number> {
    return Math.max(-1, ...(await this.#batches()).keys())
  }

  /**
   * Writes down the files of a batch, those of an earlier attempt forgotten. `earlier` gives the table's files of other batches: a log that
   * begins with a later batch than 0 has to name them.
   */
  async add(
    batchId: number,
    files: readonly LoggedFile[],
    earlier: () => Promise<readonly LoggedFile[]>,
  ): Promise<void> {
    const batches = await this.#batches()
    if (!batches.has(batchId - 1) && !batches.has(batchId)) await this.#begin(batchId, await earlier(), batches)
    const lines = files.map(file => this.#line(file))
    await this.#write(
      batchId,
      isCompaction(batchId) ? [...(await this.#linesBefore(batchId, batches)), ...lines] : lines,
    )
    if (isCompaction(batchId)) await this.#removeBefore(batchId - COMPACT_INTERVAL, batches)
  }

  /** Writes what Spark expects to find before the batch. */
  async #begin(batchId: number, files: readonly LoggedFile[], batches: Map<number, string>): Promise<void> {
    if (batchId === 0) {
      if (files.length === 0) return
      throw new MillraceError(
        'MILLRACE_TABLE_FOREIGN',
        `${this.#fs.display(this.#table)} has files and no log of them: a reader of the log would not see them.`,
      )
    }
    const first = Math.max(0, Math.floor(batchId / COMPACT_INTERVAL) * COMPACT_INTERVAL - 1)
    for (let id = first; id < batchId; id++)
      batches.set(id, await this.#write(id, id === first ? files.map(file => this.#line(file)) : []))
  }

  async #write(batchId: number, lines: readonly string[]): Promise<string> {
    const name = `${batchId}${isCompaction(batchId) ? '.compact' : ''}`
    const path = `${this.#directory}/${name}`
    const hidden = `${this.#directory}/.${name}.inprogress`
    await this.#fs.write(hidden, new TextEncoder().encode([VERSION, ...lines].join('\n')))
    await this.#fs.rename(hidden, path, { overwrite: true })
    return name
  }

  async #linesBefore(batchId: number, batches: ReadonlyMap<number, string>): Promise<string[]> {
    const lines: string[] = []
    for (let id = Math.max(0, batchId - COMPACT_INTERVAL); id < batchId; id++) {
      const name = batches.get(id)
      if (name === undefined)
        throw new MillraceError(
          'MILLRACE_INPUT_DAMAGED',
          `${this.#fs.display(`${this.#directory}/${id}`)} is missing: the log of the table's files is not whole.`,
        )
      const text = new TextDecoder().decode(await this.#fs.read(`${this.#directory}/${name}`))
      lines.push(...text.split('\n').slice(1))
    }
    return lines.filter(line => line !== '')
  }

  /** Files that a later compaction holds. The newest of them stay for readers that have begun. */
  async #removeBefore(batchId: number, batches: ReadonlyMap<number, string>): Promise<void> {
    for (const [id, name] of batches) if (id < batchId) await this.#fs.delete(`${this.#directory}/${name}`)
  }

  /** Names of the log's files by batch. */
  async #batches(): Promise<Map<number, string>> {
    const batches = new Map<number, string>()
    for (const { name } of await this.#fs.list(this.#directory)) {
      const found = /^(\d+)(?:\.compact)?$/.exec(name)
      if (found !== null) batches.set(Number(found[1]), name)
    }
    return batches
  }

  #line({ path, length }: LoggedFile): string {
    return JSON.stringify({
      path: `${this.#uri}${encodePath(path.slice(this.#table.length))}`,
      size: length,
      isDir: false,
      modificationTime: Date.now(),
      blockReplication: 1,
      blockSize: BLOCK_BYTES,
      action: 'add',
    })
  }
}

/** As in a URI: Spark decodes it. */
const encodePath = (path: string): string => encodeURI(path).replace(/[#?]/g, encodeURIComponent)
