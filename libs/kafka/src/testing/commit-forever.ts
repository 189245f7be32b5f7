import { kafkaLineProducer } from '../producer/kafka-line-producer.ts'
import { transactionOf } from './lines.ts'

/**
 * A process of its own that ingests numbered lines without end, to be killed: transaction n carries the lines `n:0` to
 * `n:<size - 1>` and the position `{ next: n + 1 }`. Goes on where the positions say. Says `begin n` before each commit and
 * `done n` after it. Arguments: brokers, topic, lines per transaction.
 */
const [brokers, topic, size] = process.argv.slice(2)
const producer = kafkaLineProducer({ brokers: brokers.split(','), topic, partitions: 3 })
await producer.open()
const found = (await producer.positions()).get('numbers')
for (let n = Number(found?.['next'] ?? 0); ; n++) {
  const lines = Array.from({ length: Number(size) }, (_, i) => `${n}:${i}`)
  process.stdout.write(`begin ${n}\n`)
  await producer.commit(transactionOf(lines, { numbers: { next: n + 1 } }))
  process.stdout.write(`done ${n}\n`)
}
