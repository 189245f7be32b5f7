import { memoryStream, readStream, startQuery } from '@millrace/engine'
import { MemoryFileSystem } from '@millrace/engine/conformance'
import { expect, test } from 'vitest'
import { type KafkaSinkOptions, kafkaSink } from './kafka-sink.ts'

const ROWS = [{ name: 'value', type: 'string', nullable: true }] as const

/** What a query with these two sinks says when it starts; the brokers are nowhere. */
function start(a: Partial<KafkaSinkOptions>, b: Partial<KafkaSinkOptions>): Promise<unknown> {
  const dataset = readStream(memoryStream('rows', ROWS))
  const sink = (options: Partial<KafkaSinkOptions>) =>
    kafkaSink({ brokers: ['127.0.0.1:1'], topic: 'logs', mode: 'append', ...options })
  return startQuery({
    outputs: { a: { dataset, sinks: [sink(a)] }, b: { dataset, sinks: [sink(b)] } },
    checkpoint: { fs: new MemoryFileSystem(), path: '/checkpoint' },
  })
}

test.each([
  [{}, {}, 'Kafka at 127.0.0.1:1 with the transactional id millrace-<query id>-logs: each needs a name of its own.'],
  [{ name: 'x' }, { name: 'x' }, 'the transactional id millrace-<query id>-logs-x: each needs a name of its own.'],
  [{ topic: 'a', name: 'b-c' }, { topic: 'a-b', name: 'c' }, 'the transactional id millrace-<query id>-a-b-c: '],
  [
    { transactionalId: 'mine' },
    { transactionalId: 'mine', topic: 'others' },
    'the transactional id mine: each needs a transactionalId of its own.',
  ],
  [
    { transactionalId: 'mine' },
    { transactionalId: 'yours' },
    'with the topic of positions logs.positions and no name: each needs a name of its own.',
  ],
])('two outputs with one identity are refused: %j and %j', async (a, b, message) => {
  await expect(start(a, b)).rejects.toMatchObject({
    code: 'MILLRACE_ANALYSIS',
    message: expect.stringContaining(message),
  })
})
