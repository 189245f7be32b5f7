import { expect, test } from 'vitest'
import { readStream } from '../api/read-stream.ts'
import type { StatefulProcessor } from '../api/transform.ts'
import { startQuery } from '../runtime/query/start-query.ts'
import { availableNow } from '../runtime/trigger/trigger.ts'
import { memoryStream } from '../sources/memory-stream.ts'
import { MemoryFileSystem } from '../testing/memory-file-system.ts'
import { columnsOf, recordingSink } from '../testing/recording-sink.ts'

const VISITS = [
  { name: 'time', type: 'timestamp', nullable: true },
  { name: 'host', type: 'string', nullable: true },
  { name: 'path', type: 'string', nullable: true },
] as const
const OUTPUT = [
  { name: 'host', type: 'string', nullable: true },
  { name: 'visits', type: 'int64', nullable: true },
  { name: 'last', type: 'string', nullable: true },
] as const

const second = (n: number): bigint => BigInt(n) * 1_000_000n

/** Tells of a host when it has been silent for ten seconds of event time. */
function silence(): StatefulProcessor {
  let visits: ReturnType<Parameters<StatefulProcessor['init']>[0]['valueState']>
  let paths: ReturnType<Parameters<StatefulProcessor['init']>[0]['listState']>
  let seen: ReturnType<Parameters<StatefulProcessor['init']>[0]['mapState']>
  let handle: Parameters<StatefulProcessor['init']>[0]
  return {
    init(h) {
      handle = h
      visits = h.valueState('visits', 'int64')
      paths = h.listState('paths', 'string')
      seen = h.mapState('seen', 'int32')
    },
    handleInputRows(_, rows) {
      for (const row of rows) {
        visits.update(((visits.get() as bigint | null) ?? 0n) + 1n)
        paths.append(row['path'])
        seen.update(String(row['path']), ((seen.get(String(row['path'])) as number | null) ?? 0) + 1)
        for (const timer of handle.timers()) handle.deleteTimer(timer)
        handle.registerTimer(Number((row['time'] as bigint) / 1000n) + 10_000)
      }
      return []
    },
    *handleExpiredTimer([host]) {
      yield { host, visits: visits.get(), last: `${paths.get().at(-1)} of ${seen.entries().length}` }
      for (const state of [visits, paths, seen]) state.clear()
    },
  }
}

test('a program with value, list and map state and timers goes on after a restart', async () => {
  const stream = memoryStream('visits', VISITS)
  const files = new MemoryFileSystem()
  const { sink, batches } = recordingSink('append')
  const start = async () => {
    const dataset = readStream(stream)
      .withWatermark('time', '0 seconds')
      .transformWithState(['host'], { name: 'silence', processor: silence, output: OUTPUT, timeMode: 'eventTime' })
    const query = await startQuery({
      outputs: { silent: { dataset, sinks: [sink] } },
      checkpoint: { fs: files, path: '/checkpoint' },
      trigger: availableNow,
      maxOffsetsPerTrigger: 1,
    })
    await query.awaitTermination()
  }
  stream.add(
    columnsOf(VISITS, [
      [second(1), 'a', '/x'],
      [second(2), 'b', '/y'],
      [second(3), 'a', '/y'],
    ]),
  )
  await start()
  stream.add(
    columnsOf(VISITS, [
      [second(12), 'b', '/x'],
      [second(13), 'c', '/z'],
    ]),
  )
  await start()
  stream.add(columnsOf(VISITS, [[second(22), 'c', '/z']]))
  await start()
  expect(batches.flat()).toEqual([
    ['a', 2n, '/y of 2'],
    ['b', 2n, '/x of 2'],
  ])
  stream.add(columnsOf(VISITS, [[second(60), 'd', '/z']]))
  await start()
  expect(batches.flat().at(-1)).toEqual(['c', 2n, '/z of 1'])
})
