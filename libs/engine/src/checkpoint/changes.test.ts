import { describe, expect, test } from 'vitest'
import {
  type AnyDataset,
  availableNow,
  col,
  count,
  type Dataset,
  memoryStream,
  type OutputMode,
  readStream,
  startQuery,
  sum,
  window,
} from '../index.ts'
import { MemoryFileSystem } from '../testing/memory-file-system.ts'
import { columnsOf, recordingSink } from '../testing/recording-sink.ts'

const SCHEMA = [
  { name: 'time', type: 'timestamp', nullable: true },
  { name: 'name', type: 'string', nullable: true },
  { name: 'n', type: 'int64', nullable: true },
] as const

const streams = () => {
  const [events, others] = ['events', 'others'].map(name => {
    const stream = memoryStream(name, SCHEMA)
    stream.add(columnsOf(SCHEMA, [[1_000_000n, 'a', 1n]]))
    return stream
  })
  return {
    events: readStream(events),
    others: readStream(others).rename('name', 'other').rename('time', 'then').rename('n', 'm'),
  }
}
type Streams = ReturnType<typeof streams>
type Query = (given: Streams) => AnyDataset

async function run(files: MemoryFileSystem, query: Query, mode: OutputMode): Promise<void> {
  const started = await startQuery({
    outputs: { result: { dataset: query(streams()), sinks: [recordingSink(mode).sink] } },
    checkpoint: { fs: files, path: '/checkpoint' },
    trigger: availableNow,
  })
  await started.awaitTermination()
}

const timed = ({ events }: Streams, delay = '10 seconds') => events.withWatermark('time', delay)
const grouped: Query = s =>
  timed(s)
    .groupBy(window('time', '1 minute'), 'name')
    .agg({ c: count(), total: sum('n') })
const deduplicated: Query = s => timed(s).dropDuplicatesWithinWatermark('name')
const joined =
  (delay: string, type: 'inner' | 'left' = 'inner'): Query =>
  s =>
    timed(s, delay).join(
      s.others.withWatermark('then', '1 minute'),
      col('name')
        .eq(col('other'))
        .and(col('time').eq(col('then'))) as never,
      type as 'inner',
    )

describe('what may change between starts', () => {
  test.each<[string, Query, Query, OutputMode, OutputMode?]>([
    [
      'filters and columns after the state',
      grouped,
      s => (grouped(s) as Dataset<{ c: bigint }>).filter(col('c').gt(1n)).withColumn('d', col('c').div(2n)),
      'update',
    ],
    [
      'the delay of a watermark',
      grouped,
      s =>
        timed(s, '1 hour')
          .groupBy(window('time', '1 minute'), 'name')
          .agg({ c: count(), total: sum('n') }),
      'update',
    ],
    [
      'the names of results',
      grouped,
      s =>
        timed(s)
          .groupBy(window('time', '1 minute'), 'name')
          .agg({ hits: count(), all: sum('n') }),
      'update',
    ],
    [
      'the delay in which duplicates come',
      deduplicated,
      s => timed(s, '1 hour').dropDuplicatesWithinWatermark('name'),
      'append',
    ],
    ['the delay of a side of a join', joined('10 seconds'), joined('2 minutes'), 'append'],
    ['the output mode', grouped, grouped, 'update', 'append'],
  ])('%s', async (_, before, after, mode, then = mode) => {
    const files = new MemoryFileSystem()
    await run(files, before, mode)
    await run(files, after, then)
  })
})

describe('what may not', () => {
  test.each<[string, Query, Query, OutputMode, string]>([
    [
      'a key',
      grouped,
      s =>
        timed(s)
          .groupBy(window('time', '1 minute'), 'n')
          .agg({ c: count(), total: sum('n') }),
      'update',
      'output result changed: key name: string is gone, key n: int64 is new',
    ],
    [
      'an aggregate',
      grouped,
      s => timed(s).groupBy(window('time', '1 minute'), 'name').agg({ c: count() }),
      'update',
      'output result changed: aggregate sum(n: int64): int64 is gone',
    ],
    [
      'the type of what an aggregate takes',
      s => s.events.groupBy('name').agg({ total: sum('n') }),
      () => {
        const narrow = SCHEMA.map(f => (f.name === 'n' ? ({ ...f, type: 'int32' } as const) : f))
        return readStream(memoryStream('events', narrow))
          .groupBy('name')
          .agg({ total: sum('n') })
      },
      'update',
      'output result changed: aggregate sum(n: int64): int64 is gone, aggregate sum(n: int32): int64 is new',
    ],
    [
      'a window',
      grouped,
      s =>
        timed(s)
          .groupBy(window('time', '2 minutes'), 'name')
          .agg({ c: count(), total: sum('n') }),
      'update',
      "key window_start(time, INTERVAL '0 00:01:00' DAY TO SECOND, INTERVAL '0 00:00:00' DAY TO SECOND): timestamp is gone",
    ],
    [
      'a filter before the state',
      grouped,
      s =>
        timed({ ...s, events: s.events.filter(col('n').gt(0n)) })
          .groupBy(window('time', '1 minute'), 'name')
          .agg({ c: count(), total: sum('n') }),
      'update',
      'filter (n > 0) is new',
    ],
    [
      'the columns of a deduplication',
      deduplicated,
      s => timed(s).dropDuplicatesWithinWatermark('name', 'n'),
      'append',
      'output result changed: column n: int64 is new',
    ],
    [
      'the type of a join',
      joined('10 seconds'),
      joined('10 seconds', 'left'),
      'append',
      'output result changed: join inner is gone, join left is new',
    ],
    [
      'the number of sources',
      deduplicated,
      s =>
        timed(s)
          .union(readStream(memoryStream('more', SCHEMA)))
          .dropDuplicatesWithinWatermark('name'),
      'append',
      'belongs to a query over MemoryStream[events], not over MemoryStream[events], MemoryStream[more]',
    ],
  ])('%s', async (_, before, after, mode, message) => {
    const files = new MemoryFileSystem()
    await run(files, before, mode)
    await expect(run(files, after, mode)).rejects.toMatchObject({
      code: 'MILLRACE_CHECKPOINT_FOREIGN',
      message: expect.stringContaining(message),
    })
    await run(files, before, mode)
  })
})
