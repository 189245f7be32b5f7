import { spawn } from 'node:child_process'
import { type KafkaCluster, startKafka } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { Kafka, logLevel, CompressionTypes as RivalCodecs } from 'kafkajs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kafkaLineProducer } from './producer/kafka-line-producer.ts'
import { kafkaSource } from './source/kafka-source.ts'
import { KafkaAdmin } from './testing/kafka-admin.ts'
import { readAll, readBlocks, transactionOf } from './testing/lines.ts'

const LINES = Array.from({ length: 5000 }, (_, i) => `host-${i % 97} - - "GET /page/${i} HTTP/1.0" 200 ${i * 7} é`)

/** Runs a command with `input`; its standard output. */
function run(command: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    let out = ''
    let err = ''
    child.stdout.on('data', chunk => (out += chunk))
    child.stderr.on('data', chunk => (err += chunk))
    child.on('error', reject)
    child.on('close', code => (code === 0 ? resolve(out) : reject(new Error(`${command} ended with ${code}: ${err}`))))
    child.stdin.end(input)
  })
}

let kafka: KafkaCluster
let admin: KafkaAdmin

function servers(): void {
  beforeAll(async () => {
    kafka = await startKafka()
    admin = new KafkaAdmin(kafka.bootstrap)
  })
  afterAll(async () => {
    await admin?.close()
    await kafka?.stop()
  })
}

async function ourLines(topic: string): Promise<string[]> {
  const source = kafkaSource({ brokers: kafka.bootstrap, topic })
  await source.open({ wait: false })
  const lines = await readAll(source)
  await source.close()
  return lines
}

async function weWrite(topic: string, codec: 'none' | 'gzip' | 'zstd', keys?: string[]): Promise<void> {
  const producer = kafkaLineProducer({ brokers: kafka.bootstrap, topic, partitions: 3, compression: { codec } })
  await producer.open()
  await producer.commit(transactionOf(LINES, {}, keys))
  await producer.close()
}

describeWithServices('with kafkajs', () => {
  servers()
  const rival = () => new Kafka({ brokers: [...kafka.bootstrap], logLevel: logLevel.NOTHING })

  it.each([
    ['none', RivalCodecs.None],
    ['gzip', RivalCodecs.GZIP],
  ] as const)('we read what it writes, in %s, with keys and headers', async (codec, compression) => {
    const topic = `from-kafkajs-${codec}`
    await admin.createTopic(topic)
    const producer = rival().producer()
    await producer.connect()
    const messages = LINES.map((value, i) => ({
      key: i % 2 ? `key ${i}` : null,
      value,
      headers: i % 3 ? undefined : { trace: `t${i}` },
    }))
    await producer.send({ topic, messages, compression })
    await producer.send({ topic, messages: [{ value: null }] })
    await producer.disconnect()
    expect(await ourLines(topic)).toEqual([...LINES, ''])
    const source = kafkaSource({ brokers: kafka.bootstrap, topic })
    await source.open({ wait: false })
    const start = await source.initialOffset()
    const { end } = await source.latestOffset(start, 'all')
    const headers: (string | null)[] = []
    const keys: (string | null)[] = []
    await readBlocks(source, start, end, ['headers', 'key'], (_, { count, columns }) => {
      const { headers: h, key: k } = columns
      if (h.type !== 'string' || k.type !== 'binary') throw new Error('type')
      for (let i = 0; i < count; i++) {
        headers.push(h.ids[i] < 0 ? null : h.dictionary.string(h.ids[i]))
        keys.push(Buffer.from(k.bytes.subarray(k.offsets[i], k.offsets[i + 1])).toString() || null)
      }
    })
    await source.close()
    expect(headers.slice(0, 5)).toEqual([
      '[{"key":"trace","value":"t0"}]',
      null,
      null,
      '[{"key":"trace","value":"t3"}]',
      null,
    ])
    expect(keys.slice(0, 4)).toEqual([null, 'key 1', null, 'key 3'])
  })

  it('its transactions count when they are committed, and not when they are aborted or open', async () => {
    const topic = 'transactions'
    await admin.createTopic(topic)
    const producer = rival().producer({ transactionalId: 'rival', maxInFlightRequests: 1, idempotent: true })
    await producer.connect()
    const send = async (values: string[], how: 'commit' | 'abort' | 'leave open') => {
      const transaction = await producer.transaction()
      await transaction.send({ topic, messages: values.map(value => ({ value })) })
      if (how === 'leave open') return transaction
      await transaction[how]()
    }
    await send(['a', 'b'], 'commit')
    await send(['x', 'y', 'z'], 'abort')
    await send(['c'], 'commit')
    const open = await send(['later'], 'leave open')
    await expect.poll(() => ourLines(topic), { timeout: 30_000 }).toEqual(['a', 'b', 'c'])
    await open?.commit()
    await expect.poll(() => ourLines(topic), { timeout: 30_000 }).toEqual(['a', 'b', 'c', 'later'])
    await producer.disconnect()
  })

  it.each(['none', 'gzip'] as const)('it reads what we write, in %s, keys in the Java partitions', async codec => {
    const topic = `to-kafkajs-${codec}`
    await weWrite(
      topic,
      codec,
      LINES.map((_, i) => `key ${i % 50}`),
    )
    const consumer = rival().consumer({ groupId: topic })
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    const values: string[] = []
    const partitionOfKey = new Map<string, number>()
    await consumer.run({
      eachMessage: async ({ partition, message }) => {
        values.push(String(message.value))
        partitionOfKey.set(String(message.key), partition)
      },
    })
    await expect.poll(() => values.length, { timeout: 60_000 }).toBe(LINES.length)
    await consumer.disconnect()
    expect([...values].sort()).toEqual([...LINES].sort())
    // Its own producer must agree about where the keys belong.
    const producer = rival().producer()
    await producer.connect()
    await admin.createTopic(`${topic}-own`, 3)
    for (const key of ['key 1', 'key 7', 'key 23', 'key 49']) {
      const [sent] = await producer.send({ topic: `${topic}-own`, messages: [{ key, value: 'x' }] })
      expect(sent.partition).toBe(partitionOfKey.get(key))
    }
    await producer.disconnect()
  })
})

describeWithServices(
  'with kcat',
  () => {
    servers()

    it.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'])('we read what it writes, in %s', async codec => {
      const topic = `from-kcat-${codec}`
      await admin.createTopic(topic)
      const args = ['-P', '-b', kafka.bootstrap[0], '-t', topic, '-z', codec, '-X', 'linger.ms=50']
      await run('kcat', args, `${LINES.join('\n')}\n`)
      expect(await ourLines(topic)).toEqual(LINES)
    })

    it.each(['none', 'gzip', 'zstd'] as const)('it reads what we write, in %s', async codec => {
      const topic = `to-kcat-${codec}`
      await weWrite(topic, codec)
      const args = ['-C', '-b', kafka.bootstrap[0], '-t', topic, '-o', 'beginning', '-e', '-q', '-X', 'check.crcs=true']
      const text = await run('kcat', args)
      expect(text.trimEnd().split('\n').sort()).toEqual([...LINES].sort())
    })
  },
  { needs: ['services', 'kcat'] },
)
