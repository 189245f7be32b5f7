import type { FileStatus, FileSystem } from '@millrace/engine'
import { compactionFolder, visibleFiles } from '@millrace/engine/table'
import { MillraceError } from '@millrace/errors'
import { tableFiles } from './table-files.ts'

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
    if (!isCompaction(batchId)) {
      await this.#write(batchId, lines)
      return
    }
    const all = [...(await this.#linesBefore(batchId, batches)), ...lines]
    await this.#write(batchId, await this.#resolved(all))
    // A merged file may have come while this was written: whichever of the two looks later corrects it.
    await this.resolve()
    await this.#removeBefore(batchId - COMPACT_INTERVAL, batches)
  }

  /** The batch of the newest file that holds all files before it; -1 before the first, null where no log is kept. */
  async lastCompaction(): Promise<number | null> {
    const batches = await this.#batches()
    if (batches.size === 0) return null
    return Math.max(-1, ...[...batches.keys()].filter(isCompaction))
  }

  /** The paths of the files in that file; null where no log is kept. */
  async compacted(): Promise<ReadonlySet<string> | null> {
    const last = await this.lastCompaction()
    if (last === null) return null
    return new Set(last < 0 ? [] : (await this.#linesOf(last)).map(line => this.#path(line)))
  }

  async #linesOf(compaction: number): Promise<string[]> {
    const text = new TextDecoder().decode(await this.#fs.read(`${this.#directory}/${compaction}.compact`))
    return text.split('\n').slice(1)
  }

  /**
   * Puts merged files that are in the table into the place of what they hold, in one step: all of that is in the newest compaction of the
   * log. Done again until no newer one has come meanwhile.
   */
  async resolve(): Promise<void> {
    await this.#rewrite(lines => this.#resolved(lines))
  }

  /** Takes the files of a partition out of the log. */
  async forget(partition: string): Promise<void> {
    await this.#rewrite(async lines => lines.filter(line => !this.#relative(line).startsWith(`${partition}/`)))
  }

  async #rewrite(change: (lines: readonly string[]) => Promise<readonly string[]>): Promise<void> {
    for (let done: number | null = null; ; ) {
      const last = await this.lastCompaction()
      if (last === null || last < 0) return
      const lines = await this.#linesOf(last)
      const changed = await change(lines)
      const isSame = changed.length === lines.length && changed.every((line, i) => line === lines[i])
      if (isSame && done === last) return
      if (!isSame) await this.#write(last, changed)
      done = last
    }
  }

  /** The lines with merged files in the place of what they hold. */
  async #resolved(lines: readonly string[]): Promise<readonly string[]> {
    if ((await this.#fs.status(compactionFolder(this.#table))) === null) return lines
    const listed = await tableFiles(this.#fs, this.#table)
    const partitions = new Set(listed.map(file => this.#partition(file.path)))
    const known = new Map(lines.map(line => [this.#path(line), line]))
    const files = [...known.keys()]
      // Of a partition without any file: it was dropped.
      .filter(path => this.#partition(path) === '' || partitions.has(this.#partition(path)))
      .map(path => listedAs(path))
    return visibleFiles(files, listed).map(
      file => known.get(file.path) ?? this.#line(file, lines.length > 0 ? this.#rootOf(lines[0]) : this.#uri),
    )
  }

  #path(line: string): string {
    return `${this.#table}/${this.#relative(line)}`
  }

  /** The path of a line's file within the table. */
  #relative(line: string): string {
    return decodeURIComponent(pathIn(line).slice(this.#rootOf(line).length + 1))
  }

  /** How a line names the table: whoever compacts it may know it by another name than its writer. */
  #rootOf(line: string): string {
    const path = pathIn(line)
    if (path.startsWith(`${this.#uri}/`)) return this.#uri
    const name = encodePath(this.#table.slice(this.#table.lastIndexOf('/')))
    return path.slice(0, path.lastIndexOf(`${name}/`) + name.length)
  }

  #partition(path: string): string {
    return path.slice(this.#table.length + 1, Math.max(this.#table.length + 1, path.lastIndexOf('/')))
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

  #line({ path, length }: LoggedFile, uri = this.#uri): string {
    return JSON.stringify({
      path: `${uri}${encodePath(path.slice(this.#table.length))}`,
      size: length,
      isDir: false,
      modificationTime: Date.now(),
      blockReplication: 1,
      blockSize: BLOCK_BYTES,
      action: 'add',
    })
  }
}

const pathIn = (line: string): string => (JSON.parse(line) as { readonly path: string }).path

/** A file as a listing would have it, but for its length and time. */
const listedAs = (path: string): FileStatus => ({
  path,
  name: path.slice(path.lastIndexOf('/') + 1),
  kind: 'file',
  length: 0,
  modified: 0,
})

/** As in a URI: Spark decodes it. */
const encodePath = (path: string): string => encodeURI(path).replace(/[#?]/g, encodeURIComponent)
