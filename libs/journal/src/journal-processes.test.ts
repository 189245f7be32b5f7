import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Offset, Source } from '@millrace/engine'
import { mayMount, SmallDisk } from '@millrace/services/testing'
import { expect, onTestFinished, test } from 'vitest'
import { journalLineProducer } from './journal-line-producer.ts'
import { journalSource } from './journal-source.ts'
import { numbered, readAll, temporaryJournal, transactionOf } from './testing/temporary-journal.ts'

/** The writer's process, and what it has said so far. */
function startWriter(path: string, linesPerTransaction: number) {
  const script = fileURLToPath(new URL('./testing/journal-writer.ts', import.meta.url))
  const child = spawn(process.execPath, [script, path, String(linesPerTransaction)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => kill(child))
  let errors = ''
  child.stderr.on('data', chunk => {
    errors += chunk
  })
  const writer = { child, opened: -1, acknowledged: -1, commits: 0, ended: false }
  const closed = once(child, 'close').then(() => {
    writer.ended = true
  })
  const lines = createInterface({ input: child.stdout })
  lines.on('line', line => {
    writer.acknowledged = Number(line.replace('open ', ''))
    if (line.startsWith('open')) writer.opened = writer.acknowledged
    else writer.commits++
  })
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) {
      if (writer.ended) throw new Error(`the writer ended: ${errors}`)
      await Promise.race([once(lines, 'line'), closed])
    }
  }
  return { writer, until }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = new Promise(resolve => child.once('close', resolve))
  child.kill('SIGKILL')
  await closed
}

/** Reads on from an offset and checks that the numbers go on without gap or repetition; returns the new end. */
async function readOn(source: Source, start: Offset, expected: number): Promise<{ end: Offset; next: number }> {
  const { end } = await source.latestOffset(start, { maxRows: 33_333 })
  const records = await readAll(source, start, end)
  let next = expected
  for (const { line, offset } of records) {
    if (offset !== next || !line.startsWith(`number ${next} `)) throw new Error(`${offset} ${line} instead of ${next}`)
    next++
  }
  await source.committed(end)
  return { end, next }
}

test('a reader follows a writer in another process, killed again and again with kill -9', async () => {
  const path = temporaryJournal()
  const source = journalSource({ path, topic: 'logs' })
  onTestFinished(() => source.close())
  await source.open({ wait: true })
  let start = await source.initialOffset()
  let expected = 0
  const drain = async () => {
    for (;;) {
      const { end, next } = await readOn(source, start, expected)
      if (next === expected) return
      start = end
      expected = next
    }
  }
  for (let round = 0; round < 6; round++) {
    const { writer, until } = startWriter(path, [7, 1000, 40_000][round % 3])
    await until(() => writer.opened >= 0)
    expect(writer.opened).toBe(expected)
    await until(() => writer.commits > 0)
    for (let i = 0; i < 3; i++) {
      const before = expected
      await until(() => writer.acknowledged > before)
      const { end, next } = await readOn(source, start, expected)
      start = end
      expected = next
    }
    // A different moment of the commit every time.
    for (let i = 0; i < round * 1500; i++) await new Promise(resolve => setImmediate(resolve))
    await kill(writer.child)
    await drain()
    expect(expected).toBeGreaterThanOrEqual(writer.acknowledged)
    const producer = journalLineProducer({ path, topic: 'logs' })
    await producer.open()
    expect(await producer.positions()).toEqual(new Map([['numbers', { next: expected }]]))
    await producer.close()
  }
})

test('while another process writes, a second writer is refused', async () => {
  const path = temporaryJournal()
  const { writer, until } = startWriter(path, 10)
  await until(() => writer.commits > 0)
  const second = journalLineProducer({ path, topic: 'logs' })
  await expect(second.open()).rejects.toMatchObject({ code: 'MILLRACE_JOURNAL_LOCKED' })
  const { commits } = writer
  await until(() => writer.commits > commits)
  await kill(writer.child)
  await second.open()
  await second.close()
})

/** Commits until the disk is full; then there is exactly what was acknowledged, and after `relief` it goes on. */
async function fill(path: string, options: { maxFileBytes?: number }, relief: () => Promise<void>) {
  let producer = journalLineProducer({ path, topic: 'logs', compression: 'none', ...options })
  await producer.open()
  onTestFinished(() => producer.close())
  let next = 0
  const commitMore = async () => {
    await producer.commit(transactionOf(numbered(next, next + 5000), { numbers: { next: next + 5000 } }))
    next += 5000
  }
  const full = (async () => {
    while (next < 10_000_000) await commitMore()
  })()
  await expect(full).rejects.toMatchObject({
    code: 'MILLRACE_DISK_FULL',
    retryable: false,
    message: `There is no space left to write to the journal ${path}.`,
  })
  expect(next).toBeGreaterThan(0)
  expect(await producer.positions()).toEqual(new Map([['numbers', { next }]]))
  await relief()
  if (options.maxFileBytes !== undefined) {
    await producer.close()
    producer = journalLineProducer({ path, topic: 'logs', compression: 'none' })
    await producer.open()
  }
  await commitMore()
  const source = journalSource({ path, topic: 'logs' })
  await source.open({ wait: false })
  const start = await source.initialOffset()
  const records = await readAll(source, start, (await source.latestOffset(start, 'all')).end)
  expect(records.map(r => r.line)).toEqual(numbered(0, next))
  await source.close()
  await producer.close()
}

test('a journal at its size limit refuses a commit whole', async () => {
  await fill(temporaryJournal(), { maxFileBytes: 4_000_000 }, async () => {})
})

test.skipIf(!mayMount())(
  'a full disk refuses a commit whole, and with space it goes on (needs the right to mount)',
  async () => {
    const disk = new SmallDisk('6m')
    onTestFinished(() => disk.remove())
    await fill(join(disk.path, 'journal.db'), {}, async () => disk.resize('64m'))
  },
)
