import type { KafkaCluster } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kafkaSource } from '../source/kafka-source.ts'
import { KafkaProxy } from '../testing/kafka-proxy.ts'
import { startKafkaWithListeners } from '../testing/kafka-with-listeners.ts'
import { readAll, transactionOf } from '../testing/lines.ts'
import { kafkaLineProducer } from './kafka-line-producer.ts'

const END_TRANSACTION = 26
const ROUNDS = 2
const LINES = 5000

/** A broker that dies between deciding and marking leaves partitions without marker in about every second restart. */
describeWithServices('a broker killed the moment a transaction ends', () => {
  const proxy = new KafkaProxy()
  let kafka: KafkaCluster
  let brokers: string[]

  beforeAll(async () => {
    const port = await proxy.listen()
    const started = await startKafkaWithListeners({ PROXIED: { protocol: 'PLAINTEXT', advertised: port } })
    kafka = started.kafka
    proxy.forwardTo(started.addresses.PROXIED)
    brokers = [`127.0.0.1:${port}`]
  })
  afterAll(async () => {
    proxy.close()
    await kafka?.stop()
  })

  const lines = (n: number): string[] => Array.from({ length: LINES }, (_, i) => `${n}:${i}`)

  /** Kills the broker when it has answered the next end of a transaction; the answer is lost. */
  function killAtNextEnd(): Promise<void> {
    return new Promise((resolve, reject) => {
      let armed = true
      proxy.fate = apiKey => {
        if (apiKey !== END_TRANSACTION || !armed) return 'pass'
        armed = false
        return 'lose answer'
      }
      proxy.onLostAnswer = () => void kafka.brokers[0].kill().then(resolve, reject)
    })
  }

  it.each(['goes on', 'is gone as well'])(
    'loses no line and doubles none when the producer %s',
    async producerThen => {
      const gone = producerThen === 'is gone as well'
      for (let round = 0; round < ROUNDS; round++) {
        const topic = `killed-${gone ? 'both' : 'broker'}-${round}`
        const open = async (deliveryTimeout: number) => {
          const producer = kafkaLineProducer({ brokers, topic, partitions: 2, deliveryTimeout })
          await producer.open()
          return producer
        }
        let producer = await open(gone ? 2000 : 60_000)
        const killed = killAtNextEnd()
        const commit = producer.commit(transactionOf(lines(0), { s: { next: 1 } })).then(
          () => 'committed',
          (error: { code: string }) => error.code,
        )
        await killed
        if (gone) {
          expect(await commit).toBe('MILLRACE_KAFKA_UNREACHABLE')
          await producer.close()
        }
        await kafka.brokers[0].start()
        if (gone) producer = await open(60_000)
        else expect(await commit).toBe('committed')
        // The broker had decided: the transaction is committed, and the next ones do not change that.
        expect(await producer.positions()).toEqual(new Map([['s', { next: 1 }]]))
        for (let n = 1; n < 4; n++) await producer.commit(transactionOf(lines(n), { s: { next: n + 1 } }))
        await producer.close()
        const source = kafkaSource({ brokers, topic })
        await source.open({ wait: false })
        const found = await readAll(source)
        await source.close()
        expect(found.sort()).toEqual([0, 1, 2, 3].flatMap(lines).sort())
      }
    },
    180_000,
  )
})
