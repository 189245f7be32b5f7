import { randomUUID } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LineProducer, LineTransaction, SourcePosition } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { createLogger } from '@millrace/logging'
import { expect, it, onTestFinished } from 'vitest'
import { Consumed } from '../input/consumed.ts'
import type { Origin, SourceLines } from '../input/source-lines.ts'
import { OversizeLines } from '../quarantine/oversize-lines.ts'
import { until } from '../testing/ingest-process.ts'
import { TextSink } from '../testing/text-sink.ts'
import { LineSender, type LineSenderOptions } from './line-sender.ts'

/** A target whose answers the test gives: what a real one does only while it breaks. */
class ControlledProducer implements LineProducer {
  readonly description = 'the target'
  maxLineBytes = 1000
  readonly commits: { transaction: LineTransaction; answer: (error?: Error) => void }[] = []
  async open(): Promise<void> {}
  async positions(): Promise<ReadonlyMap<string, SourcePosition>> {
    return new Map()
  }
  commit(transaction: LineTransaction, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason))
      this.commits.push({ transaction, answer: error => (error === undefined ? resolve() : reject(error)) })
    })
  }
  async close(): Promise<void> {}
}

const away = (): Error => new MillraceError('MILLRACE_KAFKA_UNREACHABLE', 'No broker answers.')

function setUp(options: Partial<LineSenderOptions> = {}) {
  const producer = new ControlledProducer()
  const sink = new TextSink()
  const finish = new AbortController()
  const giveUp = new AbortController()
  const failures: unknown[] = []
  const quarantine = join(tmpdir(), `line-sender-${randomUUID()}`)
  onTestFinished(() => rm(quarantine, { recursive: true, force: true }))
  const oversize = new OversizeLines(
    quarantine,
    () => producer.maxLineBytes,
    () => {},
  )
  const sender = new LineSender({
    oversize,
    producer,
    log: createLogger('test', { stream: sink, env: { MILLRACE_LOG: 'json' } }),
    transactionBytes: 100,
    linger: 60_000,
    keyed: false,
    patience: { finish: finish.signal, giveUp: giveUp.signal },
    onFailure: error => failures.push(error),
    ...options,
  })
  const consumed = new Consumed()
  const origin: Origin = { path: '/a', consumed, sourceId: () => 'id', device: '1', inode: '2' }
  const line = (text: string): SourceLines => {
    const bytes = Buffer.from(`${text}\n`)
    const block = { bytes, starts: Int32Array.of(0), ends: Int32Array.of(bytes.length - 1), count: 1 }
    return { origin, block, from: 0, to: bytes.length, complete: true }
  }
  return { producer, sender, sink, finish, giveUp, failures, line, origin, oversize }
}

it('commits one transaction while the next fills, and then waits', async () => {
  const { producer, sender, line } = setUp()
  await sender.add(line('x'.repeat(99)))
  expect(producer.commits).toHaveLength(1)
  await sender.add(line('y'.repeat(50)))
  let added = false
  const full = sender.add(line('z'.repeat(60))).then(() => {
    added = true
  })
  await new Promise(setImmediate)
  expect(added).toBe(false)
  expect(producer.commits).toHaveLength(1)
  producer.commits[0].answer()
  await full
  expect(producer.commits).toHaveLength(2)
  expect(sender.lines).toBe(1)
  producer.commits[1].answer()
  await sender.drain()
  expect(sender).toMatchObject({ lines: 3, bytes: 212, transactions: 2 })
  const positions = producer.commits.map(({ transaction }) => transaction.positions.get('id')?.['position'])
  expect(positions).toEqual([100, 212])
})

it('sends what has waited for the linger time', async () => {
  const { producer, sender, line } = setUp({ linger: 1 })
  await sender.add(line('a'))
  await until(() => producer.commits.length === 1, 'the first is sent')
  await sender.add(line('b'))
  await sender.add(line('c'))
  producer.commits[0].answer()
  await until(() => producer.commits.length === 2, 'the next is sent')
  expect(producer.commits[1].transaction.blocks).toHaveLength(2)
  producer.commits[1].answer()
  await sender.drain()
})

it('sends the same transaction again while the target is away; says so once, and that it is back', async () => {
  const { producer, sender, sink, line } = setUp()
  await sender.add(line('x'.repeat(99)))
  producer.commits[0].answer(away())
  await until(() => producer.commits.length === 2, 'it is tried again')
  producer.commits[1].answer(away())
  await until(() => producer.commits.length === 3, 'it is tried again')
  expect(producer.commits[2].transaction).toBe(producer.commits[0].transaction)
  producer.commits[2].answer()
  await sender.drain()
  expect(sink.text.match(/Trying again/g)).toHaveLength(1)
  expect(sink.text.match(/is back/g)).toHaveLength(1)
})

it('ends with what trying again cannot help, or only when a person helps', async () => {
  for (const code of ['MILLRACE_KAFKA_FENCED', 'MILLRACE_DISK_FULL'] as const) {
    const { producer, sender, failures, line } = setUp()
    await sender.add(line('x'.repeat(99)))
    const error = new MillraceError(code, 'It does not work.')
    producer.commits[0].answer(error)
    await expect(sender.drain()).rejects.toBe(error)
    expect(failures).toEqual([error])
    await expect(sender.add(line('y'))).rejects.toBe(error)
  }
})

it('sets aside the lines that the target does not take any more, and sends the rest with the same positions', async () => {
  const { producer, sender, line, origin, oversize } = setUp({ transactionBytes: 100_000, keyed: true })
  const tooLarge = (maxLineBytes: number): Error => {
    producer.maxLineBytes = maxLineBytes
    return new MillraceError('MILLRACE_KAFKA_RECORD_TOO_LARGE', 'A line is too long.')
  }
  const bytes = Buffer.from(`a first\nb ${'x'.repeat(98)}\r\nc second\nd ${'y'.repeat(58)}`)
  const starts = Int32Array.of(0, 8, 110, 119)
  const ends = Int32Array.of(7, 108, 118, 179)
  await sender.add(line('before'))
  await sender.add({ origin, block: { bytes, starts, ends, count: 4 }, from: 0, to: 179, complete: true })
  await sender.flush()
  producer.commits[0].answer(tooLarge(99))
  await until(() => producer.commits.length === 2, 'it is tried again')
  // It may be lowered once more in the meantime.
  producer.commits[1].answer(tooLarge(50))
  await until(() => producer.commits.length === 3, 'it is tried again')
  const { blocks, keys, positions } = producer.commits[2].transaction
  const lines = blocks.flatMap(block =>
    Array.from(block.starts.subarray(0, block.count), (start, i) =>
      Buffer.from(block.bytes).toString('latin1', start, block.ends[i]),
    ),
  )
  expect(lines).toEqual(['before', 'a first', 'c second'])
  expect(keys?.map(key => String(Buffer.from(key ?? [])))).toEqual(['before', 'a', 'c'])
  expect(positions).toEqual(producer.commits[0].transaction.positions)
  producer.commits[2].answer()
  await sender.drain()
  expect(sender.lines).toBe(3)
  const names = (await readdir(oversize.directory)).filter(name => name.endsWith('.json'))
  const facts = await Promise.all(
    names.map(async name => JSON.parse(await readFile(join(oversize.directory, name), 'utf8'))),
  )
  expect(facts.sort((a, b) => a.position - b.position)).toMatchObject([
    { source: '/a', position: 15, length: 101, reason: 'longer than 99 bytes' },
    { source: '/a', position: 126, length: 60, reason: 'longer than 50 bytes' },
  ])
})

it('a refusal for length that no line explains ends it', async () => {
  const { producer, sender, line } = setUp()
  await sender.add(line('x'.repeat(99)))
  const error = new MillraceError('MILLRACE_KAFKA_RECORD_TOO_LARGE', 'A line is too long.')
  producer.commits[0].answer(error)
  await expect(sender.drain()).rejects.toBe(error)
})

it('told to finish while the target is away, it gives up at once', async () => {
  const { producer, sender, finish, line } = setUp()
  await sender.add(line('x'.repeat(99)))
  producer.commits[0].answer(away())
  await until(() => producer.commits.length === 2, 'it is tried again')
  finish.abort()
  await expect(sender.drain()).rejects.toThrow()
})

it('told to finish while the target works, it waits for the answer until it is told to give up', async () => {
  const { producer, sender, finish, giveUp, line } = setUp()
  await sender.add(line('x'.repeat(99)))
  finish.abort()
  producer.commits[0].answer()
  await sender.drain()
  await sender.add(line('y'.repeat(99)))
  giveUp.abort()
  await expect(sender.drain()).rejects.toThrow()
})

it('stores the place before a refused line until its last part has gone by', async () => {
  const { producer, sender, line, origin } = setUp()
  const part = (text: string, complete: boolean): SourceLines => {
    const bytes = Buffer.from(text)
    const block = { bytes, starts: new Int32Array(0), ends: new Int32Array(0), count: 0 }
    return { origin, block, from: 0, to: bytes.length, complete }
  }
  await sender.add(line('before'))
  await sender.add(part('x'.repeat(500), false))
  await sender.flush()
  await sender.add(part('xx\n', true))
  producer.commits[0].answer()
  const drained = sender.drain()
  await until(() => producer.commits.length === 2, 'the next is sent')
  producer.commits[1].answer()
  await drained
  expect(producer.commits.map(({ transaction }) => transaction.positions.get('id')?.['position'])).toEqual([7, 510])
})

it('takes the first word as key where keys are asked for', async () => {
  const { producer, sender, line } = setUp({ keyed: true })
  await sender.add(line('host.example - - [x]'))
  await sender.add(line('alone'))
  await sender.flush()
  expect(producer.commits[0].transaction.keys?.map(key => String(Buffer.from(key ?? [])))).toEqual([
    'host.example',
    'alone',
  ])
  producer.commits[0].answer()
  await sender.drain()
})
