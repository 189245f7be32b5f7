import { type FileSystem, type QueryOutput, readStream } from '@millrace/engine'
import { SqlSession } from '@millrace/engine/sql'
import { parquetSink, parquetTableSink } from '@millrace/hdfs-writer'
import { common, webLogParser } from '@millrace/log-parser'
import { type MemorySource, MemoryTopic } from '../../libs/engine/src/testing/memory-source.ts'
import { readParquet } from '../../libs/hdfs-writer/src/testing/read-parquet.ts'

/** Rows of a batch: the topic makes three. */
export const ROWS_PER_BATCH = 20

/** Requests of some minutes in two partitions; a few come late, and some of those too late. */
export function requests(): MemoryTopic {
  const lines = (partition: number): string[] =>
    Array.from({ length: 30 }, (_, i) => {
      const second = i % 7 === 6 ? i * 4 : i * 20 + partition
      const clock = [Math.floor(second / 60), second % 60].map(n => String(n).padStart(2, '0')).join(':')
      const status = [200, 404, 200][i % 3]
      return `host${(i * 5) % 8} - - [01/Jul/2024:00:${clock} +0000] "GET /${partition}/${i} HTTP/1.0" ${status} ${i * 100}`
    })
  return new MemoryTopic('requests', [lines(0), lines(1)])
}

/** Windows that are over go to a table, the counts of all hosts replace a file. */
export async function windowedOutputs(
  source: MemorySource,
  fs: FileSystem,
  home: string,
): Promise<Record<string, QueryOutput>> {
  const session = new SqlSession()
  const logs = readStream(source).parse(webLogParser(common))
  session.registerDataset('logs', logs.withWatermark('time', '90 seconds'))
  const windows = await session.dataset(
    "SELECT window.start AS start, status, count(*) AS hits, sum(bytes) AS bytes FROM logs GROUP BY window(time, '1 minute'), status",
  )
  const hosts = await session.dataset('SELECT host, count(*) AS hits, max(time) AS last FROM logs GROUP BY host')
  const table = `${home}/windows`
  return {
    windows: { dataset: windows, sinks: [parquetSink({ fs, table })] },
    hosts: { dataset: hosts, sinks: [parquetTableSink({ fs, table, name: 'hosts' })] },
  }
}

/** What readers find: the rows of both outputs, the batches that are committed, and what was left lying about. */
export async function found(fs: FileSystem, home: string) {
  const rows = async (directory: string): Promise<string[]> => {
    const files = (await fs.list(directory)).filter(f => f.kind === 'file' && f.name.endsWith('.parquet'))
    const tables = await Promise.all(files.map(async f => readParquet(await fs.read(f.path))))
    return tables
      .flat()
      .map(row => JSON.stringify(row, (_, v) => (typeof v === 'bigint' ? String(v) : v)))
      .sort()
  }
  const commits = (await fs.list(`${home}/checkpoint/commits`)).map(f => f.name).filter(name => /^\d+$/.test(name))
  return {
    windows: await rows(`${home}/windows`),
    hosts: await rows(`${home}/windows.analyses`),
    commits: commits.map(Number).sort((a, b) => a - b),
    entries: (await fs.list(home)).map(f => f.name).sort(),
  }
}
