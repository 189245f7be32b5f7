import { randomUUID } from 'node:crypto'
import { type ConformanceCheck, sinkConformance, sourceConformance } from '@millrace/engine/conformance'
import { type KafkaCluster, startKafka } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, beforeAll, it } from 'vitest'
import { kafkaSource } from '../source/kafka-source.ts'
import { KafkaAdmin } from '../testing/kafka-admin.ts'
import { readAll, transactionOf } from '../testing/lines.ts'
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
