import { expect, test } from 'vitest'
import {
  type AnyDataset,
  batchOf,
  col,
  compilePipeline,
  count,
  max,
  memoryStream,
  memoryTable,
  readStream,
  rowsOf,
  window,
} from '../../index.ts'
import { MemoryFileSystem } from '../../testing/memory-file-system.ts'
import { availableNow } from '../trigger/trigger.ts'
import { startQuery } from './start-query.ts'

const WEB = [
  { name: 'time', type: 'timestamp', nullable: true },
  { name: 'host', type: 'string', nullable: true },
] as const
const DEVICES = [
  { name: 'at', type: 'timestamp', nullable: true },
  { name: 'device', type: 'string', nullable: true },
] as const

const second = (n: number): Date => new Date(n * 1000)

function streams() {
  const web = memoryStream('web', WEB)
  const devices = memoryStream('devices', DEVICES)
  return { web, devices, all: readStream(web).union(readStream(devices).rename('at', 'time').rename('device', 'host')) }
}

async function run(dataset: AnyDataset, mode: 'append' | 'update' = 'append') {
  const table = memoryTable('t', { mode })
  const query = await startQuery({
    outputs: { t: { dataset, sinks: [table] } },
    checkpoint: { fs: new MemoryFileSystem(), path: '/checkpoint' },
    trigger: availableNow,
    maxOffsetsPerTrigger: 1,
    retry: { attempts: 1 },
  })
  await query.awaitTermination()
  const watermarks = query.recentProgress.map(({ eventTime }) => eventTime?.watermark)
  return { rows: rowsOf(table.rows!), watermarks }
}

test('a watermark over a union follows the newest time of all its rows', async () => {
  const { web, devices, all } = streams()
  web.add(batchOf(WEB, [{ time: second(5), host: 'a' }]))
  devices.add(batchOf(DEVICES, [{ at: second(30), device: 'd' }]))
  web.add(batchOf(WEB, [{ time: second(25), host: 'a' }]))
  devices.add(batchOf(DEVICES, [{ at: second(29), device: 'd' }]))
  // Too late for the watermark of 20 s, that only the devices have moved.
  web.add(batchOf(WEB, [{ time: second(6), host: 'late' }]))
  devices.add(batchOf(DEVICES, [{ at: second(31), device: 'd' }]))
  const windows = all.withWatermark('time', '10 seconds').groupBy(window('time', '10 seconds')).agg({ hits: count() })
  const { rows, watermarks } = await run(windows)
  expect(rows).toEqual([{ window: { start: second(0), end: second(10) }, hits: 1n }])
  expect(watermarks.slice(0, 2)).toEqual(['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:20.000Z'])
})

test('rows that a filter leaves out do not move it, below and above the watermark', async () => {
  for (const place of ['below', 'above']) {
    const { web, devices, all } = streams()
    web.add(batchOf(WEB, [{ time: second(5), host: 'a' }]))
    devices.add(batchOf(DEVICES, [{ at: second(3000), device: 'broken clock' }]))
    web.add(batchOf(WEB, [{ time: second(6), host: 'b' }]))
    const sound = col('host').neq('broken clock')
    const timed =
      place === 'below'
        ? all.filter(sound).withColumn('clock', col('time')).withWatermark('clock', '10 seconds')
        : all.withColumn('clock', col('time')).withWatermark('clock', '10 seconds').filter(sound)
    const { rows, watermarks } = await run(timed.groupBy(window('clock', '10 seconds')).agg({ n: count() }), 'update')
    expect(rows.at(-1)).toEqual({ window: { start: second(0), end: second(10) }, n: 2n })
    expect(watermarks.every(w => w === '1970-01-01T00:00:00.000Z')).toBe(true)
  }
})

const refused = (dataset: AnyDataset) => () => compilePipeline({ r: { plan: dataset.plan, mode: 'append' } })

test('where a watermark cannot stand, and what to do', () => {
  const { web, devices, all } = streams()
  const other = readStream(devices)
  const timed = readStream(web).withWatermark('time', '1 minute')
  expect(refused(timed.withWatermark('time', '2 minutes'))).toThrow(
    "Redefining watermark is disallowed: withWatermark('time') stands above withWatermark('time')",
  )
  expect(refused(timed.union(readStream(web)).withWatermark('time', '1 minute'))).toThrow('Redefining watermark')
  const joined = timed.join(other, col('host').eq(col('device')))
  expect(refused(joined.withWatermark('at', '1 minute'))).toThrow(
    "Redefining watermark is disallowed: withWatermark('at') stands above withWatermark('time')",
  )
  expect(
    refused(
      all
        .groupBy('host')
        .agg({ last: max('time') })
        .withWatermark('last', '1 minute'),
    ),
  ).toThrow('streaming aggregations without watermark')
  const widened = all
    .select('time', col('host').cast('int32').as('n'))
    .union(all.select('time', col('host').cast('int64').as('n')))
  expect(refused(widened.withColumn('m', col('n').plus(1)).withWatermark('time', '1 minute'))).toThrow(
    'widens the column n',
  )
})
