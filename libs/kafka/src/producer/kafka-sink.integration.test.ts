import { randomUUID } from 'node:crypto'
import { availableNow, batchOf, memoryStream, readStream, rowsOf, startQuery } from '@millrace/engine'
import {
  type ConformanceCheck,
  MemoryFileSystem,
  sinkConformance,
  sourceConformance,
} from '@millrace/engine/conformance'
import { type KafkaCluster, startKafka } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { kafkaSource } from '../source/kafka-source.ts'
import { KafkaAdmin } from '../testing/kafka-admin.ts'
import { linesOf, readAll, readBlocks, transactionOf } from '../testing/lines.ts'
import { kafkaLineProducer } from './kafka-line-producer.ts'
import { kafkaSink } from './kafka-sink.ts'

describeWithServices('the contracts of source and sink', () => {
  let kafka: KafkaCluster
  let admin: KafkaAdmin

  beforeAll(async () => {
    kafka = await startKafka()
    admin = new KafkaAdmin(kafka.bootstrap)
  })
  afterAll(async () => {
    await admin?.close()
    await kafka?.stop()
  })

  const run = (title: string, checks: readonly ConformanceCheck[]): void => {
    for (const { name, run } of checks) it(`${title}: ${name}`, run)
  }

  for (const mode of ['append', 'update'] as const)
    run(
      `the Kafka sink in ${mode} mode`,
      sinkConformance(async () => {
        const topic = `sink-${randomUUID()}`
        return {
          sink: () => kafkaSink({ brokers: kafka.bootstrap, topic, partitions: 2, mode }),
          async values() {
            const source = kafkaSource({ brokers: kafka.bootstrap, topic })
            await source.open({ wait: false })
            try {
              return await readAll(source)
            } finally {
              await source.close()
            }
          },
          replay: 'keeps',
        }
      }),
    )

  it('rows with keys, headers, partitions and topics', async () => {
    const [topic, errors] = [`routed-${randomUUID()}`, `errors-${randomUUID()}`]
    const schema = [
      { name: 'value', type: 'string', nullable: false },
      { name: 'key', type: 'string', nullable: true },
      { name: 'headers', type: 'list<struct<key:string,value:binary>>', nullable: true },
      { name: 'partition', type: 'int32', nullable: true },
      { name: 'topic', type: 'string', nullable: true },
    ] as const
    const rows = memoryStream('rows', schema)
    const headers = [
      { key: 'trace', value: Buffer.from('7f') },
      { key: 'none', value: null },
    ]
    rows.add(
      batchOf(schema, [
        { value: 'plain' },
        { value: 'to partition 2', partition: 2 },
        { value: 'keyed', key: 'k', partition: 1, headers },
        { value: 'an error', topic: errors, headers: [] },
        { value: 'in place', topic, partition: 0 },
      ]),
    )
    rows.add(batchOf(schema, [{ value: 'elsewhere', topic: 'unknown' }]))
    const query = await startQuery({
      outputs: {
        lines: {
          dataset: readStream(rows),
          sinks: [kafkaSink({ brokers: kafka.bootstrap, topic, topics: [errors], partitions: 3 })],
        },
      },
      checkpoint: { fs: new MemoryFileSystem(), path: '/routed' },
      trigger: availableNow,
      maxOffsetsPerTrigger: 1,
      retry: { attempts: 1 },
    })
    await expect(query.awaitTermination()).rejects.toThrow(`"unknown", but the sink writes to ${topic}, ${errors}`)
    const records = async (name: string) => {
      const source = kafkaSource({ brokers: kafka.bootstrap, topic: name })
      await source.open({ wait: false })
      const start = await source.initialOffset()
      const { end } = await source.latestOffset(start, 'all')
      const found = new Map<string, object>()
      const columns = ['key', 'partition', 'headers']
      await readBlocks(source, start, end, columns, (_, block) => {
        const schema = columns.map(c => ({ name: c, type: block.columns[c].type, nullable: true }))
        const batch = { schema, length: block.count, columns: columns.map(c => block.columns[c]) }
        for (const [i, row] of rowsOf(batch).entries()) found.set(linesOf(block)[i], row)
      })
      await source.close()
      return found
    }
    const found = await records(topic)
    expect([...found.keys()].sort()).toEqual(['in place', 'keyed', 'plain', 'to partition 2'])
    expect(found.get('to partition 2')).toEqual({ key: null, partition: 2, headers: null })
    expect(found.get('in place')).toMatchObject({ partition: 0 })
    expect(found.get('keyed')).toEqual({
      key: new Uint8Array(Buffer.from('k')),
      partition: 1,
      headers: '[{"key":"trace","value":"7f"},{"key":"none","value":null}]',
    })
    expect([...(await records(errors))]).toMatchObject([['an error', { key: null, headers: null }]])
  })

  it('a topic that rows name is made, and null values are tombstones', async () => {
    const [topic, other] = [`own-${randomUUID()}`, `named-${randomUUID()}`]
    const schema = [
      { name: 'key', type: 'string', nullable: false },
      { name: 'value', type: 'string', nullable: true },
      { name: 'topic', type: 'string', nullable: true },
    ] as const
    const rows = memoryStream('rows', schema)
    const files = new MemoryFileSystem()
    const run = async (given: { key: string; value?: string; topic?: string }[]): Promise<void> => {
      rows.add(batchOf(schema, given))
      const sink = kafkaSink({ brokers: kafka.bootstrap, topic, partitions: 2 })
      const query = await startQuery({
        outputs: { changes: { dataset: readStream(rows), sinks: [sink] } },
        checkpoint: { fs: files, path: '/named' },
        trigger: availableNow,
        retry: { attempts: 1 },
      })
      await query.awaitTermination()
    }
    await run([
      { key: 'a', value: '1' },
      { key: 'b', value: '2', topic: other },
      { key: 'b', topic: other },
      { key: 'c', value: '' },
    ])
    await run([{ key: 'a' }, { key: 'd', value: '4', topic: other }])
    const client = new Kafka({ brokers: [...kafka.bootstrap], logLevel: logLevel.NOTHING })
    const consumer = client.consumer({ groupId: `reads-${topic}` })
    await consumer.connect()
    await consumer.subscribe({ topics: [topic, other], fromBeginning: true })
    const found: [string, string | null, string | null][] = []
    await consumer.run({
      eachMessage: async ({ topic: from, message: { key, value } }) => {
        found.push([from, key?.toString() ?? null, value?.toString() ?? null])
      },
    })
    await vi.waitFor(() => expect(found).toHaveLength(6), { timeout: 30_000 })
    await consumer.disconnect()
    const of = (key: string) => found.filter(([, k]) => k === key).map(([from, , value]) => [from, value])
    expect(of('a')).toEqual([
      [topic, '1'],
      [topic, null],
    ])
    expect(of('b')).toEqual([
      [other, '2'],
      [other, null],
    ])
    expect([of('c'), of('d')]).toEqual([[[topic, '']], [[other, '4']]])
    await expect(run([{ key: 'e', value: '5', topic: `${topic}.positions` }])).rejects.toThrow('keeps its positions')
  })

  run(
    'the Kafka source',
    sourceConformance(async () => {
      const topic = `source-${randomUUID()}`
      const producer = kafkaLineProducer({ brokers: kafka.bootstrap, topic, partitions: 2 })
      await producer.open()
      let n = 0
      return {
        source: () => kafkaSource({ brokers: kafka.bootstrap, topic }),
        async add() {
          const lines = Array.from({ length: 5 }, () => `line ${n++}`)
          await producer.commit(transactionOf(lines, {}, ['a', null, 'b', 'c', 'd']))
        },
        close: () => producer.close(),
      }
    }),
  )
})
