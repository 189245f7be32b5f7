import { describe, expect, test } from 'vitest'
import { readTable } from '../../api/read-table.ts'
import { col, type Dataset, memoryStream, readStream, timestampAdd } from '../../index.ts'
import { tableOf } from '../../sources/memory-table.ts'
import { MemoryFileSystem } from '../../testing/memory-file-system.ts'
import { columnsOf, recordingSink } from '../../testing/recording-sink.ts'
import { availableNow } from '../trigger/trigger.ts'
import { startQuery } from './start-query.ts'

const ADS = [
  { name: 'ad', type: 'int32', nullable: true },
  { name: 'shown', type: 'timestamp', nullable: true },
] as const
const CLICKS = [
  { name: 'clicked', type: 'int32', nullable: true },
  { name: 'at', type: 'timestamp', nullable: true },
] as const

const second = (n: number): bigint => BigInt(n) * 1_000_000n

/** Steps of both streams; every step is a batch, and every start begins with the state of the one before. */
async function run(
  type: 'inner' | 'left' | 'right' | 'full' | 'leftSemi',
  steps: readonly { readonly ads?: [number | null, number][]; readonly clicks?: [number | null, number][] }[],
) {
  const ads = memoryStream('ads', ADS)
  const clicks = memoryStream('clicks', CLICKS)
  const files = new MemoryFileSystem()
  const { sink, batches } = recordingSink('append')
  for (const step of steps) {
    ads.add(
      columnsOf(
        ADS,
        (step.ads ?? []).map(([id, time]) => [id, second(time)]),
      ),
    )
    clicks.add(
      columnsOf(
        CLICKS,
        (step.clicks ?? []).map(([id, time]) => [id, second(time)]),
      ),
    )
    const left = readStream(ads).withWatermark('shown', '10 seconds')
    const right = readStream(clicks).withWatermark('at', '10 seconds')
    const within = col('ad')
      .eq(col('clicked'))
      .and(col('at').gte(col('shown')))
      .and(col('at').lte(timestampAdd('second', 20, 'shown')))
    const dataset = left.join(right, within, type as 'inner') as Dataset<unknown>
    const query = await startQuery({
      outputs: { joined: { dataset, sinks: [sink] } },
      checkpoint: { fs: files, path: '/checkpoint' },
      trigger: availableNow,
      maxOffsetsPerTrigger: 1,
    })
    await query.awaitTermination()
  }
  const shown = batches.flat().map(row => row.map(v => (typeof v === 'bigint' ? Number(v / 1_000_000n) : v)))
  return shown.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

const steps = [
  {
    ads: [
      [1, 1],
      [2, 5],
      [3, 6],
      [null, 6],
    ] as [number | null, number][],
    clicks: [[2, 7]] as [number | null, number][],
  },
  {
    clicks: [
      [1, 15],
      [3, 40],
      [null, 41],
    ] as [number | null, number][],
  },
  {
    ads: [[4, 60]] as [number | null, number][],
    clicks: [
      [1, 19],
      [9, 60],
    ] as [number | null, number][],
  },
  { ads: [[5, 100]] as [number | null, number][], clicks: [[5, 101]] as [number | null, number][] },
]

describe('a join of two streams', () => {
  test('inner: pairs within the range, whichever side came first, also after a restart', async () => {
    expect(await run('inner', steps)).toEqual([
      [1, 1, 1, 15],
      [1, 1, 1, 19],
      [2, 5, 2, 7],
      [5, 100, 5, 101],
    ])
  })

  test('left: rows without a partner once none can come', async () => {
    expect(await run('left', steps)).toEqual([
      [1, 1, 1, 15],
      [1, 1, 1, 19],
      [2, 5, 2, 7],
      [3, 6, null, null],
      [4, 60, null, null],
      [5, 100, 5, 101],
      [null, 6, null, null],
    ])
  })

  test('semi: rows with a partner, once', async () => {
    expect(await run('leftSemi', steps)).toEqual([
      [1, 1],
      [2, 5],
      [5, 100],
    ])
  })
})

test('a stream joined with a table', async () => {
  const ads = memoryStream('ads', ADS)
  ads.add(
    columnsOf(ADS, [
      [1, second(1)],
      [7, second(1)],
      [null, second(2)],
    ]),
  )
  const NAMES = [
    { name: 'id', type: 'int32', nullable: true },
    { name: 'title', type: 'string', nullable: true },
  ] as const
  const names = readTable(
    tableOf(
      'names',
      NAMES,
      columnsOf(NAMES, [
        [1, 'shoes'],
        [2, 'hats'],
        [null, 'nothing'],
      ]),
    ),
  )
  const inner = recordingSink('append')
  const left = recordingSink('append')
  const query = await startQuery({
    outputs: {
      inner: {
        dataset: readStream(ads)
          .join(names, col('ad').eq(col('id')))
          .select('ad', 'title'),
        sinks: [inner.sink],
      },
      left: {
        dataset: readStream(ads)
          .join(names, col('ad').eq(col('id')), 'left')
          .select('ad', 'title'),
        sinks: [left.sink],
      },
    },
    checkpoint: { fs: new MemoryFileSystem(), path: '/checkpoint' },
    trigger: availableNow,
  })
  await query.awaitTermination()
  expect(inner.batches).toEqual([[[1, 'shoes']]])
  expect(left.batches[0].toSorted((a, b) => Number(b[0]) - Number(a[0]))).toEqual([
    [7, null],
    [1, 'shoes'],
    [null, null],
  ])
})
