import { copyFileSync, mkdirSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { describeJournal } from './journal-admin.ts'
import { journalLineProducer } from './journal-line-producer.ts'
import { journalSource } from './journal-source.ts'
import { numbered, readAll, temporaryJournal, transactionOf } from './testing/temporary-journal.ts'

const producerOf = (path: string) => {
  const producer = journalLineProducer({ path, topic: 'logs', compression: 'none' })
  onTestFinished(() => producer.close())
  return producer
}

const sourceOf = (path: string) => {
  const source = journalSource({ path, topic: 'logs' })
  onTestFinished(() => source.close())
  return source
}

/** Both sides refuse the file with that sentence, and leave it as it is. */
async function refused(path: string, message: string) {
  const before = readFileSync(path)
  const error = { code: 'MILLRACE_JOURNAL_DAMAGED', message }
  await expect(producerOf(path).open()).rejects.toMatchObject(error)
  await expect(sourceOf(path).open({ wait: true })).rejects.toMatchObject(error)
  expect(readFileSync(path).equals(before)).toBe(true)
}

test('a file of something else', async () => {
  const path = temporaryJournal()
  writeFileSync(path, '127.0.0.1 - - [01/Jul/1995:00:00:01 -0400] "GET / HTTP/1.0" 200 1\n'.repeat(100))
  await refused(path, `${path} is not a journal: it is not an SQLite file.`)
})

test('an SQLite file of something else', async () => {
  const path = temporaryJournal()
  const other = new DatabaseSync(path)
  other.exec('create table accounts (id integer primary key)')
  other.close()
  await refused(path, `${path} is not a journal: it is an SQLite file of something else.`)
})

test('a journal of a later layout', async () => {
  const path = temporaryJournal()
  await producerOf(path).open()
  const database = new DatabaseSync(path)
  database.exec('pragma user_version = 99')
  database.close()
  await expect(sourceOf(path).open({ wait: true })).rejects.toThrow(
    `The journal ${path} has layout 99; this Millrace reads layout 1.`,
  )
})

test('an empty file becomes a journal, and a reader waits for it', async () => {
  const path = temporaryJournal()
  writeFileSync(path, '')
  const source = sourceOf(path)
  await source.open({ wait: true })
  const start = await source.initialOffset()
  const producer = producerOf(path)
  await producer.open()
  await producer.commit(transactionOf(['one']))
  expect((await source.latestOffset(start, 'all')).end).toMatchObject({ logs: { 0: 1 } })
})

test('a folder, and a folder that cannot be made', async () => {
  const path = temporaryJournal()
  mkdirSync(path)
  const folder = { code: 'MILLRACE_FILE_SYSTEM', message: `The journal ${path} cannot be used: it is a directory.` }
  await expect(producerOf(path).open()).rejects.toMatchObject(folder)
  await expect(sourceOf(path).open({ wait: false })).rejects.toMatchObject(folder)
  const file = `${dirname(path)}/file`
  writeFileSync(file, '')
  await expect(producerOf(`${file}/journal.db`).open()).rejects.toThrow(
    `The folder of the journal ${file}/journal.db cannot be made: part of the path is a file.`,
  )
  // No folder can be made there, whoever asks; on Linux the system says that it does not exist.
  await expect(producerOf('/proc/millrace/journal.db').open()).rejects.toThrow('cannot be made')
})

/** A closed journal of 20,000 lines. */
async function written(path: string) {
  const producer = producerOf(path)
  await producer.open()
  await producer.commit(transactionOf(numbered(0, 20_000)))
  await producer.close()
}

test('a byte that flipped on the disk is found by the batch’s checksum', async () => {
  const path = temporaryJournal()
  await written(path)
  const at = readFileSync(path).indexOf('line 12345 ')
  const file = openSync(path, 'r+')
  writeSync(file, 'L', at)
  const source = sourceOf(path)
  await source.open({ wait: false })
  const start = await source.initialOffset()
  const { end } = await source.latestOffset(start, 'all')
  await expect(readAll(source, start, end)).rejects.toMatchObject({
    code: 'MILLRACE_JOURNAL_DAMAGED',
    message: expect.stringMatching(/the batch at offset \d+ of logs-0 does not match its checksum\.$/),
  })
})

test('damage where the tables are described is told by readers, writers and the command', async () => {
  const path = temporaryJournal()
  await written(path)
  const file = openSync(path, 'r+')
  // Behind the file's header: the first page's own.
  writeSync(file, Buffer.alloc(8, 0xff), 0, 8, 100)
  const message = `The journal ${path} is damaged: database disk image is malformed.`
  await refused(path, message)
  await expect(describeJournal(path)).rejects.toMatchObject({ code: 'MILLRACE_JOURNAL_DAMAGED', message })
})

test('a file cut short is damaged, not empty', async () => {
  const path = temporaryJournal()
  await written(path)
  const copy = `${path}.copy`
  copyFileSync(path, copy)
  truncateSync(copy, 20 * 32768)
  const source = sourceOf(copy)
  const whole = async () => {
    await source.open({ wait: false })
    const start = await source.initialOffset()
    return readAll(source, start, (await source.latestOffset(start, 'all')).end)
  }
  await expect(whole()).rejects.toMatchObject({ code: 'MILLRACE_JOURNAL_DAMAGED' })
})

test('a second writer is refused, the first goes on, and the lock goes with it', async () => {
  const path = temporaryJournal()
  const first = producerOf(path)
  await first.open()
  const second = producerOf(path)
  await expect(second.open()).rejects.toMatchObject({
    code: 'MILLRACE_JOURNAL_LOCKED',
    message: `Another process is writing to the journal ${path}, and only one may write at a time.`,
  })
  await first.commit(transactionOf(['one']))
  await first.close()
  await second.open()
  await second.commit(transactionOf(['two']))
  expect((await describeJournal(path))[0].partitions).toMatchObject([{ endOffset: 2 }])
})
