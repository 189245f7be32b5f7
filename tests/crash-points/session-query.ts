import { count, readStream, type StatefulHandle, type StatefulProcessor, sessionWindow, sum } from '@millrace/engine'
import { parquetSink } from '@millrace/hdfs-writer'
import { common, webLogParser } from '@millrace/log-parser'
import { expect } from 'vitest'
import { MemoryTopic } from '../../libs/engine/src/testing/memory-source.ts'
import { type CrashQuery, logLine } from './crash-query.ts'

/** Visits of eight hosts in two partitions, with pauses; a few come late. */
function visits(): MemoryTopic {
  const lines = (partition: number): string[] =>
    Array.from({ length: 30 }, (_, i) => {
      const second = Math.floor(i / 5) * 60 + (i % 5) * 4 + partition - (i % 11 === 10 ? 25 : 0)
      return logLine(`host${(i * 3 + partition) % 8}`, second, `/${partition}/${i}`, 200, i)
    })
  return new MemoryTopic('visits', [lines(0), lines(1)])
}

const FAREWELL = [
  { name: 'host', type: 'string', nullable: true },
  { name: 'visits', type: 'int32', nullable: true },
  { name: 'paths', type: 'string', nullable: true },
] as const

/** Tells of a host that was silent for half a minute. */
const farewell = (): StatefulProcessor => {
  let handle: StatefulHandle
  let visits: ReturnType<StatefulHandle['valueState']>
  let paths: ReturnType<StatefulHandle['listState']>
  return {
    init(given) {
      handle = given
      visits = handle.valueState('visits', 'int32')
      paths = handle.listState('paths', 'string')
    },
    handleInputRows(_, rows) {
      for (const { path, time } of rows) {
        visits.update(Number(visits.get() ?? 0) + 1)
        paths.append(path)
        for (const timer of handle.timers()) handle.deleteTimer(timer)
        handle.registerTimer(Number(time) / 1000 + 30_000)
      }
      return []
    },
    *handleExpiredTimer([host]) {
      yield { host, visits: visits.get(), paths: paths.get().join(' ') }
      visits.clear()
      paths.clear()
    },
  }
}

/** Sessions of hosts, and what a program with state and timers says of them. */
export const sessionQuery: CrashQuery = {
  topics: () => ({ visits: visits() }),
  rowsPerBatch: 20,
  outputs({ visits }, fs, home) {
    const logs = readStream(visits).parse(webLogParser(common)).withWatermark('time', '20 seconds')
    const sessions = logs
      .groupBy(sessionWindow('time', '15 seconds'), 'host')
      .agg({ hits: count(), bytes: sum('bytes') })
    const farewells = logs.transformWithState(['host'], {
      name: 'farewell',
      processor: farewell,
      output: FAREWELL,
      timeMode: 'eventTime',
    })
    return {
      sessions: { dataset: sessions, sinks: [parquetSink({ fs, table: `${home}/sessions` })] },
      farewells: { dataset: farewells, sinks: [parquetSink({ fs, table: `${home}/farewells` })] },
    }
  },
  spills: ['sessionWindowStateStoreSave', 'transformWithStateExec'],
  tables: ['sessions', 'farewells'],
  expectUndisturbed({ tables, commits }) {
    expect(commits.length).toBeGreaterThanOrEqual(4)
    expect(tables['sessions'].length).toBeGreaterThan(10)
    expect(tables['farewells'].length).toBeGreaterThan(8)
  },
}
