import type { FileStatus, FileSystem } from '@millrace/engine'
import { listSteadily, tableOf, visibleFiles } from '@millrace/engine/table'
import { sinkLogFiles } from './sink-log.ts'

/** Directories that are listed at the same time. */
const LISTINGS = 8

/** Names that no reader takes: hidden ones, and those of files that are still being written. */
export const isHidden = (name: string): boolean =>
  /^[._]/.test(name) || /(?:\.inprogress|\.tmp|\._COPYING_)$/.test(name)

/**
 * The files that a path stands for, sorted by path: itself, or the files in the directory and in those below it whose names
 * are `column=value`, as Spark looks for them. A `table` that a sink keeps a log of (`_spark_metadata`) has the files of the log, and
 * files that a compaction has merged into another count no more: read with `readingOf`, every row is there once at every moment.
 */
export async function listFiles(fs: FileSystem, path: string, kind: 'table' | 'directory'): Promise<FileStatus[]> {
  const status = await fs.status(path)
  if (status === null) return []
  if (status.kind === 'file') return [status]
  if (kind === 'directory') return byPath(await filesBelow(fs, path))
  const logged = await sinkLogFiles(fs, path)
  const listed = await listSteadily(fs, tableOf(path), () => filesBelow(fs, path))
  return byPath(visibleFiles(logged ?? listed, listed))
}

const byPath = (files: FileStatus[]): FileStatus[] => files.sort((a, b) => (a.path < b.path ? -1 : 1))

async function filesBelow(fs: FileSystem, path: string): Promise<FileStatus[]> {
  const files: FileStatus[] = []
  for (let directories = [path]; directories.length > 0; ) {
    const below: string[] = []
    for (let i = 0; i < directories.length; i += LISTINGS) {
      const listings = await Promise.all(directories.slice(i, i + LISTINGS).map(directory => fs.list(directory)))
      for (const entry of listings.flat()) {
        if (isHidden(entry.name)) continue
        if (entry.kind === 'file') files.push(entry)
        else if (entry.name.includes('=')) below.push(entry.path)
      }
    }
    directories = below
  }
  return files
}

/** The values in the names of the directories between the root and the file: `dt=2026-01-31`. */
export function partitionValues(root: string, path: string): Record<string, string | null> {
  const values: Record<string, string | null> = {}
  for (const name of path.slice(root.length).split('/').slice(0, -1)) {
    const at = name.indexOf('=')
    if (at <= 0) continue
    const value = decodeEscapes(name.slice(at + 1))
    values[decodeEscapes(name.slice(0, at))] = value === '__HIVE_DEFAULT_PARTITION__' ? null : value
  }
  return values
}

/** Hive writes characters that a path cannot hold as % and two hexadecimal digits. */
const decodeEscapes = (text: string): string =>
  text.replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
