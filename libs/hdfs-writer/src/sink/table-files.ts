import type { FileStatus, FileSystem } from '@millrace/engine'
import { limitConcurrency } from './limit-concurrency.ts'

/** Directories listed at the same time: a table may have years of days. */
const LISTINGS = 8

/** Readers of tables skip these names, and so does everything here. */
const isHidden = (name: string): boolean => name.startsWith('_') || name.startsWith('.')

/** The files of a table and of its partition directories, in the order of their paths; none where there is no table. */
export async function tableFiles(fs: FileSystem, table: string): Promise<FileStatus[]> {
  const limit = limitConcurrency(LISTINGS)
  const files: FileStatus[] = []
  for (let directories = [table]; directories.length > 0; ) {
    const listings = await Promise.all(directories.map(directory => limit(() => fs.list(directory))))
    const entries = listings.flat().filter(entry => !isHidden(entry.name))
    for (const entry of entries) if (entry.kind === 'file') files.push(entry)
    directories = entries.filter(entry => entry.kind === 'directory').map(entry => entry.path)
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}
