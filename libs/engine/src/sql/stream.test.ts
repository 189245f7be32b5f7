import { describe, expect, test } from 'vitest'
import { memoryStream, readStream } from '../index.ts'
import { startQuery } from '../runtime/query/start-query.ts'
import { availableNow } from '../runtime/trigger/trigger.ts'
import { MemoryFileSystem } from '../testing/memory-file-system.ts'
import { columnsOf, recordingSink } from '../testing/recording-sink.ts'
import { SqlSession } from './sql-session.ts'

const SCHEMA = [
  { name: 'time', type: 'timestamp', nullable: true },
  { name: 'name', type: 'string', nullable: true },
  { name: 'n', type: 'int64', nullable: true },
] as const

const second = (n: number): bigint => BigInt(n) * 1_000_000n

async function run(sql: string, mode: 'append' | 'update' | 'complete') {
  const stream = memoryStream('events', SCHEMA)
  stream.add(
    columnsOf(SCHEMA, [
      [second(1), 'a', 1n],
      [second(2), 'b', 2n],
    ]),
  )
  stream.add(columnsOf(SCHEMA, [[second(100), 'a', 3n]]))
  const session = new SqlSession()
  session.registerDataset('events', readStream(stream).withWatermark('time', '10 seconds'))
  const { sink, batches } = recordingSink(mode)
  const query = await startQuery({
    outputs: { result: { dataset: await session.dataset(sql), sinks: [sink] } },
    checkpoint: { fs: new MemoryFileSystem(), path: '/checkpoint' },
    trigger: availableNow,
    maxOffsetsPerTrigger: 1,
  })
  await query.awaitTermination()
  return batches
}

describe('SQL over a stream', () => {
  test('rows', async () => {
    expect(await run('select upper(name) as name, n + 1 from events where n > 1', 'append')).toEqual([
      [['B', 3n]],
      [['A', 4n]],
    ])
  })
  test('rows of a generator, over a view with a watermark', async () => {
    const sql = 'select n, part from events lateral view explode(array(name, upper(name))) as part where n < 3'
    expect((await run(sql, 'append')).flat()).toEqual([
      [1n, 'a'],
      [1n, 'A'],
      [2n, 'b'],
      [2n, 'B'],
    ])
    expect((await run('select explode(array(n)) as n from events', 'append')).flat()).toEqual([[1n], [2n], [3n]])
  })
  test('windows', async () => {
    const sql = "select window.start, name, count(*) as c, sum(n) from events group by window(time, '1 minute'), name"
    expect((await run(sql, 'append')).flat()).toEqual([
      [0n, 'a', 1n, 1n],
      [0n, 'b', 1n, 2n],
    ])
  })
  test('a complete result in order', async () => {
    const sql = 'select name, sum(n) as total from events group by name having sum(n) > 1 order by total desc limit 1'
    expect((await run(sql, 'complete')).at(-1)).toEqual([['a', 4n]])
  })
  test('a complete result from a row on', async () => {
    const sql = 'select name, sum(n) as total from events group by name order by total desc limit 1 offset 1'
    expect((await run(sql, 'complete')).at(-1)).toEqual([['b', 2n]])
  })
  test('a union without duplicates', async () => {
    const batches = await run('select name from events union select upper(name) from events', 'update')
    expect(batches.map(rows => rows.flat().sort())).toEqual([['A', 'B', 'a', 'b'], ['A', 'a'], []])
  })
  test.each([
    ['limit 2 offset 1', 'append', '[_LEGACY_ERROR_TEMP_3102] OFFSET'],
    ['limit 2', 'update', '[_LEGACY_ERROR_TEMP_3102] Limits'],
    ['order by n', 'update', '[_LEGACY_ERROR_TEMP_3102] Sorting'],
    ['intersect select * from events', 'append', '[_LEGACY_ERROR_TEMP_3102] intersect'],
  ] as const)('%s in %s mode is refused', async (rest, mode, message) => {
    await expect(run(`select * from events ${rest}`, mode)).rejects.toThrow(message)
  })
})

test('sessions', async () => {
  const stream = memoryStream('events', SCHEMA)
  stream.add(
    columnsOf(SCHEMA, [
      [second(1), 'a', 1n],
      [second(20), 'a', 2n],
      [second(4), 'b', 5n],
    ]),
  )
  stream.add(
    columnsOf(SCHEMA, [
      [second(10), 'a', 4n],
      [null, 'a', 9n],
    ]),
  )
  stream.add(columnsOf(SCHEMA, [[second(100), 'c', 3n]]))
  const session = new SqlSession()
  session.registerDataset('events', readStream(stream).withWatermark('time', '20 seconds'))
  const sql =
    "select session_window.start, session_window.end, name, count(*), sum(n) from events group by session_window(time, '10 seconds'), name"
  const files = new MemoryFileSystem()
  const { sink, batches } = recordingSink('append')
  for (let step = 0; step < 2; step++) {
    const query = await startQuery({
      outputs: { result: { dataset: await session.dataset(sql), sinks: [sink] } },
      checkpoint: { fs: files, path: '/checkpoint' },
      trigger: availableNow,
      maxOffsetsPerTrigger: 1,
    })
    await query.awaitTermination()
  }
  const found = batches.flat().toSorted(([a], [b]) => Number(a) - Number(b))
  expect(found).toEqual([
    [second(1), second(30), 'a', 3n, 7n],
    [second(4), second(14), 'b', 1n, 5n],
  ])
})
