import { rmSync } from 'node:fs'
import type { Offset } from '@millrace/engine'
import { expect, onTestFinished, test } from 'vitest'
import { describeJournal } from './journal-admin.ts'
import { type JournalLineProducerOptions, journalLineProducer } from './journal-line-producer.ts'
import { type JournalSourceOptions, journalSource } from './journal-source.ts'
import { numbered, readAll, temporaryJournal, transactionOf } from './testing/temporary-journal.ts'
import { deleteTopic } from './testing/topics.ts'

async function producerOf(path: string, options: Partial<JournalLineProducerOptions> = {}) {
  const producer = journalLineProducer({ path, topic: 'logs', ...options })
  await producer.open()
  onTestFinished(() => producer.close())
  return producer
}

function sourceOf(path: string, options: Partial<JournalSourceOptions> = {}) {
  const source = journalSource({ path, topic: 'logs', ...options })
  onTestFinished(() => source.close())
  return source
}

test.each(['none', 'zstd'] as const)('lines come back in order with exact offsets, %s', async compression => {
  const path = temporaryJournal()
  const producer = await producerOf(path, { compression })
  const lines = numbered(0, 50_000)
  lines[7] = ''
  lines[8] = 'x'.repeat(3_000_000)
  lines[9] = '\x00\xff\xfe'
  const before = Date.now()
  await producer.commit(transactionOf(lines.slice(0, 30_000), { a: { offset: 5, inode: 'x' } }))
  await producer.commit(transactionOf(lines.slice(30_000), { a: { offset: 9, inode: null }, b: { offset: 1 } }))
  expect(await producer.positions()).toEqual(
    new Map([
      ['a', { offset: 9, inode: null }],
      ['b', { offset: 1 }],
    ]),
  )

  const source = sourceOf(path)
  await source.open({ wait: false })
  const start = await source.initialOffset()
  const { end, latest } = await source.latestOffset(start, 'all')
  const [{ id }] = await describeJournal(path)
  expect(start).toEqual({ logs: { 0: 0 }, topicIds: { logs: id } })
  expect(end).toEqual({ logs: { 0: 50_000 }, topicIds: { logs: id } })
  expect(latest).toEqual(end)
  expect(source.distance(start, end)).toBe(50_000)
  const records = await readAll(source, start, end)
  expect(records.map(r => r.line)).toEqual(lines)
  expect(records.map(r => r.offset)).toEqual(lines.map((_, i) => i))
  expect(records.every(r => r.key === null && r.partition === 0)).toBe(true)
  for (const { timestamp } of [records[0], records[49_999]]) {
    expect(timestamp).toBeGreaterThanOrEqual(before * 1000)
    expect(timestamp).toBeLessThanOrEqual(Date.now() * 1000)
  }
  expect((await source.latestOffset(end, 'all')).end).toBe(end)
})

test('a limit cuts inside stored batches, and the slices join exactly', async () => {
  const path = temporaryJournal()
  const producer = await producerOf(path, { partitions: 3 })
  const lines = numbered(0, 60_000)
  await producer.commit(transactionOf(lines))
  const source = sourceOf(path, { maxOffsetsPerTrigger: 7001 })
  expect(source.defaultLimit).toEqual({ maxRows: 7001 })
  await source.open({ wait: false })
  let start = await source.initialOffset()
  const seen: string[] = []
  for (;;) {
    const { end, latest } = await source.latestOffset(start, source.defaultLimit)
    if (end === start) break
    const rows = await readAll(source, start, end)
    expect(rows.length).toBe(Math.min(7001, 60_000 - seen.length))
    expect(source.distance(start, latest)).toBe(60_000 - seen.length)
    seen.push(...rows.map(r => r.line))
    start = end
  }
  expect(seen.sort()).toEqual([...lines].sort())
})

test('many small batches are read together, beginning and ending inside one', async () => {
  const path = temporaryJournal()
  const producer = await producerOf(path)
  for (let i = 0; i < 300; i++) await producer.commit(transactionOf(numbered(i * 7, i * 7 + 7)))
  const source = sourceOf(path, { startingOffsets: '{"logs":{"0":10}}' })
  await source.open({ wait: false })
  const start = await source.initialOffset()
  const { end } = await source.latestOffset(start, { maxRows: 2000 })
  const [task] = await source.partitions(start, end)
  const blocks: number[] = []
  for await (const block of source.read(task, new AbortController().signal)) blocks.push(block.bytes.length)
  expect(blocks.length).toBe(1)
  const records = await readAll(source, start, end)
  expect(records.map(r => r.line)).toEqual(numbered(10, 2010))
  expect(records.map(r => r.offset)).toEqual(Array.from({ length: 2000 }, (_, i) => i + 10))
})

test('tasks are cut by the offsets alone, in the order of their names', async () => {
  const path = temporaryJournal()
  const producer = await producerOf(path)
  await producer.commit(transactionOf(Array.from({ length: 260_010 }, () => 'x')))
  const source = sourceOf(path)
  await source.open({ wait: false })
  const start = await source.initialOffset()
  const { end } = await source.latestOffset(start, { maxRows: 260_001 })
  const tasks = await source.partitions(start, end)
  expect(tasks.map(t => t.rows)).toEqual([130_000, 130_001])
  expect(await sourceOf(path).partitions(start, end)).toEqual(tasks)
  let next = 0
  for (const { offset } of await readAll(source, start, end)) if (offset === next) next++
  expect(next).toBe(260_001)
})

test('keys choose the partition as the Java client does, and come back', async () => {
  const path = temporaryJournal()
  const producer = await producerOf(path, { partitions: 4 })
  const keys = Array.from({ length: 9000 }, (_, i) => (i % 10 === 9 ? null : i % 10 === 8 ? '' : `host-${i % 10}`))
  await producer.commit(transactionOf(numbered(0, 9000), {}, { keys }))
  const source = sourceOf(path)
  await source.open({ wait: false })
  const start = await source.initialOffset()
  const records = await readAll(source, start, (await source.latestOffset(start, 'all')).end)
  expect(records.length).toBe(9000)
  const partitions = new Map<string, Set<number>>()
  for (const { line, key, partition } of records) {
    const number = Number(line.split(' ')[1])
    expect(key).toBe(keys[number])
    if (key !== null) partitions.set(key, (partitions.get(key) ?? new Set()).add(partition))
  }
  expect([...partitions.values()].every(set => set.size === 1)).toBe(true)
})

test('starting offsets: latest, JSON, and refusals', async () => {
  const path = temporaryJournal()
  const producer = await producerOf(path, { partitions: 2 })
  await producer.commit(transactionOf(numbered(0, 10)))
  const at = async (startingOffsets: string) => {
    const source = sourceOf(path, { startingOffsets })
    await source.open({ wait: false })
    return ((await source.initialOffset()) as { logs: Offset }).logs
  }
  expect(await at('latest')).toEqual({ 0: 10, 1: 0 })
  expect(await at('{"logs":{"0":3,"1":-1}}')).toEqual({ 0: 3, 1: 0 })
  expect(await at('{"logs":{"0":-2}}')).toEqual({ 0: 0, 1: 0 })
  await expect(at('{"logs":{"2":1}}')).rejects.toMatchObject({
    code: 'MILLRACE_USAGE',
    message: 'Starting offsets are given for the partitions 2 of logs, but it has the partitions 0 to 1.',
  })
  const early = sourceOf(temporaryJournal(), { startingOffsets: '{"logs":{"0":3}}' })
  await early.open({ wait: true })
  await expect(early.initialOffset()).rejects.toThrow('of logs, but the topic does not exist')
  for (const bad of [
    'newest',
    '{"logs":{},"other":{"0":1}}',
    '{"other":{"0":1}}',
    '{"logs":{"0":-3}}',
    '{"logs":{"a":1}}',
    'null',
  ]) {
    expect(() => sourceOf(path, { startingOffsets: bad })).toThrow('are not earliest, latest or JSON')
  }
})

test('pin hides what comes later', async () => {
  const path = temporaryJournal()
  const producer = await producerOf(path)
  await producer.commit(transactionOf(numbered(0, 10)))
  const source = sourceOf(path)
  await source.open({ wait: false })
  const start = await source.initialOffset()
  await source.pin()
  await producer.commit(transactionOf(numbered(10, 20)))
  expect((await source.latestOffset(start, 'all')).end).toMatchObject({ logs: { 0: 10 } })
})

test('a missing file or topic is an error or waited for', async () => {
  const path = temporaryJournal()
  await expect(sourceOf(path).open({ wait: false })).rejects.toMatchObject({ code: 'MILLRACE_INPUT_MISSING' })
  const source = sourceOf(path)
  await source.open({ wait: true })
  const start = await source.initialOffset()
  expect(start).toEqual({ logs: {} })
  expect(await source.latestOffset(start, 'all')).toEqual({ end: start, latest: start })
  const other = await producerOf(path, { topic: 'other' })
  await expect(sourceOf(path).open({ wait: false })).rejects.toThrow(`The journal ${path} has no topic logs.`)
  expect((await source.latestOffset(start, 'all')).end).toBe(start)
  await other.close()
  const producer = await producerOf(path, { partitions: 2 })
  expect((await source.latestOffset(start, 'all')).end).toBe(start)
  await producer.commit(transactionOf(['one', 'two']))
  const { end } = await source.latestOffset(start, 'all')
  expect((await readAll(source, start, end)).map(r => r.line)).toEqual(['one', 'two'])
})

test('more partitions on an existing topic are read from their start', async () => {
  const path = temporaryJournal()
  const first = await producerOf(path)
  await first.commit(transactionOf(['one']))
  const source = sourceOf(path)
  await source.open({ wait: false })
  const start = await source.initialOffset()
  await first.close()
  const second = await producerOf(path, { partitions: 3 })
  for (const line of ['two', 'three', 'four']) await second.commit(transactionOf([line]))
  const { end } = await source.latestOffset(start, 'all')
  expect(end).toMatchObject({ logs: { 0: 2, 1: 1, 2: 1 } })
  expect((await readAll(source, start, end)).map(r => r.line)).toEqual(['one', 'two', 'three', 'four'])
})

test.each(['topic', 'file'])('a %s deleted and made again is noticed', async what => {
  const path = temporaryJournal()
  let producer = await producerOf(path)
  await producer.commit(transactionOf(numbered(0, 10)))
  const source = sourceOf(path)
  await source.open({ wait: false })
  const start = await source.initialOffset()
  await producer.close()
  if (what === 'topic') {
    expect(await deleteTopic(path, 'logs')).toBe(true)
    await expect(source.latestOffset(start, 'all')).rejects.toThrow('was deleted since the checkpoint')
  } else for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(path + suffix, { force: true })
  producer = await producerOf(path)
  await producer.commit(transactionOf(numbered(0, 20)))
  await expect(source.latestOffset(start, 'all')).rejects.toMatchObject({
    code: 'MILLRACE_JOURNAL_DATA_LOSS',
    message: `The topic logs of the journal ${path} was deleted and made again since the checkpoint was written.`,
  })
})

test('where losses are allowed, a topic deleted is waited for and one made again is read from its start', async () => {
  const path = temporaryJournal()
  const warnings: string[] = []
  let producer = await producerOf(path)
  await producer.commit(transactionOf(numbered(0, 10)))
  const source = sourceOf(path, { failOnDataLoss: false, onWarning: message => warnings.push(message) })
  await source.open({ wait: false })
  const { end: old } = await source.latestOffset(await source.initialOffset(), 'all')
  await producer.close()
  await deleteTopic(path, 'logs')
  for (let i = 0; i < 2; i++) expect((await source.latestOffset(old, 'all')).end).toBe(old)
  expect(warnings).toEqual([`Waiting for the topic logs, which does not exist in the journal ${path}.`])
  producer = await producerOf(path)
  await producer.commit(transactionOf(numbered(100, 105)))
  const { end, latest } = await source.latestOffset(old, { maxRows: 3 })
  expect(end).toMatchObject({ logs: { 0: 3 }, beginOffsets: { logs: { 0: 0 } } })
  expect([source.distance(old, end), source.distance(end, latest)]).toEqual([3, 2])
  expect((await readAll(source, old, end)).map(r => r.line)).toEqual(numbered(100, 103))
  const { end: all } = await source.latestOffset(end, 'all')
  expect(all).not.toHaveProperty('beginOffsets')
  expect((await readAll(source, end, all)).map(r => r.line)).toEqual(numbered(103, 105))
  expect(warnings.slice(1)).toEqual([
    `The topic logs of the journal ${path} was deleted and made again since the checkpoint was written; going on with what there is.`,
    `The topic logs has appeared in the journal ${path}.`,
  ])
})

test('a missing topic is said once, and that it appeared', async () => {
  const path = temporaryJournal()
  const warnings: string[] = []
  const source = sourceOf(path, { onWarning: message => warnings.push(message) })
  await source.open({ wait: true })
  const start = await source.initialOffset()
  await source.latestOffset(start, 'all')
  expect(warnings).toEqual([expect.stringContaining('Waiting for the topic logs')])
  await producerOf(path)
  await source.latestOffset(start, 'all')
  await source.latestOffset(start, 'all')
  expect(warnings.slice(1)).toEqual([expect.stringContaining('The topic logs has appeared')])
})

test('offsets of something else are refused', async () => {
  const path = temporaryJournal()
  await producerOf(path)
  const source = sourceOf(path)
  for (const offset of [{ other: { 0: 1 } }, { logs: { 0: 'x' } }, null, 5, { logs: [1] }]) {
    await expect(source.latestOffset(offset, 'all')).rejects.toMatchObject({ code: 'MILLRACE_CHECKPOINT_FOREIGN' })
  }
})
