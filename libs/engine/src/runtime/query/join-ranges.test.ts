import { expect, test } from 'vitest'
import { type Dataset, memoryStream, readStream } from '../../index.ts'
import { SqlSession } from '../../sql/index.ts'
import { MemoryFileSystem } from '../../testing/memory-file-system.ts'
import { columnsOf, recordingSink } from '../../testing/recording-sink.ts'
import { availableNow } from '../trigger/trigger.ts'
import { startQuery } from './start-query.ts'

const at = (time: string): bigint => BigInt(Date.parse(`${time}Z`)) * 1000n

/** Joins `a(ak, at)` with `b(bk, bt)` under `bt >= at` and a condition: a row of a comes first, that of b when the watermark is near it. */
async function pairs(condition: string, first: string, partner: string, type = ''): Promise<number> {
  const schemaOf = (name: string) =>
    [
      { name: `${name}k`, type: 'int32', nullable: true },
      { name: `${name}t`, type: 'timestamp', nullable: true },
    ] as const
  const [a, b] = [memoryStream('a', schemaOf('a')), memoryStream('b', schemaOf('b'))]
  const before = new Date(Date.parse(`${partner}Z`) - 60_000).toISOString().slice(0, 19)
  const steps: [number, string, number, string][] = [
    [1, first, 2, first],
    [3, before, 4, before],
    [5, before, 6, before],
    [7, before, 1, partner],
  ]
  for (const [ak, time, bk, bt] of steps) {
    a.add(columnsOf(schemaOf('a'), [[ak, at(time)]]))
    b.add(columnsOf(schemaOf('b'), [[bk, at(bt)]]))
  }
  const session = new SqlSession({})
  session.registerDataset('a', readStream(a).withWatermark('at', '0 seconds'))
  session.registerDataset('b', readStream(b).withWatermark('bt', '0 seconds'))
  const sql = `SELECT ak FROM a ${type} JOIN b ON ak = bk AND bt >= at AND ${condition}`
  const dataset = (await session.dataset(sql)) as Dataset<unknown>
  const { sink, batches } = recordingSink('append')
  const query = await startQuery({
    outputs: { joined: { dataset, sinks: [sink] } },
    checkpoint: { fs: new MemoryFileSystem(), path: '/checkpoint' },
    trigger: availableNow,
    maxOffsetsPerTrigger: 2,
  })
  await query.awaitTermination()
  return batches.flat().length
}

const CASE = "bt <= CASE WHEN at >= TIMESTAMP'2024-01-01 00:00:00' THEN at + INTERVAL '1' HOUR ELSE at END"

test.each([
  ["bt <= at + INTERVAL '1' MONTH", '2024-01-01T00:00:00', '2024-01-31T12:00:00'],
  [CASE, '2024-01-01T00:00:00', '2024-01-01T00:50:00'],
  ["date_trunc('hour', bt) <= at", '2024-01-01T00:00:00', '2024-01-01T00:50:00'],
  ["bt <= at + INTERVAL '1' HOUR", '2024-01-01T00:00:00', '2024-01-01T00:50:00'],
])('a row waits for partners as long as %s may be true', async (condition, first, partner) => {
  expect(await pairs(condition, first, partner)).toBe(1)
})

test('an outer join wants a range of one length', async () => {
  const first = '2024-01-01T00:00:00'
  await expect(pairs("bt <= at + INTERVAL '1' MONTH", first, first, 'LEFT')).rejects.toThrow(
    'Stream-stream left join is not supported without a watermark in the join keys, or a watermark on the nullable side and an appropriate range condition',
  )
})
