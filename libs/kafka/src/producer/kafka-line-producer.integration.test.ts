import { type KafkaCluster, startKafka } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kafkaSource } from '../source/kafka-source.ts'
import { KafkaAdmin } from '../testing/kafka-admin.ts'
import { readAll, readLines, transactionOf } from '../testing/lines.ts'
import { kafkaLineProducer } from './kafka-line-producer.ts'
import type { KafkaLineProducerOptions } from './kafka-line-producer-options.ts'
import { partitionOfKey } from './murmur2.ts'

describeWithServices('kafkaLineProducer', () => {
  let kafka: KafkaCluster
  let admin: KafkaAdmin
  const closing: (() => Promise<void>)[] = []

  beforeAll(async () => {
    kafka = await startKafka()
    admin = new KafkaAdmin(kafka.bootstrap)
  })
  afterAll(async () => {
    await Promise.all(closing.map(close => close()))
    await admin?.close()
    await kafka?.stop()
  })

  async function open(topic: string, options: Partial<KafkaLineProducerOptions> = {}) {
    const producer = kafkaLineProducer({ brokers: kafka.bootstrap, topic, ...options })
    closing.push(() => producer.close())
    await producer.open()
    return producer
  }

  async function everything(topic: string): Promise<Map<string, string[]>> {
    const source = kafkaSource({ brokers: kafka.bootstrap, topic })
    closing.push(() => source.close())
    await source.open({ wait: false })
    const start = await source.initialOffset()
    return readLines(source, start, (await source.latestOffset(start, 'all')).end)
  }

  const sorted = (lines: Iterable<string[]>): string[] => [...lines].flat().sort()

  it('creates the topics and keeps lines and positions together', async () => {
    const producer = await open('together', { partitions: 4 })
    expect((await admin.cluster.topics(['together'])).get('together')?.partitions).toHaveLength(4)
    expect(await producer.positions()).toEqual(new Map())
    await producer.commit(transactionOf(['a', 'b'], { 'file:1': { offset: 4 } }))
    await producer.commit(transactionOf(['c'], { 'file:2': { offset: 2 } }))
    await producer.commit(transactionOf([], { 'file:1': { offset: 9 } }))
    const positions = new Map([
      ['file:1', { offset: 9 }],
      ['file:2', { offset: 2 }],
    ])
    expect(await producer.positions()).toEqual(positions)
    await producer.close()
    expect(sorted((await everything('together')).values())).toEqual(['a', 'b', 'c'])
    expect(await (await open('together')).positions()).toEqual(positions)
  })

  it.each(['none', 'gzip', 'zstd'] as const)('sends many batches in order within a partition, in %s', async codec => {
    const topic = `many-${codec}`
    const producer = await open(topic, { partitions: 2, compression: { codec } })
    const lines = Array.from({ length: 60_000 }, (_, i) => `${i} ${'abcdefgh'.repeat(8 + (i % 5))}`)
    await producer.commit(transactionOf(lines))
    await producer.close()
    const found = await everything(topic)
    expect(found.size).toBe(2)
    for (const part of found.values()) {
      const numbers = part.map(line => Number.parseInt(line, 10))
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    }
    expect(sorted(found.values())).toEqual([...lines].sort())
  })

  it('puts keys where the Java client puts them', async () => {
    const producer = await open('keyed', { partitions: 5 })
    const keys = Array.from({ length: 100 }, (_, i) => `host-${i % 17}`)
    await producer.commit(transactionOf(keys, {}, keys))
    await producer.close()
    for (const [id, lines] of await everything('keyed')) {
      for (const line of lines) expect(`keyed-${partitionOfKey(Buffer.from(line), 5)}`).toBe(id)
    }
  })

  it("takes a line up to the topic's limit, refuses a longer one and goes on", async () => {
    await admin.createTopic('limited', 1, { 'max.message.bytes': '5000' })
    const producer = await open('limited')
    expect(producer.maxLineBytes).toBeGreaterThan(4800)
    expect(producer.maxLineBytes).toBeLessThan(5000)
    const longest = Buffer.alloc(producer.maxLineBytes, 'x')
    await expect(
      producer.commit(transactionOf(['before', Buffer.alloc(producer.maxLineBytes + 1, 'y')])),
    ).rejects.toMatchObject({ code: 'MILLRACE_KAFKA_RECORD_TOO_LARGE', retryable: false })
    await producer.commit(
      transactionOf(['first', longest, 'last', ...Array.from({ length: 500 }, () => 'z'.repeat(99))]),
    )
    await producer.close()
    const lines = [...(await everything('limited')).values()].flat()
    expect(lines.slice(0, 3)).toEqual(['first', longest.toString(), 'last'])
    expect(lines).toHaveLength(503)
  })

  it('follows a limit that is lowered while it runs', async () => {
    await admin.createTopic('lowered', 1)
    const producer = await open('lowered', { compression: { codec: 'none' } })
    await admin.setTopicConfig('lowered', 'max.message.bytes', '5000')
    const lines = Array.from({ length: 1000 }, (_, i) => `line ${i} ${'-'.repeat(50)}`)
    await producer.commit(transactionOf(lines))
    expect(producer.maxLineBytes).toBeLessThan(5000)
    await producer.close()
    expect([...(await everything('lowered')).values()].flat()).toEqual(lines)
  })

  it('takes a line of many megabytes where the topic does', async () => {
    await admin.createTopic('huge', 1, { 'max.message.bytes': '30000000' })
    const producer = await open('huge')
    const line = Array.from({ length: 1_000_000 }, (_, i) => i.toString(36)).join(' ')
    expect(line.length).toBeGreaterThan(4_000_000)
    await producer.commit(transactionOf(['a', line, 'b']))
    await producer.close()
    expect([...(await everything('huge')).values()].flat()).toEqual(['a', line, 'b'])
  })

  it('fences the producer that was there before', async () => {
    const first = await open('fenced')
    await first.commit(transactionOf(['1'], { s: { at: 1 } }))
    const second = await open('fenced')
    await expect(first.commit(transactionOf(['never'], { s: { at: 2 } }))).rejects.toMatchObject({
      code: 'MILLRACE_KAFKA_FENCED',
      retryable: false,
    })
    await expect(first.commit(transactionOf(['never'], { s: { at: 2 } }))).rejects.toMatchObject({
      code: 'MILLRACE_KAFKA_FENCED',
    })
    await second.commit(transactionOf(['2'], { s: { at: 3 } }))
    expect(await second.positions()).toEqual(new Map([['s', { at: 3 }]]))
    await second.close()
    expect(sorted((await everything('fenced')).values())).toEqual(['1', '2'])
  })

  it('gives up when told to, with nothing visible, and works on', async () => {
    const producer = await open('aborted', { partitions: 1 })
    const lines = Array.from({ length: 200_000 }, (_, i) => `line ${i}`)
    const controller = new AbortController()
    const commit = producer.commit(transactionOf(lines, { s: { at: 1 } }), controller.signal)
    controller.abort(new Error('enough'))
    await expect(commit).rejects.toThrow('enough')
    expect(await producer.positions()).toEqual(new Map())
    await producer.commit(transactionOf(['after'], { s: { at: 2 } }))
    await producer.close()
    expect(sorted((await everything('aborted')).values())).toEqual(['after'])
  })

  it('says what is missing or wrong', async () => {
    await expect(open('absent', { createTopic: false })).rejects.toMatchObject({ code: 'MILLRACE_KAFKA_TOPIC_MISSING' })
    await expect(open('replicated', { replication: 3 })).rejects.toMatchObject({ code: 'MILLRACE_KAFKA_PROTOCOL' })
    await expect(open('nowhere', { brokers: ['127.0.0.1:1'] })).rejects.toMatchObject({
      code: 'MILLRACE_KAFKA_UNREACHABLE',
      retryable: true,
    })
    expect(() => kafkaLineProducer({ brokers: kafka.bootstrap, topic: 'bad name' })).toThrow(/valid name/)
  })

  it('survives a broker that goes away and comes back, or says that it stayed away', async () => {
    const producer = await open('outage', { partitions: 2, deliveryTimeout: 60_000 })
    const brief = await open('brief', { partitions: 1, deliveryTimeout: 2000 })
    await producer.commit(transactionOf(['before'], { s: { at: 1 } }))
    const [broker] = kafka.brokers
    await broker.kill()
    const commit = producer.commit(transactionOf(['during'], { s: { at: 2 } }))
    await expect(brief.commit(transactionOf(['brief']))).rejects.toMatchObject({
      code: 'MILLRACE_KAFKA_UNREACHABLE',
      retryable: true,
    })
    await broker.start()
    await commit
    await brief.commit(transactionOf(['brief']))
    expect(await producer.positions()).toEqual(new Map([['s', { at: 2 }]]))
    const source = kafkaSource({ brokers: kafka.bootstrap, topic: ['outage', 'brief'] })
    closing.push(() => source.close())
    await source.open({ wait: false })
    await brief.close()
    await producer.close()
    expect((await readAll(source)).sort()).toEqual(['before', 'brief', 'during'])
  })
})
