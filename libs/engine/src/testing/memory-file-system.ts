import { MillraceError } from '@millrace/errors'
import type { FileStatus, FileSystem } from '../connector/file-system.ts'

interface StoredFile {
  readonly data: Uint8Array
  readonly modified: number
}

/** A file system in memory: what it holds outlives the engines that die over it. Directories exist while files are in them. */
export class MemoryFileSystem implements FileSystem {
  readonly description = 'memory:'
  readonly #files = new Map<string, StoredFile>()
  readonly #clock: () => number

  /** `clock` gives the times of modification. */
  constructor(clock: () => number = Date.now) {
    this.#clock = clock
  }

  display(path: string): string {
    return path
  }

  async write(path: string, data: Uint8Array): Promise<void> {
    this.put(path, data)
  }

  async read(path: string, range?: { readonly offset: number; readonly length: number }): Promise<Uint8Array> {
    const { data } = this.#file(path)
    return range === undefined ? data.slice() : data.slice(range.offset, range.offset + range.length)
  }

  async status(path: string): Promise<FileStatus | null> {
    const file = this.#files.get(path)
    if (file !== undefined) return fileStatus(path, file)
    return this.paths(`${path}/`).length > 0 ? directoryStatus(path) : null
  }

  async list(path: string): Promise<readonly FileStatus[]> {
    const children = new Map<string, FileStatus>()
    for (const found of this.paths(`${path}/`)) {
      const child = found.slice(0, path.length + 1) + found.slice(path.length + 1).split('/')[0]
      children.set(child, child === found ? fileStatus(found, this.#file(found)) : directoryStatus(child))
    }
    return [...children.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async mkdirs(): Promise<void> {}

  async rename(from: string, to: string, { overwrite }: { readonly overwrite: boolean }): Promise<void> {
    const file = this.#file(from)
    if (!overwrite && this.#files.has(to)) throw new MillraceError('MILLRACE_FILE_EXISTS', `${to} exists.`)
    this.#files.set(to, file)
    this.#files.delete(from)
  }

  async delete(path: string, { recursive = false }: { readonly recursive?: boolean } = {}): Promise<boolean> {
    const inside = this.paths(`${path}/`)
    if (inside.length > 0 && !recursive) throw new MillraceError('MILLRACE_FILE_SYSTEM', `${path} is not empty.`)
    for (const child of inside) this.#files.delete(child)
    return this.#files.delete(path) || inside.length > 0
  }

  async close(): Promise<void> {}

  /** Every file below a prefix, sorted. */
  paths(prefix = ''): string[] {
    return [...this.#files.keys()].filter(path => path.startsWith(prefix)).sort()
  }

  text(path: string): string {
    return Buffer.from(this.#file(path).data).toString()
  }

  put(path: string, content: string | Uint8Array, modified = this.#clock()): void {
    this.#files.set(path, { data: Uint8Array.from(Buffer.from(content as Uint8Array)), modified })
  }

  /** Another file system with the same files. */
  copy(): MemoryFileSystem {
    const copy = new MemoryFileSystem()
    for (const [path, { data, modified }] of this.#files) copy.put(path, data, modified)
    return copy
  }

  #file(path: string): StoredFile {
    const file = this.#files.get(path)
    if (file === undefined) throw new MillraceError('MILLRACE_FILE_MISSING', `${path} does not exist.`)
    return file
  }
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

const directoryStatus = (path: string): FileStatus => ({
  path,
  name: nameOf(path),
  kind: 'directory',
  length: 0,
  modified: 0,
})

const fileStatus = (path: string, { data, modified }: StoredFile): FileStatus => ({
  path,
  name: nameOf(path),
  kind: 'file',
  length: data.length,
  modified,
})
