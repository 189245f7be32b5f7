import { expect, test } from 'vitest'
import { readStream } from '../api/read-stream.ts'
import { col, count, sum, window } from '../index.ts'
import type { QueryOutput } from '../runtime/query/query-output.ts'
import { startQuery } from '../runtime/query/start-query.ts'
import { availableNow } from '../runtime/trigger/trigger.ts'
import { MemoryFileSystem } from '../testing/memory-file-system.ts'
import { columnsOf, recordingSink } from '../testing/recording-sink.ts'
import { memoryStream } from './memory-stream.ts'

const SCHEMA = [
  { name: 'time', type: 'timestamp', nullable: true },
  { name: 'name', type: 'string', nullable: true },
  { name: 'n', type: 'int64', nullable: true },
] as const

const second = (n: number): bigint => BigInt(n) * 1_000_000n

test('rows of a structured source are filtered, projected and aggregated without a parser', async () => {
  const stream = memoryStream('numbers', SCHEMA)
  stream.add(
    columnsOf(SCHEMA, [
      [second(1), 'a', 1n],
      [second(2), 'b', 2n],
      [null, 'a', 3n],
    ]),
  )
  stream.add(columnsOf(SCHEMA, [[second(70), 'a', 4n]]))
  const rows = readStream(stream)
  const all = recordingSink('append')
  const sums = recordingSink('complete')
  const windows = recordingSink('update')
  const query = await startQuery({
    outputs: {
      all: { dataset: rows.filter(col('n').neq(2)).select('name', 'n'), sinks: [all.sink] },
      sums: { dataset: rows.groupBy('name').agg({ total: sum('n') }), sinks: [sums.sink] },
      windows: { dataset: rows.groupBy(window('time', '1 minute')).agg({ rows: count() }), sinks: [windows.sink] },
    },
    checkpoint: { fs: new MemoryFileSystem(), path: '/checkpoint' },
    trigger: availableNow,
    maxOffsetsPerTrigger: 1,
    parallelism: 1,
  })
  await query.awaitTermination()
  expect(all.batches).toEqual([
    [
      ['a', 1n],
      ['a', 3n],
    ],
    [['a', 4n]],
  ])
  expect(sums.batches).toEqual([
    [
      ['a', 4n],
      ['b', 2n],
    ],
    [
      ['a', 8n],
      ['b', 2n],
    ],
  ])
  expect(windows.batches).toEqual([[[[0n, second(60)], 2n]], [[[second(60), second(120)], 1n]]])
})

const run = async (outputs: Record<string, QueryOutput>, files = new MemoryFileSystem()) => {
  const query = await startQuery({
    outputs,
    checkpoint: { fs: files, path: '/checkpoint' },
    trigger: availableNow,
    maxOffsetsPerTrigger: 1,
  })
  await query.awaitTermination()
  return query
}

test('duplicates are dropped across batches and restarts, until the event time has passed them', async () => {
  const stream = memoryStream('events', SCHEMA)
  const files = new MemoryFileSystem()
  const { sink, batches } = recordingSink('append')
  const start = () =>
    run(
      {
        rows: {
          dataset: readStream(stream).withWatermark('time', '10 seconds').dropDuplicates('name', 'time'),
          sinks: [sink],
        },
      },
      files,
    )
  stream.add(
    columnsOf(SCHEMA, [
      [second(1), 'a', 1n],
      [second(1), 'a', 2n],
      [second(1), null, 3n],
      [second(1), null, 4n],
    ]),
  )
  stream.add(
    columnsOf(SCHEMA, [
      [second(1), 'a', 5n],
      [second(30), 'b', 6n],
    ]),
  )
  await start()
  expect(batches.flat()).toEqual([
    [second(1), 'a', 1n],
    [second(1), null, 3n],
    [second(30), 'b', 6n],
  ])
  batches.length = 0
  stream.add(
    columnsOf(SCHEMA, [
      [second(1), 'a', 7n],
      [second(30), 'b', 8n],
      [second(25), 'a', 9n],
    ]),
  )
  const query = await start()
  expect(batches.flat()).toEqual([[second(25), 'a', 9n]])
  expect(query.lastProgress?.stateOperators.map(o => [o.operatorName, o.numRowsTotal])).toEqual([
    ['stateStoreSave', 1],
    ['dedupe', 2],
  ])
})

test('several streams, union all, and an aggregation of what was brought together', async () => {
  const left = memoryStream('left', SCHEMA)
  const right = memoryStream('right', SCHEMA)
  left.add(columnsOf(SCHEMA, [[second(1), 'a', 1n]]))
  right.add(
    columnsOf(SCHEMA, [
      [second(2), 'a', 2n],
      [second(3), 'b', 3n],
    ]),
  )
  right.add(columnsOf(SCHEMA, [[second(4), 'b', 4n]]))
  const both = readStream(left).union(readStream(right))
  const rows = recordingSink('append')
  const sums = recordingSink('complete')
  await run({
    rows: { dataset: both.select('name', 'n'), sinks: [rows.sink] },
    sums: {
      dataset: both
        .groupBy('name')
        .agg({ n: sum('n') })
        .orderBy('name'),
      sinks: [sums.sink],
    },
  })
  expect(rows.batches).toEqual([
    [
      ['a', 1n],
      ['a', 2n],
      ['b', 3n],
    ],
    [['b', 4n]],
  ])
  expect(sums.batches.at(-1)).toEqual([
    ['a', 3n],
    ['b', 7n],
  ])
})
