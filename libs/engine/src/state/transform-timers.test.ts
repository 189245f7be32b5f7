import { afterEach, expect, test, vi } from 'vitest'
import { readStream } from '../api/read-stream.ts'
import type { StatefulHandle, StatefulProcessor } from '../api/transform.ts'
import { startQuery } from '../runtime/query/start-query.ts'
import type { StateMemoryOptions } from '../runtime/query/state-memory.ts'
import type { StreamingQuery } from '../runtime/query/streaming-query.ts'
import { availableNow, every, type Trigger } from '../runtime/trigger/trigger.ts'
import { memoryStream } from '../sources/memory-stream.ts'
import { MemoryFileSystem } from '../testing/memory-file-system.ts'
import { columnsOf, recordingSink } from '../testing/recording-sink.ts'

const SCHEMA = [{ name: 'key', type: 'string', nullable: true }] as const
const OUTPUT = [
  { name: 'key', type: 'string', nullable: true },
  { name: 'late', type: 'boolean', nullable: true },
] as const

let query: StreamingQuery | undefined
afterEach(() => query?.stop())

/** Asks to be called a moment after a key's rows, and after the first call once more. */
const reminder = (): StatefulProcessor => {
  let handle: StatefulHandle
  let calls: ReturnType<StatefulHandle['valueState']>
  return {
    init(given) {
      handle = given
      calls = handle.valueState('calls', 'int32')
    },
    handleInputRows(_key, _rows, { processingTimeMs }) {
      handle.registerTimer(processingTimeMs + 1)
      return []
    },
    *handleExpiredTimer([key], timeMs, { processingTimeMs }) {
      yield { key, late: processingTimeMs >= timeMs }
      if (calls.exists()) calls.clear()
      else {
        calls.update(1)
        handle.registerTimer(processingTimeMs + 1)
      }
    },
  }
}

function setUp() {
  const stream = memoryStream('keys', SCHEMA)
  const files = new MemoryFileSystem()
  const { sink, batches } = recordingSink('append')
  const start = (trigger: Trigger, options: StateMemoryOptions = {}): Promise<StreamingQuery> =>
    startQuery({
      outputs: {
        calls: {
          dataset: readStream(stream).transformWithState(['key'], {
            name: 'reminder',
            processor: reminder,
            output: OUTPUT,
            timeMode: 'processingTime',
          }),
          sinks: [sink],
        },
      },
      checkpoint: { fs: files, path: '/checkpoint' },
      trigger,
      ...options,
    })
  return { stream, batches, start }
}

const rows = [['a'], ['b']] as const
const clockMoves = async (): Promise<void> => {
  const now = Date.now()
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(now + 1))
}

test.each([
  ['in memory', {}],
  ['on disk', { stateMemory: 0 }],
])('timers on processing time come though no data does; then nothing more runs: state %s', async (_, options) => {
  const { stream, batches, start } = setUp()
  query = await start(every(0), options)
  stream.add(columnsOf(SCHEMA, rows))
  await vi.waitFor(() => expect(batches.flat()).toHaveLength(4), { timeout: 20_000 })
  const [data, ...timers] = batches.filter(batch => batch !== undefined)
  expect(data).toEqual([])
  for (const called of timers) expect(called.every(([, late]) => late)).toBe(true)
  const { length } = batches
  await clockMoves()
  await query.stop()
  expect(batches).toHaveLength(length)
})

test('a trigger that ends runs the timers that had come when it began', async () => {
  const { stream, batches, start } = setUp()
  stream.add(columnsOf(SCHEMA, rows))
  const run = async (): Promise<unknown> => {
    query = await start(availableNow)
    await query.awaitTermination()
    await clockMoves()
    return batches
  }
  const [none, called] = [[], rows.map(([key]) => [key, true])]
  expect(await run()).toEqual([none])
  expect(await run()).toEqual([none, called])
  expect(await run()).toEqual([none, called, called])
  expect(await run()).toEqual([none, called, called])
})
