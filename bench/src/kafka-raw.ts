/**
 * Lines per second into and out of one real Kafka broker, ours beside kafkajs, in turn in one process: producing with acks=all
 * (ours with transactions and positions), then fetching and decoding the same topic into line ranges and offsets (kafkajs: into
 * messages). Run: `npm run bench -- kafka-raw [megabytes] [rounds]`.
 */
import { readFileSync } from 'node:fs'
import type { RecordDecoderFactory } from '@millrace/engine'
import { kafkaLineProducer, kafkaSource } from '@millrace/kafka'
import type { LineBlock } from '@millrace/log-parser'
import { startKafka } from '@millrace/services'
import { CompressionTypes, Kafka, logLevel } from 'kafkajs'
import { median } from './support/contest.ts'
import { printMachine } from './support/machine.ts'
import { nasaLog } from './support/nasa-log.ts'

const [megabytes = '60', roundsText = '3'] = process.argv.slice(2)
const rounds = Number(roundsText)
const PARTITIONS = 3
const LINES_PER_COMMIT = 50_000
const CODECS = { none: CompressionTypes.None, gzip: CompressionTypes.GZIP, zstd: undefined } as const
type CodecName = keyof typeof CODECS

const log = nasaLog(Number(megabytes) * 1e6)
const blocks = cut(readFileSync(log.path))
await using kafka = await startKafka()
const brokers = [...kafka.bootstrap]
const rival = new Kafka({ brokers, logLevel: logLevel.NOTHING })

printMachine('kafka-raw', {})
console.log(
  `${log.lines} lines, ${(log.bytes / 1e6).toFixed(0)} MB, ${PARTITIONS} partitions, thousand lines/s (median)\n`,
)
console.log('| | Millrace | kafkajs | ratio |')
console.log('|---|---|---|---|')
for (const codec of Object.keys(CODECS) as CodecName[]) {
  const seconds: Record<'in' | 'out', Record<'ours' | 'theirs', number[]>> = {
    in: { ours: [], theirs: [] },
    out: { ours: [], theirs: [] },
  }
  for (let round = 0; round < rounds; round++) {
    const topic = `${codec}-${round}`
    seconds.in.ours.push(await timed(() => produce(topic, codec)))
    seconds.out.ours.push(await timed(() => consume(topic)))
    if (CODECS[codec] === undefined) continue
    const theirs = `rival-${topic}`
    await createTopic(theirs)
    seconds.in.theirs.push(await timed(() => rivalProduce(theirs, CODECS[codec] as CompressionTypes)))
    seconds.out.theirs.push(await timed(() => rivalConsume(topic)))
  }
  for (const [name, { ours, theirs }] of Object.entries(seconds)) {
    const rate = (all: readonly number[]): string =>
      all.length ? (log.lines / median(all) / 1000).toFixed(0) : 'cannot'
    const ratio = theirs.length ? `${(median(theirs) / median(ours)).toFixed(1)}x` : ''
    const what = name === 'in' ? 'produce' : 'fetch and decode'
    console.log(`| ${what}, ${codec} | ${rate(ours)} | ${rate(theirs)} | ${ratio} |`)
  }
}

async function timed(run: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await run()
  return (performance.now() - start) / 1000
}

/** The file as line blocks of one commit each, as ingest would hand them over. */
function cut(bytes: Buffer): LineBlock[] {
  const all: LineBlock[] = []
  for (let at = 0; at < bytes.length; ) {
    const starts = new Int32Array(LINES_PER_COMMIT)
    const ends = new Int32Array(LINES_PER_COMMIT)
    let count = 0
    for (; count < LINES_PER_COMMIT && at < bytes.length; count++) {
      starts[count] = at
      ends[count] = bytes.indexOf(10, at)
      at = ends[count] + 1
    }
    all.push({ bytes, starts, ends, count })
  }
  return all
}

async function produce(topic: string, codec: CodecName): Promise<void> {
  const producer = kafkaLineProducer({ brokers, topic, partitions: PARTITIONS, compression: { codec } })
  await producer.open()
  for (const [n, block] of blocks.entries()) {
    await producer.commit({ blocks: [block], positions: new Map([['file', { block: n }]]) })
  }
  await producer.close()
}

async function consume(topic: string): Promise<void> {
  const source = kafkaSource({ brokers, topic })
  await source.open({ wait: false })
  const start = await source.initialOffset()
  const { end } = await source.latestOffset(start, 'all')
  const module = (await import(source.decoder.module)) as Record<string, RecordDecoderFactory>
  let lines = 0
  for (const partition of await source.partitions(start, end)) {
    const decoder = module[source.decoder.name](null, partition, ['offset'])
    for await (const block of source.read(partition, new AbortController().signal)) {
      decoder.decode(block, records => {
        lines += records.count
      })
    }
  }
  await source.close()
  if (lines !== log.lines) throw new Error(`read ${lines} lines of ${log.lines}`)
}

async function createTopic(topic: string): Promise<void> {
  const admin = rival.admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS }], waitForLeaders: true })
  await admin.disconnect()
}

async function rivalProduce(topic: string, compression: CompressionTypes): Promise<void> {
  const producer = rival.producer()
  await producer.connect()
  for (const { bytes, starts, ends, count } of blocks) {
    // Its default partitioner puts each message elsewhere; it sends one batch a partition.
    for (let from = 0; from < count; from += 10_000) {
      const to = Math.min(count, from + 10_000)
      const messages = Array.from({ length: to - from }, (_, i) => ({
        value: Buffer.from(bytes.buffer, bytes.byteOffset + starts[from + i], ends[from + i] - starts[from + i]),
      }))
      await producer.send({ topic, acks: -1, compression, messages })
    }
  }
  await producer.disconnect()
}

async function rivalConsume(topic: string): Promise<void> {
  const consumer = rival.consumer({ groupId: `bench-${topic}`, maxBytesPerPartition: 4 << 20 })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  const all = Promise.withResolvers<void>()
  let lines = 0
  await consumer.run({
    eachBatch: async ({ batch }) => {
      lines += batch.messages.length
      if (lines >= log.lines) all.resolve()
    },
  })
  await all.promise
  await consumer.disconnect()
}
