import { expect, test } from 'vitest'
import type { OutputMode } from '../../connector/sink.ts'
import { count, type Dataset, memoryStream, readStream, window } from '../../index.ts'
import { SqlSession } from '../../sql/index.ts'
import { MemoryFileSystem } from '../../testing/memory-file-system.ts'
import { columnsOf, recordingSink } from '../../testing/recording-sink.ts'
import { availableNow } from '../trigger/trigger.ts'
import { startQuery } from './start-query.ts'

const EVENTS = [
  { name: 't', type: 'timestamp', nullable: true },
  { name: 'k', type: 'string', nullable: true },
] as const

const minute = (n: number): bigint => BigInt(n) * 60_000_000n
const BATCHES = [[0, 1], [30], [2, 31], [60], [0, 61], [90]]

/** Minutes of the batches of a stream with a watermark of one minute. */
function stream(name = 'e', schema: typeof EVENTS = EVENTS) {
  const events = memoryStream(name, schema)
  for (const minutes of BATCHES)
    events.add(
      columnsOf(
        schema,
        minutes.map(n => [minute(n), 'k']),
      ),
    )
  return readStream(events).withWatermark('t', '1 minute')
}

/** The rows of every batch, sorted, times in minutes, windows as `start-end`; and the rows that the last operator keeps in the end. */
async function run(dataset: unknown, mode: OutputMode) {
  const { sink, batches } = recordingSink(mode)
  const query = await startQuery({
    outputs: { out: { dataset: dataset as Dataset<unknown>, sinks: [sink] } },
    checkpoint: { fs: new MemoryFileSystem(), path: '/checkpoint' },
    trigger: availableNow,
    maxOffsetsPerTrigger: 1,
  })
  await query.awaitTermination()
  const minutes = (v: unknown): unknown => (v === null ? 'null' : Number((v as bigint) / 60_000_000n))
  const text = (v: unknown): unknown => (Array.isArray(v) ? v.map(minutes).join('-') : v)
  return {
    batches: batches.map(rows => rows.map(row => row.map(text).join(' ')).toSorted()),
    kept: query.lastProgress?.stateOperators.at(-1)?.numRowsTotal,
  }
}

async function sql(text: string, mode: OutputMode) {
  const session = new SqlSession({})
  session.registerDataset('e', stream())
  return run(await session.dataset(text), mode)
}

const APPENDED = [[], [], ['0-5 3'], [], ['30-35 2'], [], ['60-65 2']]

test('a window beside its time ends groups', async () => {
  const windowed = () => stream().withColumn('w', window('t', '5 minutes'))
  const counted = () => windowed().groupBy('w').agg({ n: count() })
  expect(await run(counted(), 'append')).toEqual({ batches: APPENDED, kept: 1 })
  const updated = [['0-5 2'], ['30-35 1'], ['0-5 3', '30-35 2'], ['60-65 1'], ['60-65 2'], ['90-95 1'], []]
  expect(await run(counted(), 'update')).toEqual({ batches: updated, kept: 1 })
})

test.each([
  ["SELECT w, count(*) FROM (SELECT window(t, '5 minutes') AS w, * FROM e) GROUP BY w"],
  ["SELECT w, count(*) FROM (SELECT *, window(t, '5 minutes') AS w FROM e) GROUP BY w"],
  ["SELECT v, count(*) FROM (SELECT w AS v, t FROM (SELECT t, window(t, '5 minutes') AS w FROM e)) GROUP BY v"],
  [
    "SELECT w, count(*) FROM (SELECT window(t, '5 minutes') AS w, x, t FROM e LATERAL VIEW explode(array(1)) AS x) GROUP BY w",
  ],
])('%s', async text => {
  expect((await sql(text, 'append')).batches).toEqual(APPENDED)
})

test('ROLLUP and GROUPING SETS: the sets with the window end, the others never do', async () => {
  const both = [[], [], ['0-5  3', '0-5 k 3'], [], ['30-35  2', '30-35 k 2'], [], ['60-65  2', '60-65 k 2']]
  const from = "FROM (SELECT t, window(t, '5 minutes') AS w, k FROM e)"
  expect((await sql(`SELECT w, k, count(*) ${from} GROUP BY ROLLUP (w, k)`, 'append')).batches).toEqual(both)
  const sets = `SELECT w, k, count(*) ${from} GROUP BY GROUPING SETS ((), (k), (w, k), (w))`
  expect((await sql(sets, 'append')).batches).toEqual(both)
})

test('dropDuplicates forgets combinations with a window that is over', async () => {
  const distinct = stream().withColumn('w', window('t', '5 minutes')).dropDuplicates('w', 'k').select('w')
  expect(await run(distinct, 'append')).toEqual({
    batches: [['0-5'], ['30-35'], [], ['60-65'], [], ['90-95'], []],
    kept: 1,
  })
})

test('a join on windows beside their times, and groups by the window of its right side', async () => {
  const session = new SqlSession({})
  session.registerDataset('a', stream('a'))
  session.registerDataset('b', stream('b'))
  const windows = (name: string) => `(SELECT t, k, window(t, '5 minutes') AS w FROM ${name})`
  const joined = `SELECT x.t, y.w FROM ${windows('a')} x LEFT JOIN ${windows('b')} y ON x.w = y.w AND x.k = y.k`
  const { batches, kept } = await run(await session.dataset(joined), 'append')
  expect(batches.flat()).toHaveLength(9 + 4 + 4 + 1)
  expect(kept).toBe(2)
  const grouped = `SELECT w, count(*) FROM (${joined}) GROUP BY w`
  expect((await run(await session.dataset(grouped), 'append')).batches.flat()).toEqual(['0-5 9', '30-35 4', '60-65 4'])
})
