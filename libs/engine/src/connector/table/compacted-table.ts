import { MillraceError } from '@millrace/errors'
import type { FileStatus, FileSystem } from '../file-system.ts'

/** Listings in which files vanish, one after another, before a reader gives up: each is a compaction at work. */
const MOST_LISTINGS = 20

/** Where compaction keeps what is its own: beside the table. It is there as soon as the table was ever compacted. */
export const compactionFolder = (table: string): string => `${table}.compaction`

/** Where files that a merged one replaced go first, by their path within the table, for readers that have listed them. */
export const replacedFolder = (table: string): string => `${compactionFolder(table)}/replaced`

/** The table that a path lies in: without what it ends with of partitions (`dt=2026-01-31`) and a file. */
export const tableOf = (path: string): string => path.replace(/\/[^/]+\.parquet$/, '').replace(/(\/[^/]+=[^/]*)+$/, '')

/**
 * Lists until nothing that was seen has vanished by the next listing. A listing takes its time: without this, one could miss a merged
 * file that came after its place was passed, and then the files that went because of it. One listing is enough where there was no compaction.
 */
export async function listSteadily(
  fs: FileSystem,
  table: string,
  list: () => Promise<FileStatus[]>,
): Promise<FileStatus[]> {
  let before = await list()
  if ((await fs.status(compactionFolder(table))) === null) return before
  for (let n = 0; n < MOST_LISTINGS; n++) {
    const now = await list()
    const there = new Set(now.map(file => file.path))
    if (before.every(file => there.has(file.path))) return now
    before = now
  }
  throw new MillraceError(
    'MILLRACE_FILE_SYSTEM',
    `Files of ${fs.display(table)} vanished during each of ${MOST_LISTINGS} listings: something else than a compaction removes them.`,
  )
}

/** The file system for a reader of a table: files that were replaced after they were listed are read where they went. */
export function readingOf(fs: FileSystem, table: string): FileSystem {
  const replaced = (path: string): string => replacedFolder(table) + path.slice(table.length)
  const inTable = (path: string): boolean => path.startsWith(`${table}/`)
  return {
    description: fs.description,
    display: path => fs.display(path),
    list: path => fs.list(path),
    async status(path) {
      const status = await fs.status(path)
      if (status !== null || !inTable(path)) return status
      const moved = await fs.status(replaced(path))
      return moved === null ? null : { ...moved, path }
    },
    async read(path, range) {
      try {
        return await fs.read(path, range)
      } catch (error) {
        if (!inTable(path) || !(error instanceof MillraceError) || error.code !== 'MILLRACE_FILE_MISSING') throw error
        return fs.read(replaced(path), range).catch(() => {
          throw error
        })
      }
    },
    write: (path, data) => fs.write(path, data),
    mkdirs: path => fs.mkdirs(path),
    rename: (from, to, options) => fs.rename(from, to, options),
    delete: (path, options) => fs.delete(path, options),
    close: () => fs.close(),
  }
}
