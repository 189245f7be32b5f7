import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isPortFree } from './free-ports.ts'
import { type KafkaCluster, startKafka } from './kafka.ts'
import { kafkaMetadata } from './kafka-probe.ts'
import { processStartTime } from './process-identity.ts'
import { describeWithServices } from './testing.ts'

const client = (cluster: KafkaCluster): Kafka =>
  new Kafka({ brokers: [...cluster.bootstrap], logLevel: logLevel.NOTHING })

async function endOffsets(kafka: Kafka, topic: string): Promise<string[]> {
  const admin = kafka.admin()
  await admin.connect()
  try {
    return (await admin.fetchTopicOffsets(topic)).map(partition => partition.high)
  } finally {
    await admin.disconnect()
  }
}

async function sendOne(kafka: Kafka, topic: string): Promise<void> {
  const producer = kafka.producer()
  await producer.connect()
  await producer.send({ topic, acks: -1, messages: [{ value: 'a line' }] })
  await producer.disconnect()
}

async function createTopic(kafka: Kafka, topic: string): Promise<void> {
  const admin = kafka.admin()
  await admin.connect()
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1 }] })
  await admin.disconnect()
}

describeWithServices('one Kafka broker', () => {
  let cluster: KafkaCluster
  beforeAll(async () => {
    cluster = await startKafka({ config: { 'message.max.bytes': '2000000' } })
  })
  afterAll(() => cluster?.stop())

  it('answers on loopback and is its own controller', async () => {
    const [broker] = cluster.brokers
    expect(cluster.bootstrap).toEqual([`127.0.0.1:${broker!.port}`])
    expect(await kafkaMetadata(broker!.port)).toEqual({ brokers: [1], controller: 1 })
  })

  it('takes extra broker properties', async () => {
    const admin = client(cluster).admin()
    await admin.connect()
    const answer = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: 4, name: '1' }] })
    await admin.disconnect()
    const value = answer.resources[0]!.configEntries.find(
      entry => entry.configName === 'message.max.bytes',
    )?.configValue
    expect(value).toBe('2000000')
  })

  it('keeps acknowledged messages through kill -9 and a restart on the same port', async () => {
    const broker = cluster.brokers[0]!
    const before = { pid: broker.pid, port: broker.port }
    await createTopic(client(cluster), 'kept')
    await sendOne(client(cluster), 'kept')
    await broker.kill()
    expect(processStartTime(before.pid)).toBeUndefined()
    await expect(kafkaMetadata(broker.port)).rejects.toThrow()
    await broker.start()
    expect(broker.pid).not.toBe(before.pid)
    expect(broker.port).toBe(before.port)
    expect(await endOffsets(client(cluster), 'kept')).toEqual(['1'])
  })

  it('leaves no process, folder or port behind', async () => {
    const { pid, port, logFile } = cluster.brokers[0]!
    const folder = dirname(dirname(logFile))
    expect(existsSync(folder)).toBe(true)
    await cluster.stop()
    expect(processStartTime(pid)).toBeUndefined()
    expect(existsSync(folder)).toBe(false)
    expect(await isPortFree(port)).toBe(true)
  })
})

describeWithServices('three Kafka brokers', () => {
  it('go on without one of them', async () => {
    await using cluster = await startKafka({ brokers: 3 })
    expect((await kafkaMetadata(cluster.brokers[2]!.port)).brokers).toHaveLength(3)
    const kafka = client(cluster)
    await createTopic(kafka, 'replicated')
    await sendOne(kafka, 'replicated')
    await cluster.brokers[0]!.kill()
    await sendOne(kafka, 'replicated')
    expect(await endOffsets(kafka, 'replicated')).toEqual(['2'])
    await cluster.brokers[0]!.start()
    expect((await kafkaMetadata(cluster.brokers[0]!.port)).controller).toBeGreaterThan(0)
  }, 180_000)
})
