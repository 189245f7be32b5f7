import type { FileStatus, FileSystem } from '@millrace/engine'

/** Readers of tables skip these names, and so does everything here. */
export const isHidden = (name: string): boolean => name.startsWith('_') || name.startsWith('.')

/** The files of a table and of its partition directories, in the order of their paths; none where there is no table. */
export async function tableFiles(fs: FileSystem, table: string): Promise<FileStatus[]> {
  const files: FileStatus[] = []
  const pending = [table]
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    for (const entry of await fs.list(directory)) {
      if (isHidden(entry.name)) continue
      if (entry.kind === 'directory') pending.push(entry.path)
      else files.push(entry)
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}
