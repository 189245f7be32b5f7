import type { FileSystem, QueryOutput, Source } from '@millrace/engine'
import { MemorySource, type MemoryTopic } from '../../libs/engine/src/testing/memory-source.ts'
import { readParquet } from '../../libs/hdfs-writer/src/testing/read-parquet.ts'

/** A query that is stopped at every call which its engine makes. */
export interface CrashQuery {
  /** Its topics of log lines, the same at every start. */
  readonly topics: () => Readonly<Record<string, MemoryTopic>>
  /** Rows of a batch and topic: the topics make three or more. */
  readonly rowsPerBatch: number
  /** 0 has all state of groups on disk between batches. */
  readonly stateMemory?: number
  /** What it writes, all of it under `home`; `sources` by the names of the topics. */
  outputs(
    sources: Readonly<Record<string, Source>>,
    fs: FileSystem,
    home: string,
  ): Promise<Record<string, QueryOutput>> | Record<string, QueryOutput>
  /** Names of its operators whose state is on disk between batches where memory has no room for it. */
  readonly spills: readonly string[]
  /** Its tables under `home`. */
  readonly tables: readonly string[]
  /** Checks that an undisturbed run gave what makes the query worth stopping. */
  expectUndisturbed(found: Found): void
}

/** What readers find: the rows of every table, the batches that are committed, and what was left lying about. */
export interface Found {
  readonly tables: Readonly<Record<string, readonly string[]>>
  readonly commits: readonly number[]
  readonly entries: readonly string[]
}

/** A line in the common format, so many seconds after midnight of 1 July 2024. */
export function logLine(host: string, second: number, path: string, status = 200, bytes = 100): string {
  const clock = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60]
  const time = clock.map(n => String(n).padStart(2, '0')).join(':')
  return `${host} - - [01/Jul/2024:${time} +0000] "GET ${path} HTTP/1.0" ${status} ${bytes}`
}

export const sourcesOf = (
  topics: Readonly<Record<string, MemoryTopic>>,
  wrap: (source: Source) => Source,
): Record<string, Source> =>
  Object.fromEntries(Object.entries(topics).map(([name, topic]) => [name, wrap(new MemorySource(topic))]))

export async function find({ tables }: CrashQuery, fs: FileSystem, home: string): Promise<Found> {
  const rows = async (table: string): Promise<string[]> => {
    const files = (await fs.list(`${home}/${table}`)).filter(f => f.kind === 'file' && f.name.endsWith('.parquet'))
    const read = await Promise.all(files.map(async f => readParquet(await fs.read(f.path))))
    return read
      .flat()
      .map(row => JSON.stringify(row, (_, v) => (typeof v === 'bigint' ? String(v) : v)))
      .sort()
  }
  const commits = (await fs.list(`${home}/checkpoint/commits`)).map(f => f.name).filter(name => /^\d+$/.test(name))
  return {
    tables: Object.fromEntries(await Promise.all(tables.map(async table => [table, await rows(table)]))),
    commits: commits.map(Number).sort((a, b) => a - b),
    entries: (await fs.list(home)).map(f => f.name).sort(),
  }
}
