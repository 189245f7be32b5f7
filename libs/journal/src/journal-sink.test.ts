import type { HostValue, Schema } from '@millrace/columns'
import { availableNow, concat, lit, memoryStream, readStream, startQuery } from '@millrace/engine'
import { MemoryFileSystem, sinkConformance, sourceConformance } from '@millrace/engine/conformance'
import { columnOfHosts } from '@millrace/engine/values'
import { describe, expect, test } from 'vitest'
import { journalLineProducer } from './journal-line-producer.ts'
import { journalSink } from './journal-sink.ts'
import { journalSource } from './journal-source.ts'
import { numbered, readAll, temporaryJournal, transactionOf } from './testing/temporary-journal.ts'

const SCHEMA = [
  { name: 'key', type: 'string', nullable: true },
  { name: 'value', type: 'string', nullable: true },
] as const

const batchOf = (schema: Schema, rows: readonly (readonly HostValue[])[]) => ({
  schema,
  length: rows.length,
  columns: schema.map(({ type }, i) =>
    columnOfHosts(
      type,
      rows.map(row => row[i]),
    ),
  ),
})

async function recordsOf(path: string) {
  const source = journalSource({ path, topic: 'logs' })
  await source.open({ wait: true })
  try {
    const start = await source.initialOffset()
    return await readAll(source, start, (await source.latestOffset(start, 'all')).end)
  } finally {
    await source.close()
  }
}

describe.each(['append', 'update'] as const)('the journal sink in %s mode', mode => {
  const checks = sinkConformance(async () => {
    const path = temporaryJournal()
    return {
      sink: () => journalSink({ path, topic: 'logs', partitions: 2, mode }),
      async values() {
        return (await recordsOf(path)).map(({ line }) => line)
      },
      replay: 'keeps',
    }
  })
  for (const { name, run } of checks) test(name, run)
})

describe('the journal source', () => {
  const checks = sourceConformance(async () => {
    const path = temporaryJournal()
    const producer = journalLineProducer({ path, topic: 'logs', partitions: 2 })
    await producer.open()
    let n = 0
    return {
      source: () => journalSource({ path, topic: 'logs', startingOffsets: 'earliest' }),
      add: () => producer.commit(transactionOf(numbered(n, (n += 5)), {}, { keys: ['a', null, 'b', 'c', 'd'] })),
      close: () => producer.close(),
    }
  })
  for (const { name, run } of checks) test(name, run)
})

test('a query writes rows with keys, each batch once, and another query adds to the topic', async () => {
  const path = temporaryJournal()
  const files = new MemoryFileSystem()
  const stream = memoryStream('names', SCHEMA)
  const run = async (checkpoint: string): Promise<void> => {
    const rows = readStream(stream).withColumn('value', concat(lit('v-'), 'value'))
    const query = await startQuery({
      outputs: { rows: { dataset: rows, sinks: [journalSink({ path, topic: 'logs' })] } },
      checkpoint: { fs: files, path: `/${checkpoint}` },
      trigger: availableNow,
      maxOffsetsPerTrigger: 1,
    })
    await query.awaitTermination()
  }
  const add = (...rows: readonly (readonly [string | null, string])[]): void => stream.add(batchOf(SCHEMA, rows))
  add(['k', 'a'], [null, 'b'])
  add(['', 'c'])
  await run('one')
  await run('two')
  const expected = ['k v-a', 'null v-b', ' v-c']
  expect((await recordsOf(path)).map(({ key, line }) => `${key} ${line}`)).toEqual([...expected, ...expected])
})

test('rows whose value is null, or with columns that a line cannot hold, are refused', async () => {
  const sink = journalSink({ path: temporaryJournal(), topic: 'logs', mode: 'update' })
  if (!('addBatch' in sink)) throw new Error('A sink of rows was expected.')
  await sink.open({ queryId: 'q', checkpoint: '/c', newQuery: true, pendingBatch: null })
  await expect(sink.addBatch(0, batchOf(SCHEMA, [['k', null]]))).rejects.toMatchObject({ code: 'MILLRACE_ANALYSIS' })
  const numbers = [{ name: 'value', type: 'int64', nullable: true }] as const
  await expect(sink.addBatch(0, batchOf(numbers, [[1n]]))).rejects.toThrow('the rows have value int64')
  await sink.close()
})

test('two outputs of a query into one journal are refused', async () => {
  const path = temporaryJournal()
  const dataset = readStream(memoryStream('rows', SCHEMA))
  const starting = startQuery({
    outputs: {
      a: { dataset, sinks: [journalSink({ path, topic: 'logs' })] },
      b: { dataset, sinks: [journalSink({ path, topic: 'others', name: 'b' })] },
    },
    checkpoint: { fs: new MemoryFileSystem(), path: '/checkpoint' },
  })
  await expect(starting).rejects.toMatchObject({
    code: 'MILLRACE_ANALYSIS',
    message: `Outputs a and b both write to the journal ${path}: each needs a journal of its own, as one has one writer.`,
  })
})
