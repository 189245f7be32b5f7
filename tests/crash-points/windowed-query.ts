import { readStream } from '@millrace/engine'
import { SqlSession } from '@millrace/engine/sql'
import { parquetSink, parquetTableSink } from '@millrace/hdfs-writer'
import { common, webLogParser } from '@millrace/log-parser'
import { expect } from 'vitest'
import { MemoryTopic } from '../../libs/engine/src/testing/memory-source.ts'
import { type CrashQuery, logLine } from './crash-query.ts'

/** Requests of some minutes in two partitions; a few come late, and some of those too late. */
function requests(): MemoryTopic {
  const lines = (partition: number): string[] =>
    Array.from({ length: 30 }, (_, i) => {
      const second = i % 7 === 6 ? i * 4 : i * 20 + partition
      return logLine(`host${(i * 5) % 8}`, second, `/${partition}/${i}`, [200, 404, 200][i % 3], i * 100)
    })
  return new MemoryTopic('requests', [lines(0), lines(1)])
}

/** Windows that are over go to a table, the counts of all hosts replace a file. */
export const windowedQuery: CrashQuery = {
  topics: () => ({ requests: requests() }),
  rowsPerBatch: 20,
  async outputs({ requests: source }, fs, home) {
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
  },
  spills: ['stateStoreSave'],
  tables: ['windows', 'windows.analyses'],
  expectUndisturbed({ tables, commits }) {
    // Three batches with data and one that the watermark ends.
    expect(commits).toEqual([0, 1, 2, 3])
    expect(tables['windows.analyses']).toHaveLength(8)
    expect(tables['windows'].length).toBeGreaterThan(10)
  },
}
