import type { Offset, Source } from '@millrace/engine'
import { type KafkaCluster, startKafka } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { offsetFetchV8 } from '@platformatic/kafka'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kafkaLineProducer } from '../producer/kafka-line-producer.ts'
import { readBatchHeader } from '../record-batch/batch-header.ts'
import { KafkaAdmin } from '../testing/kafka-admin.ts'
import { readAll, readBlocks, readLines, transactionOf } from '../testing/lines.ts'
import { kafkaSource } from './kafka-source.ts'
import type { KafkaSourceOptions } from './kafka-source-options.ts'

describeWithServices('kafkaSource', () => {
  let kafka: KafkaCluster
  let admin: KafkaAdmin
  const opened: Source[] = []

  beforeAll(async () => {
    kafka = await startKafka()
    admin = new KafkaAdmin(kafka.bootstrap)
  })
  afterAll(async () => {
    await Promise.all(opened.map(source => source.close()))
    await admin?.close()
    await kafka?.stop()
  })

  async function open(topic: string | string[], options: Partial<KafkaSourceOptions> = {}, wait = false) {
    const source = kafkaSource({ brokers: kafka.bootstrap, topic, ...options })
    opened.push(source)
    await source.open({ wait })
    return source
  }

  async function produce(topic: string, lines: readonly string[], keys?: readonly (string | null)[]): Promise<void> {
    const producer = kafkaLineProducer({ brokers: kafka.bootstrap, topic, partitions: 1 })
    await producer.open()
    await producer.commit(transactionOf(lines, {}, keys))
    await producer.close()
  }

  const end = async (source: Source, start: Offset, maxRows?: number): Promise<Offset> =>
    (await source.latestOffset(start, maxRows === undefined ? 'all' : { maxRows })).end

  it('reads what is there, batch by batch within the limit, and says how far behind it is', async () => {
    const lines = Array.from({ length: 1000 }, (_, i) => `line ${i}`)
    await produce('batches', lines)
    const source = await open('batches', { maxOffsetsPerTrigger: 300 })
    expect(source.description).toBe('KafkaV2[Subscribe[batches]]')
    expect(source.defaultLimit).toEqual({ maxRows: 300 })
    let start = await source.initialOffset()
    expect(start).toMatchObject({ batches: { 0: 0 } })
    const found: string[] = []
    const sizes: number[] = []
    for (;;) {
      const next = await source.latestOffset(start, source.defaultLimit)
      if (next.end === start) break
      sizes.push(source.distance(start, next.end))
      expect(source.distance(next.end, next.latest)).toBe(1001 - sizes.reduce((a, b) => a + b))
      found.push(...[...(await readLines(source, start, next.end)).values()].flat())
      expect((await source.partitions(start, next.end)).map(p => [p.id, p.rows])).toEqual([['batches-0', sizes.at(-1)]])
      start = next.end
    }
    expect(found).toEqual(lines)
    expect(sizes).toEqual([300, 300, 300, 101])
  })

  it('has the columns of a record, only those asked for', async () => {
    const before = Date.now()
    await produce('columns', ['a', 'b'], ['k', null])
    const source = await open('columns')
    const start = await source.initialOffset()
    const names = ['topic', 'partition', 'topicPartition', 'offset', 'timestamp', 'timestampType', 'key', 'headers']
    let rows = 0
    await readBlocks(source, start, await end(source, start), names, (_, { count, columns }) => {
      rows += count
      expect(Object.keys(columns).sort()).toEqual([...names].sort())
      const { topicPartition, timestamp, headers, key } = columns
      if (topicPartition.type !== 'string' || headers.type !== 'string') throw new Error('type')
      expect(topicPartition.dictionary.string(topicPartition.ids[0])).toBe('columns-0')
      expect(headers.nullCount).toBe(2)
      expect(key.nullCount).toBe(1)
      if (timestamp.type !== 'timestamp') throw new Error('type')
      const milliseconds = Number((timestamp.values as BigInt64Array)[0]) / 1000
      expect(milliseconds).toBeGreaterThanOrEqual(before)
      expect(milliseconds).toBeLessThanOrEqual(Date.now())
    })
    expect(rows).toBe(2)
    await readBlocks(source, start, await end(source, start), [], (_, block) => expect(block.columns).toEqual({}))
  })

  it.each(['gzip', 'snappy', 'lz4', 'zstd'])('reads what Kafka itself compressed, in %s', async codec => {
    const topic = `recompressed-${codec}`
    await admin.createTopic(topic, 1, { 'compression.type': codec })
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i} of ${codec} ${i % 7} ${i % 11}`)
    await produce(topic, lines)
    const source = await open(topic)
    const start = await source.initialOffset()
    const stop = await end(source, start)
    expect([...(await readLines(source, start, stop)).values()].flat()).toEqual(lines)
    const [partition] = await source.partitions(start, stop)
    for await (const block of source.read(partition, new AbortController().signal)) {
      expect(readBatchHeader(block.bytes, 0).codec).toBe(codec)
      break
    }
  })

  it('has the time of the broker where the topic says so', async () => {
    await admin.createTopic('appended', 1, { 'message.timestamp.type': 'LogAppendTime' })
    const before = Date.now()
    await produce('appended', ['a', 'b'])
    const source = await open('appended')
    const start = await source.initialOffset()
    await readBlocks(
      source,
      start,
      await end(source, start),
      ['timestamp', 'timestampType'],
      (_, { count, columns }) => {
        const { timestamp, timestampType } = columns
        if (timestamp.type !== 'timestamp' || timestampType.type !== 'int32') throw new Error('type')
        for (let i = 0; i < count; i++) {
          expect(timestampType.values[i]).toBe(1)
          expect(Number(timestamp.values[i]) / 1000).toBeGreaterThanOrEqual(before)
        }
      },
    )
  })

  it('stops reading at once when it is told to', async () => {
    await produce('stopped', ['a'])
    const source = await open('stopped')
    const start = await source.initialOffset()
    const [partition] = await source.partitions(start, await end(source, start))
    const signal = AbortSignal.abort(new Error('stop'))
    await expect(source.read(partition, signal)[Symbol.asyncIterator]().next()).rejects.toThrow('stop')
  })

  it('starts where it is told', async () => {
    await produce('starting', ['a', 'b', 'c'])
    expect(await (await open('starting', { startingOffsets: 'latest' })).initialOffset()).toMatchObject({
      starting: { 0: 4 },
    })
    const specific = await open('starting', { startingOffsets: { starting: { 0: 2 } } })
    expect(await readAll(specific)).toEqual(['c'])
    const earliest = await open('starting', { startingOffsets: { starting: { 0: -2 } } })
    expect(await readAll(earliest)).toEqual(['a', 'b', 'c'])
    const incomplete = await open('starting', { startingOffsets: { starting: { 3: 0 } } })
    await expect(incomplete.initialOffset()).rejects.toMatchObject({ code: 'MILLRACE_USAGE' })
    const foreign = await open('starting', { startingOffsets: { starting: { 0: 2 }, other: { 0: 1 } } })
    await expect(foreign.initialOffset()).rejects.toMatchObject({
      code: 'MILLRACE_USAGE',
      message: 'startingOffsets names other, which is not read: expected offsets of starting.',
    })
    const absent = await open('not-there', { startingOffsets: { 'not-there': { 0: 2 } } }, true)
    await expect(absent.initialOffset()).rejects.toMatchObject({
      code: 'MILLRACE_USAGE',
      message: expect.stringContaining('while the topic not-there does not exist'),
    })
  })

  it('waits for a missing topic, or says that it is missing', async () => {
    await expect(open('later')).rejects.toMatchObject({ code: 'MILLRACE_KAFKA_TOPIC_MISSING' })
    const warnings: string[] = []
    const source = await open('later', { onWarning: message => warnings.push(message) }, true)
    const start = await source.initialOffset()
    expect(start).toEqual({})
    expect(await end(source, start)).toBe(start)
    await produce('later', ['hello'])
    expect([...(await readLines(source, start, await end(source, start)))]).toEqual([['later-0', ['hello']]])
    expect(warnings).toEqual([
      expect.stringContaining('Waiting for the Kafka topic later'),
      expect.stringContaining('The Kafka topic later has appeared'),
    ])
  })

  it('begins a new topic where its log begins, and notices when a replay no longer can', async () => {
    const source = await open('trimmed', {}, true)
    const start = await source.initialOffset()
    await produce('trimmed', ['0', '1', '2', '3', '4'])
    await admin.deleteRecords('trimmed', 0, 2)
    const stop = await end(source, start)
    expect(stop).toMatchObject({ beginOffsets: { trimmed: { 0: 2 } } })
    expect([...(await readLines(source, start, stop)).values()]).toEqual([['2', '3', '4']])
    await admin.deleteRecords('trimmed', 0, 4)
    await expect(readLines(source, start, stop)).rejects.toMatchObject({ code: 'MILLRACE_KAFKA_DATA_LOSS' })
  })

  it('reads several topics, and partitions that appear while it runs', async () => {
    await produce('one', ['1'])
    await produce('two', ['2'])
    const source = await open(['two', 'one'])
    const start = await source.initialOffset()
    const first = await end(source, start)
    expect([...(await readLines(source, start, first))]).toEqual([
      ['one-0', ['1']],
      ['two-0', ['2']],
    ])
    await admin.addPartitions('one', 4)
    const keys = Array.from({ length: 40 }, (_, i) => `key ${i}`)
    await produce('one', keys, keys)
    const second = await end(source, first)
    expect(Object.keys((second as Record<string, object>)['one'])).toHaveLength(4)
    const found = await readLines(source, first, second)
    expect([...found.values()].flat().sort()).toEqual([...keys].sort())
    expect(found.size).toBe(4)
  })

  it('sees nothing beyond what was there when it was pinned', async () => {
    await produce('pinned', ['a'])
    const source = await open('pinned')
    const start = await source.initialOffset()
    await source.pin()
    await produce('pinned', ['b'])
    const stop = await end(source, start)
    expect([...(await readLines(source, start, stop)).values()]).toEqual([['a']])
    expect(await end(source, stop)).toBe(stop)
  })

  it('notices a topic that was deleted and made again', async () => {
    await produce('again', ['old 1', 'old 2'])
    const source = await open('again')
    const start = await source.initialOffset()
    const stop = await end(source, start)
    await admin.deleteTopic('again')
    expect(await end(source, stop)).toBe(stop)
    await produce('again', ['new 1', 'new 2', 'new 3'])
    await expect(end(source, stop)).rejects.toMatchObject({ code: 'MILLRACE_KAFKA_TOPIC_RECREATED' })
    await expect(readLines(source, start, stop)).rejects.toMatchObject({ code: 'MILLRACE_KAFKA_TOPIC_RECREATED' })
    const warnings: string[] = []
    const tolerant = await open('again', { failOnDataLoss: false, onWarning: message => warnings.push(message) })
    const after = await end(tolerant, stop)
    expect([...(await readLines(tolerant, stop, after)).values()]).toEqual([['new 1', 'new 2', 'new 3']])
    expect(warnings).toHaveLength(1)
  })

  it('notices offsets that Kafka no longer holds', async () => {
    await produce('loss', ['0', '1', '2', '3', '4'])
    const source = await open('loss')
    const start = await source.initialOffset()
    const stop = await end(source, start)
    await admin.deleteRecords('loss', 0, 3)
    await expect(end(source, start)).rejects.toMatchObject({ code: 'MILLRACE_KAFKA_DATA_LOSS' })
    await expect(readLines(source, start, stop)).rejects.toMatchObject({ code: 'MILLRACE_KAFKA_DATA_LOSS' })
    const warnings: string[] = []
    const tolerant = await open('loss', { failOnDataLoss: false, onWarning: message => warnings.push(message) })
    const after = await end(tolerant, start)
    expect([...(await readLines(tolerant, start, after)).values()]).toEqual([['3', '4']])
    expect(warnings).toEqual([expect.stringContaining('loss-0 from 0: reading can go on at 3')])
  })

  it('mirrors finished offsets to a consumer group', async () => {
    await produce('mirrored', ['a', 'b'])
    const warnings: string[] = []
    const source = await open('mirrored', { groupId: 'monitor', onWarning: message => warnings.push(message) })
    await source.committed(await end(source, await source.initialOffset()))
    await source.close()
    expect(warnings).toEqual([])
    const node = await admin.cluster.coordinator('group', 'monitor')
    const group = {
      groupId: 'monitor',
      memberId: null,
      memberEpoch: -1,
      topics: [{ name: 'mirrored', partitionIndexes: [0] }],
    }
    const answer = await admin.cluster.request(node, [offsetFetchV8.api], [group], false)
    expect(answer.groups[0].topics[0].partitions[0].committedOffset).toBe(3n)
  })

  it('fails at once when nobody answers, and carries on when the broker is back', async () => {
    const nowhere = kafkaSource({ brokers: ['127.0.0.1:1'], topic: 'x' })
    await expect(nowhere.open({ wait: true })).rejects.toMatchObject({
      code: 'MILLRACE_KAFKA_UNREACHABLE',
      retryable: true,
    })
    await produce('outage', ['a'])
    const source = await open('outage')
    const start = await source.initialOffset()
    const [broker] = kafka.brokers
    await broker.kill()
    await expect(end(source, start)).rejects.toMatchObject({ code: 'MILLRACE_KAFKA_UNREACHABLE' })
    await broker.start()
    expect([...(await readLines(source, start, await end(source, start))).values()]).toEqual([['a']])
  })
})
