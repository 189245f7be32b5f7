import { type KafkaCluster, startKafka } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kafkaSource } from '../source/kafka-source.ts'
import { KafkaAdmin } from '../testing/kafka-admin.ts'
import { readAll, transactionOf } from '../testing/lines.ts'
import { kafkaLineProducer } from './kafka-line-producer.ts'

const TRANSACTIONS = 12
const LINES = 40_000

/** Lines of about 100 bytes, so that a transaction is several batches for each partition. */
const linesOf = (n: number): string[] =>
  Array.from({ length: LINES }, (_, i) => `${n}:${i} ${'GET /some/path/index.html HTTP/1.0 200 '.repeat(2)}`)

describeWithServices('three brokers, one killed with kill -9 in the middle of producing', () => {
  let kafka: KafkaCluster

  beforeAll(async () => {
    kafka = await startKafka({ brokers: 3 })
  })
  afterAll(() => kafka?.stop())

  it.each(['lines', 'coordinator'] as const)(
    'loses no line and doubles none: the leader of the %s',
    async victim => {
      const topic = `failover-${victim}`
      const options = { brokers: kafka.bootstrap, topic }
      const admin = new KafkaAdmin(kafka.bootstrap)
      const producer = kafkaLineProducer(options)
      await producer.open()
      const leader =
        victim === 'lines'
          ? await admin.leaderOf(topic, 1)
          : await admin.cluster.coordinator('transaction', `millrace-ingest-${topic}`)
      const broker = kafka.brokers.findIndex(b => b.id === leader)
      for (let n = 0; n < TRANSACTIONS; n++) {
        const commit = producer.commit(transactionOf(linesOf(n), { numbers: { next: n + 1 } }))
        if (n === 3) await kafka.brokers[broker].kill()
        await commit
      }
      const down = kafka.brokers.map(broker => broker.start())
      expect(await producer.positions()).toEqual(new Map([['numbers', { next: TRANSACTIONS }]]))
      await producer.close()
      await Promise.all(down)
      const source = kafkaSource(options)
      await source.open({ wait: false })
      const found = (await readAll(source)).map(line => line.slice(0, line.indexOf(' ')))
      await source.close()
      await admin.close()
      expect(new Set(found).size).toBe(TRANSACTIONS * LINES)
      expect(found.length).toBe(TRANSACTIONS * LINES)
    },
    180_000,
  )

  it('reads on through the loss of a leader', async () => {
    const topic = 'reading'
    const options = { brokers: kafka.bootstrap, topic }
    const admin = new KafkaAdmin(kafka.bootstrap)
    const producer = kafkaLineProducer({ ...options, compression: { codec: 'none' } })
    await producer.open()
    for (let n = 0; n < 3; n++) await producer.commit(transactionOf(linesOf(n)))
    await producer.close()
    const source = kafkaSource({ ...options, fetchBytes: 100_000 })
    await source.open({ wait: false })
    const start = await source.initialOffset()
    const { end } = await source.latestOffset(start, 'all')
    const [partition] = await source.partitions(start, end)
    const leader = await admin.leaderOf(topic, 0)
    const victim = kafka.brokers[kafka.brokers.findIndex(b => b.id === leader)]
    let bytes = 0
    let pieces = 0
    for await (const block of source.read(partition, new AbortController().signal)) {
      bytes += block.bytes.length
      if (++pieces === 2) await victim.kill()
    }
    expect(pieces).toBeGreaterThan(3)
    expect(bytes).toBeGreaterThan(100_000)
    // The whole of it is read from the brokers that are left.
    expect(new Set(await readAll(source)).size).toBe(3 * LINES)
    await victim.start()
    await source.close()
    await admin.close()
  }, 180_000)
})
