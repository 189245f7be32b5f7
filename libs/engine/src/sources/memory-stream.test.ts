import { expect, test } from 'vitest'
import { readStream } from '../api/read-stream.ts'
import { col, count, sum, window } from '../index.ts'
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
