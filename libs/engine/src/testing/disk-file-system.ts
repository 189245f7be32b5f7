import { link, mkdir, readdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { MillraceError } from '@millrace/errors'
import type { FileStatus, FileSystem } from '../connector/file-system.ts'

/** The local disk, as far as a checkpoint needs it: for tests with several processes. */
export class DiskFileSystem implements FileSystem {
  readonly description = 'file:'

  display(path: string): string {
    return path
  }

  async write(path: string, data: Uint8Array): Promise<void> {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, data)
  }

  async read(path: string): Promise<Uint8Array> {
    return await readFile(path).catch(asMissing(path))
  }

  async status(path: string): Promise<FileStatus | null> {
    const found = await stat(path).catch(() => null)
    if (found === null) return null
    const kind = found.isDirectory() ? 'directory' : 'file'
    return { path, name: basename(path), kind, length: found.size, modified: found.mtimeMs }
  }

  async list(path: string): Promise<readonly FileStatus[]> {
    const names = await readdir(path).catch(() => [])
    const found = await Promise.all(names.sort().map(name => this.status(`${path}/${name}`)))
    return found.filter(status => status !== null)
  }

  async mkdirs(path: string): Promise<void> {
    await mkdir(path, { recursive: true })
  }

  async rename(from: string, to: string, { overwrite }: { readonly overwrite: boolean }): Promise<void> {
    await mkdir(dirname(to), { recursive: true })
    if (overwrite) return rename(from, to).catch(asMissing(from))
    await link(from, to).catch(error => {
      if (error.code === 'EEXIST') throw new MillraceError('MILLRACE_FILE_EXISTS', `${to} exists.`)
      return asMissing(from)(error)
    })
    await unlink(from)
  }

  async delete(path: string, { recursive = false }: { readonly recursive?: boolean } = {}): Promise<boolean> {
    if ((await this.status(path)) === null) return false
    await rm(path, { recursive, force: true })
    return true
  }

  async close(): Promise<void> {}
}

const asMissing =
  (path: string) =>
  (error: NodeJS.ErrnoException): never => {
    throw error.code === 'ENOENT' ? new MillraceError('MILLRACE_FILE_MISSING', `${path} does not exist.`) : error
  }
