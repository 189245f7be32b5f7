import { open, readdir, rm, rmdir, stat, unlink } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { FileStatus, FileSystem } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { byName } from '../file-order.ts'
import { makeDirectories, syncDirectory, writeAll } from './durable.ts'
import { errnoOf, localError } from './local-error.ts'
import { localRename, localRenameAll } from './local-rename.ts'

/** The local disk. What it has answered survives a power cut: files and the directories that name them are fsynced. */
export const localFileSystem = (): FileSystem => new LocalFileSystem()

class LocalFileSystem implements FileSystem {
  readonly description = 'file:'

  display(path: string): string {
    return path
  }

  async write(path: string, data: Uint8Array): Promise<void> {
    try {
      const handle = await openForWriting(path)
      try {
        await writeAll(handle, data)
        await handle.sync()
      } catch (error) {
        // Half a file helps nobody, and on a full disk its space is needed. Devices and pipes stay.
        if ((await handle.stat()).isFile()) await unlink(path).catch(() => {})
        throw error
      } finally {
        await handle.close()
      }
      await syncDirectory(dirname(path))
    } catch (error) {
      throw errnoOf(error) === 'EISDIR'
        ? new MillraceError('MILLRACE_FILE_EXISTS', `Could not write ${path}: it is a directory.`, { cause: error })
        : localError(error, 'write', path)
    }
  }

  async read(path: string, range?: { readonly offset: number; readonly length: number }): Promise<Uint8Array> {
    try {
      const handle = await open(path, 'r')
      try {
        if (range === undefined) return new Uint8Array(await handle.readFile())
        const { size } = await handle.stat()
        const data = new Uint8Array(Math.max(0, Math.min(range.length, size - range.offset)))
        let at = 0
        while (at < data.length) {
          const { bytesRead } = await handle.read(data, at, data.length - at, range.offset + at)
          if (bytesRead === 0) break
          at += bytesRead
        }
        return data.subarray(0, at)
      } finally {
        await handle.close()
      }
    } catch (error) {
      throw localError(error, 'read', path)
    }
  }

  async status(path: string): Promise<FileStatus | null> {
    try {
      const found = await stat(path)
      const directory = found.isDirectory()
      return {
        path,
        name: basename(path),
        kind: directory ? 'directory' : 'file',
        length: directory ? 0 : found.size,
        modified: Math.floor(found.mtimeMs),
      }
    } catch (error) {
      if (isMissing(error)) return null
      throw localError(error, 'look at', path)
    }
  }

  async list(path: string): Promise<readonly FileStatus[]> {
    try {
      const names = await readdir(path)
      const prefix = path.endsWith('/') ? path : `${path}/`
      const found: (FileStatus | null)[] = []
      for (let i = 0; i < names.length; i += 64) {
        found.push(...(await Promise.all(names.slice(i, i + 64).map(name => this.status(prefix + name)))))
      }
      // A file may vanish between the two calls.
      return found.filter(status => status !== null).sort(byName)
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return []
      throw localError(error, 'list', path)
    }
  }

  async mkdirs(path: string): Promise<void> {
    try {
      await makeDirectories(path)
    } catch (error) {
      throw localError(error, 'make the directory', path)
    }
  }

  async rename(from: string, to: string, options: { readonly overwrite: boolean }): Promise<void> {
    await localRename(from, to, options.overwrite)
  }

  async renameAll(moves: readonly (readonly [from: string, to: string])[]): Promise<void> {
    await localRenameAll(moves)
  }

  async delete(path: string, options: { readonly recursive?: boolean } = {}): Promise<boolean> {
    try {
      const found = await this.status(path)
      if (found === null) return false
      if (options.recursive) await rm(path, { recursive: true })
      else await (found.kind === 'directory' ? rmdir(path) : unlink(path))
      await syncDirectory(dirname(path))
      return true
    } catch (error) {
      if (isMissing(error)) return false
      throw localError(error, 'delete', path)
    }
  }

  async close(): Promise<void> {}
}

const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')

async function openForWriting(path: string) {
  try {
    return await open(path, 'w')
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    await makeDirectories(dirname(path))
    return open(path, 'w')
  }
}
