// Writes numbered lines until it is killed: `node journal-writer.fixture.ts <path> <lines a transaction>`.
import { journalLineProducer } from '../journal-line-producer.ts'

const [path, size] = process.argv.slice(2)
const producer = journalLineProducer({ path, topic: 'logs' })
await producer.open()
let next = Number((await producer.positions()).get('numbers')?.['next'] ?? 0)
process.stdout.write(`open ${next}\n`)
for (;;) {
  const lines = Array.from({ length: Number(size) }, (_, i) => `number ${next + i} ${'y'.repeat((next + i) % 61)}`)
  const bytes = Buffer.from(lines.join('\n'))
  const starts = new Int32Array(lines.length)
  const ends = new Int32Array(lines.length)
  lines.reduce((start, line, i) => {
    starts[i] = start
    ends[i] = start + line.length
    return ends[i] + 1
  }, 0)
  next += lines.length
  const positions = new Map([['numbers', { next }]])
  await producer.commit({ blocks: [{ bytes, starts, ends, count: lines.length }], positions })
  process.stdout.write(`${next}\n`)
}
