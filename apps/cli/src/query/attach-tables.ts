import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { emptyFile, type FileCache, ParquetDamage, readFooter } from '@millrace/hdfs-writer/reading'
import type { StoredFile } from '../stored-files.ts'
import type { DuckDBSession } from './duckdb-session.ts'
import { neededFiles } from './needed-files.ts'
import type { QueryTable } from './query-tables.ts'
import { viewSql } from './view-sql.ts'

/** A file that DuckDB reads. */
export interface AttachedFile {
  readonly table: QueryTable
  readonly file: StoredFile
  /** Where DuckDB finds it. */
  readonly local: string
}

/**
 * Makes the views of tables. Files in HDFS are fetched into the cache: of the partitions that the statements need, where their
 * plan tells it.
 */
export async function attachTables(
  session: DuckDBSession,
  tables: readonly QueryTable[],
  script: string,
  openCache: () => Promise<FileCache>,
): Promise<AttachedFile[]> {
  const attached: AttachedFile[] = []
  for (const [i, table] of tables.entries()) {
    if (isLocal(table)) {
      attached.push(...table.files.map(file => ({ table, file, local: file.path })))
      await session.run(
        viewSql(
          table.view,
          table.files.map(file => file.path),
        ),
      )
      continue
    }
    const cache = await openCache()
    const folder = join(cache.folder, String(i))
    const empty = tables.length === 1 ? await emptyFiles(table, join(folder, 'empty')) : []
    const needed = empty.length === 0 ? table.files : await prunedFiles(session, table, script, empty)
    const files = needed.map(file => ({ table, file, local: join(folder, 'files', file.relative) }))
    await cache.provide(
      table.fs,
      files.map(({ file, local }) => ({ file, target: local })),
    )
    attached.push(...files)
    await session.run(viewSql(table.view, [...files.map(file => file.local), ...empty]))
  }
  return attached
}

export const isLocal = ({ fs }: QueryTable): boolean => fs.description === 'file:'

async function prunedFiles(
  session: DuckDBSession,
  table: QueryTable,
  script: string,
  empty: readonly string[],
): Promise<readonly StoredFile[]> {
  await session.run(viewSql(table.view, empty))
  return neededFiles(session, script, table)
}

/**
 * Local files without rows for each partition of a table that has several, with the columns of its newest file: enough for a plan,
 * and, beside the files of some partitions, for the columns of the others. None where a footer cannot be read.
 */
async function emptyFiles({ fs, files }: QueryTable, folder: string): Promise<string[]> {
  const newest = new Map<string, StoredFile>()
  for (const file of files) {
    const other = newest.get(file.partition)
    if (other === undefined || other.modified <= file.modified) newest.set(file.partition, file)
  }
  if (newest.size < 2) return []
  try {
    return await Promise.all(
      [...newest.values()].map(async file => {
        const path = join(folder, file.partition, 'empty.parquet')
        await mkdir(dirname(path), { recursive: true })
        await writeFile(path, emptyFile(await readFooter(fs, file)))
        return path
      }),
    )
  } catch (error) {
    if (error instanceof ParquetDamage) return []
    throw error
  }
}
