import { common, webLogParser } from '@millrace/log-parser'
import { describe, expect, test } from 'vitest'
import { readStream } from '../../api/read-stream.ts'
import type { OutputMode } from '../../connector/sink.ts'
import { count, window } from '../../index.ts'
import { MemoryFileSystem } from '../../testing/memory-file-system.ts'
import { MemorySource, MemoryTopic } from '../../testing/memory-source.ts'
import { recordingSink } from '../../testing/recording-sink.ts'
import { availableNow } from '../trigger/trigger.ts'
import { startQuery } from './start-query.ts'

const at = (time: string, status = 200): string => `h - - [01/Jul/1995:${time} +0000] "GET /a HTTP/1.0" ${status} 1`

const minute = (text: string): bigint => BigInt(Date.parse(`1995-07-01T${text}:00Z`)) * 1000n

async function run(mode: OutputMode, parts: readonly (readonly string[])[], options: { slide?: string } = {}) {
  const topic = new MemoryTopic('logs', [[]])
  const files = new MemoryFileSystem()
  const { sink, batches } = recordingSink(mode)
  for (const lines of parts) {
    topic.append(0, ...lines)
    const source = new MemorySource(topic)
    const logs = readStream(source).parse(webLogParser(common))
    const dataset = logs
      .withWatermark('time', '1 minute')
      .groupBy(window('time', '1 minute', options))
      .agg({ hits: count() })
    // A start for each part: the watermark comes from the checkpoint.
    const query = await startQuery({
      outputs: { windows: { dataset, sinks: [sink] } },
      checkpoint: { fs: files, path: '/checkpoint' },
      trigger: availableNow,
    })
    await query.awaitTermination()
  }
  return batches
}

describe('tumbling windows with a watermark', () => {
  const parts = [
    [at('10:00:10'), at('10:00:20'), at('10:01:00')],
    [at('10:03:30'), at('10:00:50')],
    [at('10:01:30'), at('10:02:30'), at('10:05:00')],
  ]

  test('append mode emits a window once, when it is over; what comes later is dropped', async () => {
    const batches = await run('append', parts)
    expect(Object.values(batches).map(rows => rows.length)).toEqual([0, 0, 0, 2, 0, 2])
    expect(Object.values(batches).flat().toSorted()).toEqual([
      [[minute('10:00'), minute('10:01')], 3n],
      [[minute('10:01'), minute('10:02')], 1n],
      [[minute('10:02'), minute('10:03')], 1n],
      [[minute('10:03'), minute('10:04')], 1n],
    ])
  })

  test('update mode emits windows that changed', async () => {
    const batches = await run('update', parts)
    expect(batches[0]).toEqual([
      [[minute('10:00'), minute('10:01')], 2n],
      [[minute('10:01'), minute('10:02')], 1n],
    ])
  })

  test('complete mode keeps everything', async () => {
    const batches = await run('complete', parts)
    expect(Object.values(batches).at(-1)).toEqual([
      [[minute('10:00'), minute('10:01')], 3n],
      [[minute('10:01'), minute('10:02')], 2n],
      [[minute('10:03'), minute('10:04')], 1n],
      [[minute('10:02'), minute('10:03')], 1n],
      [[minute('10:05'), minute('10:06')], 1n],
    ])
  })
})

test('a row is in every window that overlaps it', async () => {
  const batches = await run('complete', [[at('10:00:40')]], { slide: '20 seconds' })
  const second = (n: number): bigint => minute('10:00') + BigInt(n) * 1_000_000n
  expect(batches[0].toSorted()).toEqual([
    [[second(0), second(60)], 1n],
    [[second(20), second(80)], 1n],
    [[second(40), second(100)], 1n],
  ])
})
