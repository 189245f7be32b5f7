import { stat } from 'node:fs/promises'
import { asMillraceError, MillraceError } from '@millrace/errors'
import { findFiles } from '@millrace/files/find-files'
import { isCopyOfOpenFile } from './copied-file.ts'
import { FollowedFile } from './followed-file.ts'
import { openFile } from './open-file.ts'
import { restMessage } from './read-once.ts'
import type { Reading } from './reading.ts'
import { findRotatedRest } from './rotated-rest.ts'
import { Tail } from './tail.ts'

/** How long a file that begins like one being read is taken for a copy in the making, since its size last changed. */
const COPY_WAIT = 60_000

/** The files being followed, by device and inode, in the order in which they were found. */
export class FollowedFiles {
  readonly #reading: Reading
  readonly #files = new Map<string, FollowedFile>()
  /** What was said already. */
  readonly #warned = new Set<string>()
  readonly #copies = new Map<string, { size: bigint; since: number }>()

  constructor(reading: Reading) {
    this.#reading = reading
  }

  all(): FollowedFile[] {
    return [...this.#files.values()]
  }

  async remove(file: FollowedFile): Promise<void> {
    this.#files.delete(file.key)
    await file.tail.close()
  }

  async close(): Promise<void> {
    for (const file of this.#files.values()) await file.tail.close()
    this.#files.clear()
  }

  /** Finds out which files have the names asked for now; opens the new ones. */
  async look(): Promise<void> {
    const found = new Map<string, { path: string; size: bigint }>()
    for (const input of this.#reading.inputs) {
      for (const path of await this.#pathsOf(input)) {
        const status = await stat(path, { bigint: true }).catch(() => null)
        if (status !== null && !status.isFile())
          this.#warnOnce(`pipe ${path}`, `${path} is no regular file; it is not followed.`)
        else if (status !== null) found.set(`${status.dev}:${status.ino}`, { path, size: status.size })
      }
    }
    for (const file of this.#files.values()) {
      const now = found.get(file.key)
      file.setNamed(now !== undefined)
      if (now !== undefined) file.tail.path = now.path
    }
    for (const [key, { path, size }] of found) {
      if (!this.#files.has(key)) await this.#open(key, path, size)
    }
  }

  async #pathsOf(input: string): Promise<string[]> {
    try {
      const paths = await findFiles(input)
      this.#warned.delete(input)
      return paths
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error
      this.#warnOnce(input, `${error.message} Waiting for it.`)
      return []
    }
  }

  #warnOnce(about: string, text: string): void {
    if (!this.#warned.has(about)) this.#reading.log.warn(text)
    this.#warned.add(about)
  }

  async #open(key: string, path: string, size: bigint): Promise<void> {
    const { book, oversize, log, stats } = this.#reading
    const file = await openFile(path).catch(error => {
      this.#warnOnce(`open ${path}`, `${asMillraceError(error).message} Trying again.`)
      return null
    })
    if (file === null) return
    this.#warned.delete(`open ${path}`)
    const tails = this.all().map(followed => followed.tail)
    if ((await isCopyOfOpenFile(file, tails)) && this.#waitsForCopy(key, size)) {
      await file.handle.close()
      return
    }
    this.#copies.delete(key)
    const resumed = await book.resume(file)
    const rest = await findRotatedRest(path, book)
    if (rest !== null) {
      const tail = new Tail(rest.file, rest.resumed, book, oversize)
      const old = new FollowedFile(tail, this.#reading, () => log.info(restMessage(tail.path, path)))
      if (this.#files.has(old.key)) await tail.close()
      else this.#files.set(old.key, old)
    }
    this.#files.set(key, new FollowedFile(new Tail(file, resumed, book, oversize), this.#reading))
    stats.files++
  }

  /** A rotation that copies or compresses shows the new file while the old one is still there: both hold the same lines. */
  #waitsForCopy(key: string, size: bigint): boolean {
    const seen = this.#copies.get(key)
    if (seen !== undefined && seen.size === size) return Date.now() - seen.since < COPY_WAIT
    this.#copies.set(key, { size, since: Date.now() })
    return true
  }
}
