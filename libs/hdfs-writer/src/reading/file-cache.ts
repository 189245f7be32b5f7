import { createHash, randomBytes } from 'node:crypto'
import { link, mkdir, open, rename, rm, stat, unlink, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import type { FileStatus, FileSystem } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { errnoOf, localError } from '../local/local-error.ts'
import { limitConcurrency } from '../sink/limit-concurrency.ts'
import { cachedFiles, removeLeftovers } from './cache-contents.ts'

export interface FileCacheOptions {
  /** Local directory, made where it is missing. */
  readonly directory: string
  /** Bytes. */
  readonly limit: number
}

/** A file of a file system, and the local path at which it is wanted. */
export interface WantedFile {
  readonly file: Pick<FileStatus, 'path' | 'length' | 'modified'>
  readonly target: string
}

/** Files fetched at the same time, and bytes of each in one request: together the memory that fetching takes. */
const FETCHES = 6
const RANGE = 8 * 1024 * 1024
/** A file that is replaced while it is read is read again. */
const MOST_READS = 3

/**
 * Copies of remote files on local disk, kept between runs and shared by processes. A copy is named by where it comes from, its
 * length and its time of modification, so a replaced file is another one; it gets its name when it is complete. Each user links
 * the copies into a folder of its own: what another process evicts meanwhile stays there until it is done.
 */
export class FileCache {
  readonly #directory: string
  readonly #limit: number
  /** A folder for files at the names that this user wants; removed by `close`. */
  readonly folder: string
  /** Bytes of all files that this user was given. */
  #provided = 0

  private constructor({ directory, limit }: FileCacheOptions, folder: string) {
    this.#directory = directory
    this.#limit = limit
    this.folder = folder
  }

  static async open(options: FileCacheOptions): Promise<FileCache> {
    const { directory } = options
    const folder = join(directory, 'users', `${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`)
    try {
      await mkdir(folder, { recursive: true })
      await removeLeftovers(directory)
    } catch (error) {
      throw localError(error, 'make the cache', directory)
    }
    return new FileCache(options, folder)
  }

  /**
   * Puts files at their targets below `folder`.
   * @throws MillraceError MILLRACE_FILE_MISSING when one is gone or was replaced; MILLRACE_DISK_FULL; MILLRACE_USAGE when together
   * with those of earlier calls they are more than the cache may hold.
   */
  async provide(fs: FileSystem, wanted: readonly WantedFile[]): Promise<void> {
    const total = wanted.reduce((sum, { file }) => sum + file.length, this.#provided)
    if (total > this.#limit)
      throw new MillraceError(
        'MILLRACE_USAGE',
        `The files that are needed take ${total} bytes and the cache may hold ${this.#limit}: expected a larger --cache-size, or a query of fewer partitions.`,
      )
    const missing: WantedFile[] = []
    for (const each of wanted) if (!(await this.#linked(this.#entryOf(fs, each), each))) missing.push(each)
    await this.#makeRoom(missing.reduce((sum, { file }) => sum + file.length, 0))
    const limit = limitConcurrency(FETCHES)
    let failed = false
    const fetched = missing.map(each =>
      limit(async () => {
        if (failed) return
        try {
          await this.#fetch(fs, each)
        } catch (error) {
          failed = true
          throw error
        }
      }),
    )
    // All have ended before anyone hears of a failure.
    for (const result of await Promise.allSettled(fetched)) if (result.status === 'rejected') throw result.reason
    this.#provided = total
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }

  #entryOf(fs: FileSystem, { file }: WantedFile): string {
    const key = [fs.description, file.path, file.length, file.modified].join('\n')
    return join(this.#directory, `${createHash('sha256').update(key).digest('hex').slice(0, 40)}.copy`)
  }

  /** Links a copy and marks it as used now; false where there is none. */
  async #linked(entry: string, { file, target }: WantedFile): Promise<boolean> {
    try {
      if ((await stat(entry)).size !== file.length) {
        // After a power cut a file may have its name and not its bytes.
        await unlink(entry)
        return false
      }
      await mkdir(dirname(target), { recursive: true })
      await link(entry, target)
      // The same file, by the name that nobody else removes.
      await markUsed(target)
      return true
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return false
      throw localError(error, 'use the cache', this.#directory)
    }
  }

  async #makeRoom(bytes: number): Promise<void> {
    const files = await cachedFiles(this.#directory)
    let used = files.reduce((sum, { size }) => sum + size, 0)
    for (const { path, size } of files.sort((a, b) => a.used - b.used)) {
      if (used + bytes <= this.#limit) return
      await rm(path, { force: true })
      used -= size
    }
  }

  async #fetch(fs: FileSystem, wanted: WantedFile): Promise<void> {
    const { file, target } = wanted
    const entry = this.#entryOf(fs, wanted)
    const part = `${entry}.${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}.part`
    try {
      await this.#writeSteadily(fs, file, part)
      await markUsed(part)
      await mkdir(dirname(target), { recursive: true })
      await link(part, target)
      await rename(part, entry)
    } catch (error) {
      await rm(part, { force: true })
      if (errnoOf(error) === 'ENOSPC') throw this.#full(fs, file.path, error)
      throw error instanceof MillraceError ? error : localError(error, 'use the cache', this.#directory)
    }
  }

  /** Writes a copy of which no part was replaced meanwhile. What is known of the file may be older than it is. */
  async #writeSteadily(fs: FileSystem, file: WantedFile['file'], part: string): Promise<void> {
    for (let { modified } = file, n = 0; n < MOST_READS; n++) {
      await this.#write(fs, file, part)
      const now = await fs.status(file.path)
      if (now?.length !== file.length) break
      if (now.modified === modified) return
      modified = now.modified
    }
    throw replaced(fs, file.path)
  }

  async #write(fs: FileSystem, { path, length }: WantedFile['file'], part: string): Promise<void> {
    const handle = await open(part, 'w')
    try {
      for (let offset = 0; offset < length; offset += RANGE) {
        const range = { offset, length: Math.min(RANGE, length - offset) }
        const bytes = await fs.read(path, range)
        if (bytes.length !== range.length) throw replaced(fs, path)
        await handle.writeFile(bytes)
      }
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  #full(fs: FileSystem, path: string, cause: unknown): MillraceError {
    return new MillraceError(
      'MILLRACE_DISK_FULL',
      `Could not keep a copy of ${fs.display(path)} in ${this.#directory}: the disk is full. Expected space there, or another --cache-directory.`,
      { cause },
    )
  }
}

/** By one clock, finer than milliseconds: uses follow closely on each other. */
async function markUsed(path: string): Promise<void> {
  const seconds = (performance.timeOrigin + performance.now()) / 1000
  await utimes(path, seconds, seconds)
}

const replaced = (fs: FileSystem, path: string): MillraceError =>
  new MillraceError('MILLRACE_FILE_MISSING', `${fs.display(path)} was replaced while it was read.`)
