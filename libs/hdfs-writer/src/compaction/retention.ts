import type { FileStatus, FileSystem } from '@millrace/engine'
import { compactionFolder, parseDataFileName } from '@millrace/engine/table'
import type { DroppedPartition } from './compaction-report.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * The partitions of days (`dt=2026-01-31`) that are so many days and more before the newest day in the table. One that holds a file of
 * a batch that is not committed yet, or one that no query wrote, stays.
 */
export function oldPartitions(
  table: string,
  files: readonly FileStatus[],
  keepDays: number,
  upTo: ReadonlyMap<string, number>,
): DroppedPartition[] {
  const partitions = new Map<string, { day: number; files: FileStatus[] }>()
  for (const file of files) {
    const directory = file.path.slice(table.length + 1).split('/', 1)[0]
    const day = Date.parse(/=(\d{4}-\d{2}-\d{2})$/.exec(directory)?.[1] ?? '') / DAY_MS
    // Of no day, or of one that there is not.
    if (Number.isNaN(day)) continue
    const partition = partitions.get(directory) ?? { day, files: [] }
    partitions.set(directory, partition)
    partition.files.push(file)
  }
  const newest = Math.max(...[...partitions.values()].map(({ day }) => day))
  const isCommitted = ({ name }: FileStatus): boolean => {
    const data = parseDataFileName(name)
    return data !== null && data.lastBatch <= (upTo.get(data.query) ?? -1)
  }
  return [...partitions]
    .filter(([, { day, files }]) => newest - day >= keepDays && files.every(isCommitted))
    .map(([directory, { files }]) => ({
      directory,
      files: files.length,
      bytes: files.reduce((sum, file) => sum + file.length, 0),
    }))
    .sort((a, b) => (a.directory < b.directory ? -1 : 1))
}

/** Where a partition goes in one step before it is deleted file by file. */
export const droppedFolder = (table: string): string => `${compactionFolder(table)}/dropped`

/** Takes a partition out of the table at once, and then deletes it. */
export async function dropPartition(fs: FileSystem, table: string, directory: string): Promise<void> {
  const away = `${droppedFolder(table)}/${directory}`
  await fs.delete(away, { recursive: true })
  await fs.rename(`${table}/${directory}`, away, { overwrite: false })
  await fs.delete(droppedFolder(table), { recursive: true })
}
