import { expect, onTestFinished, test, vi } from 'vitest'
import { describeJournal, removeReader } from './journal-admin.ts'
import { journalLineProducer } from './journal-line-producer.ts'
import { journalSource } from './journal-source.ts'
import type { Retention } from './retention.ts'
import { numbered, readAll, temporaryJournal, transactionOf } from './testing/temporary-journal.ts'
import { trimTopic } from './testing/topics.ts'

async function open(path: string, retention: Retention) {
  const producer = journalLineProducer({ path, topic: 'logs', compression: 'none', retention })
  await producer.open()
  onTestFinished(() => producer.close())
  return producer
}

const rangeOf = async (path: string) => (await describeJournal(path))[0].partitions[0]

test('without readers the oldest batches go once there is more than the limit', async () => {
  const path = temporaryJournal()
  const producer = await open(path, { bytes: 100_000 })
  for (let i = 0; i < 30; i++) await producer.commit(transactionOf(['x'.repeat(9_996)]))
  expect(await rangeOf(path)).toMatchObject({ startOffset: 20, endOffset: 30, bytes: 100_000 })
})

test('what a registered reader has not committed stays, unless forced', async () => {
  const path = temporaryJournal()
  const producer = await open(path, { bytes: 1000 })
  await producer.commit(transactionOf(numbered(0, 100)))
  const source = journalSource({ path, topic: 'logs' })
  onTestFinished(() => source.close())
  await source.open({ wait: false })
  const start = await source.initialOffset()
  for (let i = 1; i <= 9; i++) await producer.commit(transactionOf(numbered(i * 100, i * 100 + 100)))
  expect(await rangeOf(path)).toMatchObject({ startOffset: 0, endOffset: 1000 })

  const { end } = await source.latestOffset(start, { maxRows: 250 })
  await source.committed(end)
  await producer.commit(transactionOf(numbered(1000, 1100)))
  expect(await rangeOf(path)).toMatchObject({ startOffset: 200, endOffset: 1100 })
  expect((await describeJournal(path))[0].readers).toMatchObject([{ name: 'analyzer', offsets: { 0: 250 } }])
  const { end: all } = await source.latestOffset(end, 'all')
  expect((await readAll(source, end, all)).map(r => r.line)).toEqual(numbered(250, 1100))

  await producer.close()
  expect((await trimTopic(path, 'logs', { bytes: 0 })).lines).toBe(0)
  expect((await trimTopic(path, 'logs', { bytes: 0 }, { force: true })).lines).toBe(900)
  expect(await rangeOf(path)).toMatchObject({ startOffset: 1100, endOffset: 1100, bytes: 0 })
  await expect(source.latestOffset(end, 'all')).rejects.toMatchObject({
    code: 'MILLRACE_JOURNAL_DATA_LOSS',
    message: `The journal ${path} no longer holds the offsets 250 to 1099 of logs-0, which the query still needs.`,
  })
})

test('with failOnDataLoss false a query goes on where there are lines', async () => {
  const path = temporaryJournal()
  const producer = await open(path, {})
  for (let i = 0; i < 10; i++) await producer.commit(transactionOf(numbered(i * 100, i * 100 + 100)))
  const warnings: string[] = []
  const strict = journalSource({ path, topic: 'logs' })
  const lenient = journalSource({
    path,
    topic: 'logs',
    failOnDataLoss: false,
    onWarning: message => warnings.push(message),
  })
  onTestFinished(() => strict.close())
  onTestFinished(() => lenient.close())
  await strict.open({ wait: false })
  const start = await strict.initialOffset()
  const planned = await strict.latestOffset(start, { maxRows: 650 })
  await producer.close()
  await trimTopic(path, 'logs', { bytes: 1 }, { force: true })
  expect(await rangeOf(path)).toMatchObject({ startOffset: 900 })
  await expect(readAll(strict, start, planned.end)).rejects.toMatchObject({ code: 'MILLRACE_JOURNAL_DATA_LOSS' })
  await lenient.open({ wait: false })
  expect(await readAll(lenient, start, planned.end)).toEqual([])
  const { end } = await lenient.latestOffset(start, { maxRows: 30 })
  expect(end).toMatchObject({ logs: { 0: 930 } })
  expect((await readAll(lenient, start, end)).map(r => r.line)).toEqual(numbered(900, 930))
  expect(warnings).toEqual([expect.stringContaining('no longer holds the offsets 0 to 649 of logs-0')])
})

test('what was trimmed before the first batch is no loss, what is trimmed after it was planned is one', async () => {
  const path = temporaryJournal()
  const waiting = journalSource({ path, topic: 'logs' })
  onTestFinished(() => waiting.close())
  await waiting.open({ wait: true })
  const start = await waiting.initialOffset()
  const producer = await open(path, {})
  for (let i = 0; i < 10; i++) await producer.commit(transactionOf(numbered(i * 100, i * 100 + 100)))
  await producer.close()
  await trimTopic(path, 'logs', { bytes: (await rangeOf(path)).bytes / 2 }, { force: true })
  const { startOffset: first } = await rangeOf(path)
  expect(first).toBeGreaterThan(0)
  const { end } = await waiting.latestOffset(start, 'all')
  expect(end).toMatchObject({ logs: { 0: 1000 }, beginOffsets: { logs: { 0: first } } })
  expect(waiting.distance(start, end)).toBe(1000 - first)
  expect((await readAll(waiting, start, end)).map(r => r.line)).toEqual(numbered(first, 1000))
  await trimTopic(path, 'logs', { bytes: 1 }, { force: true })
  await expect(readAll(waiting, start, end)).rejects.toMatchObject({ code: 'MILLRACE_JOURNAL_DATA_LOSS' })
})

test('age, and a reader that is forgotten', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const path = temporaryJournal()
  const producer = await open(path, { ageMs: 60_000 })
  const source = journalSource({ path, topic: 'logs', reader: 'gone' })
  await source.open({ wait: false })
  await source.close()
  await producer.commit(transactionOf(numbered(0, 10)))
  vi.advanceTimersByTime(61_000)
  await producer.commit(transactionOf(numbered(10, 20)))
  expect(await rangeOf(path)).toMatchObject({ startOffset: 0 })
  await producer.close()
  expect(await removeReader(path, 'logs', 'gone')).toBe(true)
  expect(await removeReader(path, 'logs', 'gone')).toBe(false)
  const again = await open(path, { ageMs: 60_000 })
  await again.commit(transactionOf(numbered(20, 30)))
  expect(await rangeOf(path)).toMatchObject({ startOffset: 10, endOffset: 30 })
})
