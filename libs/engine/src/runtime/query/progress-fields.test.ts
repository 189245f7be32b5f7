import { expect, test } from 'vitest'
import { col, count, memorySink, memoryStream, readStream } from '../../index.ts'
import { MemoryFileSystem } from '../../testing/memory-file-system.ts'
import { columnsOf, recordingSink } from '../../testing/recording-sink.ts'
import { availableNow, every } from '../trigger/trigger.ts'
import { startQuery } from './start-query.ts'

const SCHEMA = [
  { name: 'time', type: 'timestamp', nullable: true },
  { name: 'n', type: 'int64', nullable: true },
] as const

function stream(name: string, ...batches: readonly (readonly number[])[]) {
  const made = memoryStream(name, SCHEMA)
  for (const seconds of batches)
    made.add(
      columnsOf(
        SCHEMA,
        seconds.map(s => [BigInt(s) * 1_000_000n, BigInt(s)]),
      ),
    )
  return made
}

test('event times of every batch, and an entry for each source', async () => {
  const left = readStream(stream('left', [10, 20, 60], [300])).withWatermark('time', '1 minute')
  const right = readStream(stream('right', [10]))
    .rename('time', 'then')
    .rename('n', 'm')
  const joined = left.join(right.withWatermark('then', '1 minute'), col('n').eq(col('m')))
  const query = await startQuery({
    outputs: { joined: { dataset: joined.select('n'), sinks: [recordingSink('append').sink] } },
    checkpoint: { fs: new MemoryFileSystem(), path: '/checkpoint' },
    trigger: availableNow,
    maxOffsetsPerTrigger: 1,
  })
  await query.awaitTermination()
  const [first] = query.recentProgress
  expect(first.eventTime).toEqual({
    max: '1970-01-01T00:01:00.000Z',
    min: '1970-01-01T00:00:10.000Z',
    avg: '1970-01-01T00:00:30.000Z',
    watermark: '1970-01-01T00:00:00.000Z',
  })
  expect(first.sources).toMatchObject([
    { description: 'MemoryStream[left]', numInputRows: 3, metrics: { rowsBehindLatest: '1' } },
    { description: 'MemoryStream[right]', numInputRows: 1, metrics: { rowsBehindLatest: '0' } },
  ])
})

test('awaitTermination waits no longer than it is told to', async () => {
  const rows = readStream(stream('rows', [1]))
    .groupBy('n')
    .agg({ hits: count() })
  const query = await startQuery({
    outputs: { rows: { dataset: rows, sinks: [memorySink('rows')] } },
    checkpoint: { fs: new MemoryFileSystem(), path: '/checkpoint' },
    trigger: every(0),
  })
  expect(await query.awaitTermination(10)).toBe(false)
  await query.stop()
  expect(await query.awaitTermination(10_000)).toBe(true)
})
