import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readingOf, tableOf } from '@millrace/engine/table'
import { listFiles } from '@millrace/files'
import type { TableLocation } from '@millrace/hdfs-writer'
import { FileCache } from '@millrace/hdfs-writer/reading'

/** The files of a table at one moment, as local files: what an analyzer adds later is not in it. */
export interface Snapshot {
  /** A local folder with the table's own folders and names. */
  readonly folder: string
  readonly files: readonly { readonly path: string; readonly bytes: number }[]
  /** Removes it. */
  close(): Promise<void>
}

/** Bytes that the copies of files in HDFS may take. */
const CACHE_SIZE = 4e9

/**
 * Copies the Parquet files of a table as a consistent reader sees them. Files in HDFS come through the cache of `millrace query`, and
 * are fetched once.
 */
export async function snapshotOf({ fs, path }: TableLocation): Promise<Snapshot> {
  const listed = (await listFiles(fs, path, 'table')).filter(file => file.name.endsWith('.parquet'))
  const reading = readingOf(fs, tableOf(path))
  const files = listed.map(file => ({ path: file.path.slice(path.length + 1), bytes: file.length }))
  if (fs.description !== 'file:') {
    const cache = await FileCache.open({ directory: cacheDirectory(), limit: CACHE_SIZE })
    const wanted = listed.map((file, i) => ({ file, target: join(cache.folder, files[i].path) }))
    await cache.provide(reading, wanted)
    return { folder: cache.folder, files, close: () => cache.close() }
  }
  const folder = await mkdtemp(join(tmpdir(), 'millrace-notebook-'))
  for (const [i, file] of listed.entries()) {
    const target = join(folder, files[i].path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, await reading.read(file.path))
  }
  return { folder, files, close: () => rm(folder, { recursive: true, force: true }) }
}

const cacheDirectory = (): string =>
  process.env['MILLRACE_CACHE'] || join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'millrace', 'hdfs')
