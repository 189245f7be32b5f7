// The pipeline people build first: kafkajs, one RegExp a line, parquetjs-lite. Ends after as many messages as argv[5] says.
import kafkajs from 'kafkajs'
import parquet from 'parquetjs-lite'

const [, , brokers, topic, output, total] = process.argv
const pattern = /^(\S+) (\S+) (\S+) \[([^\]]+)\] "([A-Z]+) (.*?)(?: (HTTP\/[\d.]+))?" (\d{3}) (\d+|-)/
const optional = type => ({ type, optional: true, compression: 'SNAPPY' })
const schema = new parquet.ParquetSchema({
  host: optional('UTF8'),
  ident: optional('UTF8'),
  user: optional('UTF8'),
  time: optional('TIMESTAMP_MILLIS'),
  method: optional('UTF8'),
  path: optional('UTF8'),
  protocol: optional('UTF8'),
  status: optional('INT32'),
  bytes: optional('INT64'),
  partition: optional('INT32'),
  offset: optional('INT64'),
})
const months = { Jan: 0, Feb: 1, Mar: 2, Apr: 3, May: 4, Jun: 5, Jul: 6, Aug: 7, Sep: 8, Oct: 9, Nov: 10, Dec: 11 }
const timeOf = text => {
  const local = Date.UTC(
    +text.slice(7, 11),
    months[text.slice(3, 6)],
    +text.slice(0, 2),
    +text.slice(12, 14),
    +text.slice(15, 17),
    +text.slice(18, 20),
  )
  const sign = text[21] === '-' ? 1 : -1
  return new Date(local + sign * (+text.slice(22, 24) * 60 + +text.slice(24, 26)) * 60_000)
}
const present = text => (text === '-' ? undefined : text)

const writer = await parquet.ParquetWriter.openFile(schema, output)
writer.setRowGroupSize(65536)
const consumer = new kafkajs.Kafka({ brokers: brokers.split(','), logLevel: kafkajs.logLevel.NOTHING }).consumer({
  groupId: `bench-${process.pid}`,
})
await consumer.connect()
await consumer.subscribe({ topic, fromBeginning: true })
let seen = 0
let rows = 0
await new Promise((resolve, reject) => {
  consumer
    .run({
      eachBatch: async ({ batch }) => {
        for (const message of batch.messages) {
          seen++
          const m = pattern.exec(message.value.toString())
          if (m === null) continue
          rows++
          await writer.appendRow({
            host: present(m[1]),
            ident: present(m[2]),
            user: present(m[3]),
            time: timeOf(m[4]),
            method: m[5],
            path: m[6],
            protocol: m[7],
            status: Number(m[8]),
            bytes: m[9] === '-' ? undefined : Number(m[9]),
            partition: batch.partition,
            offset: Number(message.offset),
          })
        }
        if (seen >= Number(total)) resolve()
      },
    })
    .catch(reject)
})
await writer.close()
console.log(JSON.stringify({ messages: seen, rows }))
process.exit(0)
