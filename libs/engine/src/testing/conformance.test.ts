import type { ColumnBatch, Schema } from '@millrace/columns'
import { describe, test } from 'vitest'
import { hostReader } from '../operators/host-values.ts'
import { memorySink } from '../sinks/memory-sink.ts'
import { memoryTable } from '../sinks/memory-table.ts'
import { memoryStream } from '../sources/memory-stream.ts'
import { rateSource } from '../sources/rate-source.ts'
import { sinkConformance, sourceConformance } from './conformance.ts'
import { MemorySource, MemoryTopic } from './memory-source.ts'
import { columnsOf } from './recording-sink.ts'

const SCHEMA = [{ name: 'n', type: 'int64', nullable: true }] as const satisfies Schema

const sources = {
  'memory source': async () => {
    const topic = new MemoryTopic('logs', [[], []])
    let n = 0
    return {
      source: () => new MemorySource(topic),
      add: async () => [0, 0, 1].forEach(partition => void topic.append(partition, `line ${n++}`)),
    }
  },
  'memory stream': async () => {
    const stream = memoryStream('numbers', SCHEMA)
    let n = 0n
    return {
      // What it holds is gone with it: there is but one.
      source: () => stream,
      add: async () => [1, 2].forEach(() => void stream.add(columnsOf(SCHEMA, [[n++], [n++]]))),
    }
  },
  'rate source': async () => {
    let now = 1_700_000_000_000
    return {
      source: () => rateSource({ rowsPerSecond: 3, rampUpTime: 2, numPartitions: 2, clock: () => now }),
      add: async () => void (now += 4_500),
    }
  },
}

describe.each(Object.entries(sources))('%s', (_, open) => {
  for (const { name, run } of sourceConformance(open)) test(name, run)
})

const valuesOf = (rows: ColumnBatch | undefined): string[] => {
  if (rows === undefined) return []
  const read = hostReader(rows.columns[1])
  return Array.from({ length: rows.length }, (_, row) => read(row) as string)
}

const sinks = {
  'memory table': async () => {
    const table = memoryTable('t')
    return { sink: () => table, values: async () => valuesOf(table.rows) }
  },
  'memory table in update mode': async () => {
    const table = memoryTable('t', { mode: 'update' })
    return { sink: () => table, values: async () => valuesOf(table.rows) }
  },
  'memory table in complete mode': async () => {
    const table = memoryTable('t', { mode: 'complete' })
    return { sink: () => table, values: async () => valuesOf(table.rows) }
  },
  'memory sink': async () => {
    const sink = memorySink('t')
    return { sink: () => sink, values: async () => valuesOf(sink.current?.rows) }
  },
}

describe.each(Object.entries(sinks))('%s', (_, open) => {
  for (const { name, run } of sinkConformance(open)) test(name, run)
})
