import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { MillraceError } from '@millrace/errors'
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

export interface AttachOptions {
  readonly openCache: () => Promise<FileCache>
  /** Leaves out files of a table; null takes all. */
  readonly choose: ((files: AttachedFile[]) => Promise<AttachedFile[]>) | null
  /** Takes the files, each before DuckDB looks at it. */
  readonly attached: AttachedFile[]
}

/**
 * Makes the views of tables. Files in HDFS are fetched into the cache: of the partitions that the statements need, where their
 * plan tells it.
 */
export async function attachTables(
  session: DuckDBSession,
  tables: readonly QueryTable[],
  script: string,
  { openCache, choose, attached }: AttachOptions,
): Promise<void> {
  for (const [i, table] of tables.entries()) {
    const folder = async (): Promise<string> => join((await openCache()).folder, String(i))
    const empty = isLocal(table) || tables.length > 1 ? [] : await emptyFiles(table, join(await folder(), 'empty'))
    const needed = empty.length === 0 ? table.files : await prunedFiles(session, table, script, empty)
    const present = isLocal(table)
      ? await opened(table, needed, folder)
      : await fetched(table, needed, await openCache(), join(await folder(), 'files'))
    const files = choose === null ? present : await choose(present)
    if (files.length === 0 && empty.length === 0)
      throw new MillraceError('MILLRACE_INPUT_DAMAGED', `Every file of ${table.display} is damaged.`)
    attached.push(...files)
    await session.run(viewSql(table.view, [...files.map(file => file.local), ...empty]))
  }
}

/** DuckDB takes every `name=value` of a path for a column, over one of the file's: what is above the table is hidden behind a link. */
async function opened(
  table: QueryTable,
  needed: readonly StoredFile[],
  folder: () => Promise<string>,
): Promise<AttachedFile[]> {
  const roots = new Set(needed.map(({ path, relative }) => path.slice(0, path.length - relative.length)))
  const [root] = roots
  if (roots.size !== 1 || !root.includes('=')) return needed.map(file => ({ table, file, local: file.path }))
  const link = join(await folder(), 'table')
  await mkdir(dirname(link), { recursive: true })
  await symlink(root, link)
  return needed.map(file => ({ table, file, local: join(link, file.relative) }))
}

async function fetched(
  table: QueryTable,
  needed: readonly StoredFile[],
  cache: FileCache,
  folder: string,
): Promise<AttachedFile[]> {
  const files = needed.map(file => ({ table, file, local: join(folder, file.relative) }))
  await cache.provide(
    table.fs,
    files.map(({ file, local }) => ({ file, target: local })),
  )
  return files
}

const isLocal = ({ fs }: QueryTable): boolean => fs.description === 'file:'

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
