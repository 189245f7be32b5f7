import type { Schema } from '@millrace/columns'
import type { FileStatus, InputPartition, ModuleRef, Offset, RawBlock, ReadLimit, Source } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import type { RowFormat } from '../rows/row-format.ts'
import { type DirectoryOffset, directoryOffset, NOTHING_TAKEN, pathDigest, seenDigests } from './directory-offset.ts'
import {
  type DirectorySourceOptions,
  type ResolvedDirectoryOptions,
  resolveDirectoryOptions,
} from './directory-source-options.ts'
import { fileBlocks } from './file-blocks.ts'
import { piecesFromJson, piecesToJson, tasksOf } from './file-pieces.ts'
import { listFiles, partitionValues } from './list-files.ts'
import { decoderWith } from './with-partitions.ts'

/** A source of the rows of a format and of the columns in the names of directories. */
export interface DirectorySource<F extends RowFormat = RowFormat, P extends Schema = Schema> extends Source {
  readonly structured: F['structured']
  readonly schema: readonly [...F['schema'], ...P]
}

/** A row has so many bytes, for all we know before it is read. */
const ROW_BYTES = 100

/**
 * The files that appear in a directory, each once, in the order of their modification times and then paths: Spark's file source. A
 * file has to appear with all its content, by a rename: files are not taken while they are empty, hidden (`.x`, `_x`) or named
 * `x.inprogress` or `x.tmp`. A step of the offset is a file, so `maxOffsetsPerTrigger` counts files. A file that was taken, deleted and
 * made again is a new file.
 *
 * @throws MILLRACE_FILE_MISSING when a file of a batch is gone before it is read (see `failOnDataLoss`).
 */
export function directorySource<F extends RowFormat, const P extends Schema = readonly []>(
  options: DirectorySourceOptions<F, P>,
): DirectorySource<F, P> {
  return new FileStreamSource(resolveDirectoryOptions(options)) as unknown as DirectorySource<F, P>
}

class FileStreamSource implements Source {
  readonly description: string
  readonly schema: Schema
  readonly structured: boolean
  readonly position: { readonly source: string; readonly position: string }
  readonly decoder: ModuleRef
  readonly defaultLimit: ReadLimit
  readonly #options: ResolvedDirectoryOptions
  #pinned: ReadonlySet<string> | undefined

  constructor(options: ResolvedDirectoryOptions) {
    const { fs, path, format, partitionColumns, maxFilesPerTrigger } = options
    this.#options = options
    this.description = `FileStreamSource[${fs.display(path)}]`
    this.schema = [...format.schema, ...partitionColumns]
    this.structured = format.structured
    this.position = format.position
    this.decoder = decoderWith(format, partitionColumns)
    this.defaultLimit = { maxRows: maxFilesPerTrigger }
  }

  async open({ wait }: { readonly wait: boolean }): Promise<void> {
    const { fs, path } = this.#options
    const status = await fs.status(path)
    if (status?.kind === 'file')
      throw new MillraceError('MILLRACE_INPUT_MISSING', `${fs.display(path)} is a file; expected a directory.`)
    if (status === null && !wait)
      throw new MillraceError('MILLRACE_INPUT_MISSING', `The directory ${fs.display(path)} does not exist.`)
  }

  initialOffset = async (): Promise<Offset> => NOTHING_TAKEN as unknown as Offset

  async latestOffset(start: Offset, limit: ReadLimit): Promise<{ readonly end: Offset; readonly latest: Offset }> {
    const { path, maxFileAge } = this.#options
    const from = directoryOffset(start)
    const seen = seenDigests(from)
    const listed = (await this.#list()).map(file => {
      const name = file.path.slice(path.length + 1)
      return { name, length: file.length, modified: file.modified, digest: pathDigest(name) }
    })
    const fresh = listed
      .filter(file => file.modified >= from.since && !seen.has(file.digest))
      .sort((a, b) => a.modified - b.modified || (a.name < b.name ? -1 : 1))
    const latest = { files: from.files + fresh.length }
    const taken = limit === 'all' ? fresh : fresh.slice(0, limit.maxRows)
    if (taken.length === 0) return { end: start, latest }
    const newest = taken.reduce((time, file) => Math.max(time, file.modified), 0)
    const since = Math.max(from.since, newest - maxFileAge)
    for (const { digest } of taken) seen.add(digest)
    const remembered = listed.filter(file => file.modified >= since && seen.has(file.digest))
    const end: DirectoryOffset = {
      files: from.files + taken.length,
      taken: taken.map(file => [file.name, file.length]),
      since,
      seen: remembered.map(file => file.digest).join(''),
    }
    return { end: end as unknown as Offset, latest }
  }

  async pin(): Promise<void> {
    this.#pinned = undefined
    this.#pinned = new Set((await this.#list()).map(file => file.path))
  }

  async partitions(start: Offset, end: Offset): Promise<readonly InputPartition[]> {
    const { path, format } = this.#options
    const { files, taken } = directoryOffset(end)
    const count = files - directoryOffset(start).files
    if (count !== 0 && count !== taken.length)
      throw new MillraceError(
        'MILLRACE_INTERNAL',
        `The offsets ${files - count} and ${files} of ${this.description} are of no batch.`,
      )
    const batch = count === 0 ? [] : taken
    const found = batch.map(([name, length]) => ({
      path: `${path}/${name}`,
      length,
      partition: partitionValues('', name),
    }))
    return tasksOf(found, format.lines).map((pieces, i) => ({
      id: String(i).padStart(6, '0'),
      range: piecesToJson(pieces),
      rows: Math.ceil(pieces.reduce((sum, piece) => sum + piece.to - piece.from, 0) / ROW_BYTES),
    }))
  }

  async *read(partition: InputPartition, signal: AbortSignal): AsyncGenerator<RawBlock> {
    const { fs, format, failOnDataLoss } = this.#options
    for (const piece of piecesFromJson(partition.range)) {
      signal.throwIfAborted()
      try {
        yield* fileBlocks(fs, piece, format.lines)
      } catch (error) {
        if (!(error instanceof MillraceError) || error.code !== 'MILLRACE_FILE_MISSING') throw error
        if (failOnDataLoss) throw lost(error)
      }
    }
  }

  async committed(): Promise<void> {}

  distance(from: Offset, to: Offset): number {
    return directoryOffset(to).files - directoryOffset(from).files
  }

  async close(): Promise<void> {}

  async #list(): Promise<FileStatus[]> {
    const { fs, path } = this.#options
    const files = (await listFiles(fs, path, 'directory')).filter(file => file.length > 0)
    return this.#pinned === undefined ? files : files.filter(file => this.#pinned?.has(file.path))
  }
}

const lost = (error: MillraceError): MillraceError =>
  new MillraceError('MILLRACE_FILE_MISSING', `${error.message} With failOnDataLoss: false such files are left out.`, {
    cause: error,
  })
