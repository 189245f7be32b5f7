import type { LineProducer } from '@millrace/engine'
import type { KafkaCluster } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { kafkaSource } from '../source/kafka-source.ts'
import { type Fate, KafkaProxy } from '../testing/kafka-proxy.ts'
import { startKafkaWithListeners } from '../testing/kafka-with-listeners.ts'
import { readAll, transactionOf } from '../testing/lines.ts'
import { kafkaLineProducer } from './kafka-line-producer.ts'
import type { KafkaLineProducerOptions } from './kafka-line-producer-options.ts'

const PRODUCE = 0
const END_TRANSACTION = 26

describeWithServices('requests and answers that are lost on the way', () => {
  const proxy = new KafkaProxy()
  let kafka: KafkaCluster
  let brokers: string[]
  const producers: LineProducer[] = []

  beforeAll(async () => {
    const port = await proxy.listen()
    const started = await startKafkaWithListeners({ PROXIED: { protocol: 'PLAINTEXT', advertised: port } })
    kafka = started.kafka
    proxy.forwardTo(started.addresses.PROXIED)
    brokers = [`127.0.0.1:${port}`]
  })
  afterEach(() => {
    proxy.down = false
    proxy.fate = () => 'pass'
  })
  afterAll(async () => {
    await Promise.all(producers.map(producer => producer.close()))
    proxy.close()
    await kafka?.stop()
  })

  async function open(topic: string, options: Partial<KafkaLineProducerOptions> = {}): Promise<LineProducer> {
    const producer = kafkaLineProducer({ brokers, topic, partitions: 2, ...options })
    producers.push(producer)
    await producer.open()
    return producer
  }

  async function committedLines(topic: string): Promise<string[]> {
    const source = kafkaSource({ brokers: kafka.bootstrap, topic })
    await source.open({ wait: false })
    const lines = await readAll(source)
    await source.close()
    return lines
  }

  it('doubles and loses no line when produce requests and answers are lost', async () => {
    const producer = await open('flaky')
    const lines = Array.from({ length: 100_000 }, (_, i) => `${i} ${'some text of a log line '.repeat(4)}`)
    let count = 0
    const fates: Fate[] = ['pass', 'lose answer', 'pass', 'pass', 'lose request']
    proxy.fate = apiKey => (apiKey === PRODUCE && count < 15 ? fates[count++ % 5] : 'pass')
    await producer.commit(transactionOf(lines, { s: { at: 1 } }))
    expect(count).toBe(15)
    await producer.close()
    expect((await committedLines('flaky')).sort()).toEqual([...lines].sort())
  })

  it.each(['lose request', 'lose answer'] as const)('finds out by itself how a commit ended: %s', async fate => {
    const topic = `asked-again-${fate.replace(' ', '-')}`
    const producer = await open(topic)
    let lost = 0
    proxy.fate = apiKey => (apiKey === END_TRANSACTION && lost++ < 2 ? fate : 'pass')
    await producer.commit(transactionOf(['a'], { s: { at: 1 } }))
    expect(lost).toBeGreaterThan(2)
    await producer.commit(transactionOf(['b'], { s: { at: 2 } }))
    await producer.close()
    expect((await committedLines(topic)).sort()).toEqual(['a', 'b'])
  })

  it.each(['lose request', 'lose answer'] as const)(
    'does not send a transaction twice whose end stayed unknown: %s',
    async fate => {
      const topic = `unknown-${fate.replace(' ', '-')}`
      const producer = await open(topic, { deliveryTimeout: 3000 })
      const transaction = transactionOf(['once'], { s: { at: 1 } })
      proxy.fate = apiKey => {
        if (apiKey !== END_TRANSACTION) return 'pass'
        proxy.down = true
        return fate
      }
      await expect(producer.commit(transaction)).rejects.toMatchObject({
        code: 'MILLRACE_KAFKA_UNREACHABLE',
        retryable: true,
      })
      proxy.fate = () => 'pass'
      proxy.down = false
      await producer.commit(transaction)
      await producer.commit(transactionOf(['then'], { s: { at: 2 } }))
      expect(await producer.positions()).toEqual(new Map([['s', { at: 2 }]]))
      await producer.close()
      expect((await committedLines(topic)).sort()).toEqual(['once', 'then'])
    },
  )

  it('takes its identity back after the broker ended a transaction that was open too long', async () => {
    const producer = await open('expired', { deliveryTimeout: 1500, transactionTimeout: 2000 })
    await producer.commit(transactionOf(['a'], { s: { at: 1 } }))
    proxy.fate = apiKey => {
      if (apiKey === END_TRANSACTION) proxy.down = true
      return apiKey === END_TRANSACTION ? 'lose request' : 'pass'
    }
    const second = transactionOf(['b'], { s: { at: 2 } })
    await expect(producer.commit(second)).rejects.toMatchObject({ code: 'MILLRACE_KAFKA_UNREACHABLE' })
    // The broker looks for transactions that are too old every ten seconds.
    const source = kafkaSource({ brokers: kafka.bootstrap, topic: ['expired', 'expired.positions'] })
    await source.open({ wait: false })
    const before = source.distance({}, (await source.latestOffset({}, 'all')).end)
    const ended = async () => source.distance({}, (await source.latestOffset({}, 'all')).end) > before
    await expect.poll(ended, { timeout: 40_000, interval: 200 }).toBe(true)
    await source.close()
    proxy.fate = () => 'pass'
    proxy.down = false
    await producer.commit(second)
    await producer.close()
    expect((await committedLines('expired')).sort()).toEqual(['a', 'b'])
  })
})
