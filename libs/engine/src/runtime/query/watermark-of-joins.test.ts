import { expect, test } from 'vitest'
import { col, count, memoryStream, readStream, timestampAdd, window } from '../../index.ts'
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

test('what follows a join waits for rows that the join gives late', async () => {
  const ads = memoryStream('ads', ADS)
  const clicks = memoryStream('clicks', CLICKS)
  const files = new MemoryFileSystem()
  const { sink, batches } = recordingSink('append')
  const steps: [[number, number][], [number, number][]][] = [
    [
      [
        [1, 1],
        [2, 5],
      ],
      [[9, 8]],
    ],
    [[[3, 15]], [[9, 15]]],
    [
      [[4, 22]],
      [
        [9, 22],
        [2, 24],
      ],
    ],
    [[[5, 70]], [[9, 70]]],
    [[[6, 200]], [[9, 200]]],
  ]
  for (const [shown, clicked] of steps) {
    ads.add(
      columnsOf(
        ADS,
        shown.map(([id, time]) => [id, second(time)]),
      ),
    )
    clicks.add(
      columnsOf(
        CLICKS,
        clicked.map(([id, time]) => [id, second(time)]),
      ),
    )
    const left = readStream(ads).withWatermark('shown', '0 seconds')
    const right = readStream(clicks).withWatermark('at', '0 seconds')
    const within = col('ad')
      .eq(col('clicked'))
      .and(col('at').gte(col('shown')))
      .and(col('at').lte(timestampAdd('second', 20, 'shown')))
    const query = await startQuery({
      outputs: {
        hits: {
          dataset: left
            .join(right, within, 'left')
            .groupBy(window('shown', '10 seconds'))
            .agg({ hits: count(), clicks: count('at') }),
          sinks: [sink],
        },
      },
      checkpoint: { fs: files, path: '/checkpoint' },
      trigger: availableNow,
      maxOffsetsPerTrigger: 1,
    })
    await query.awaitTermination()
  }
  expect(batches.flat()).toEqual([
    [[second(0), second(10)], 2n, 1n],
    [[second(10), second(20)], 1n, 0n],
    [[second(20), second(30)], 1n, 0n],
    [[second(70), second(80)], 1n, 0n],
  ])
})
