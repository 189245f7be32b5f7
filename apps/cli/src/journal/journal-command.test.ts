import { join } from 'node:path'
import { journalLineProducer, journalSource } from '@millrace/journal'
import { expect, onTestFinished, test } from 'vitest'
import { millrace, temporaryFolder } from '../testing/millrace-process.ts'

/** A journal of three lines in two topics; the reader `old` has taken one of them, `new` none. */
async function journalOfTwo(cwd: string): Promise<void> {
  const path = join(cwd, 'data/journal.sqlite')
  const bytes = new TextEncoder().encode('abc')
  for (const [topic, starts] of [
    ['logs', [0, 1]],
    ['more', [2]],
  ] as const) {
    const producer = journalLineProducer({ path, topic, retention: { ageMs: 60_000 } })
    await producer.open()
    for (const start of starts) {
      const block = { bytes, starts: Int32Array.of(start), ends: Int32Array.of(start + 1), count: 1 }
      await producer.commit({ blocks: [block], positions: new Map() })
    }
    await producer.close()
  }
  for (const reader of ['old', 'new']) {
    const source = journalSource({ path, topic: 'logs', reader })
    onTestFinished(() => source.close())
    await source.open({ wait: false })
    const start = await source.initialOffset()
    if (reader === 'old') await source.committed((await source.latestOffset(start, { maxRows: 1 })).end)
  }
}

test('shows topics, partitions and readers, as text and as JSON', async () => {
  const cwd = temporaryFolder()
  await journalOfTwo(cwd)
  const text = await millrace(['journal'], { cwd })
  expect(text).toMatchObject({ code: 0, stderr: '' })
  expect(text.stdout).toMatch(/^Journal {5}.*journal\.sqlite\n\nTopic {7}logs\n/)
  expect(text.stdout).toContain('Keeps       60 s, and what its readers have not taken\n')
  expect(text.stdout).toMatch(/lines {2}bytes\n0 {10}0 {13}2 {11}2 /)
  expect(text.stdout).toMatch(/new {5}2 {13}2.*\nold {5}1 {13}2/)
  expect(text.stdout).toMatch(/\nTopic {7}more\n/)
  const json = await millrace(['journal', 'data/journal.sqlite', '--topic', 'more', '--json'], { cwd })
  expect(JSON.parse(json.stdout)).toMatchObject({
    topics: [{ name: 'more', partitions: [{ partition: 0, startOffset: 0, endOffset: 1 }], readers: [] }],
  })
})

test('forgets a reader', async () => {
  const cwd = temporaryFolder()
  await journalOfTwo(cwd)
  const remove = ['journal', '--topic', 'logs', '--remove-reader', 'old']
  expect(await millrace(remove, { cwd })).toEqual({ code: 0, stdout: '', stderr: '' })
  const again = await millrace(remove, { cwd })
  expect(again).toMatchObject({ code: 2, stdout: '' })
  expect(again.stderr).toBe('millrace: --remove-reader: logs has no reader old; expected one of new.\n')
})

test.each([
  [[], 1, 'journal.sqlite does not exist.'],
  [['--topic', 'x', '--remove-reader', 'y'], 1, 'journal.sqlite does not exist.'],
  [['--remove-reader', 'y'], 2, '--remove-reader: the topic is missing; expected --topic <text> too.'],
])('%j is refused', async (args, code, message) => {
  const result = await millrace(['journal', ...args], { cwd: temporaryFolder() })
  expect(result).toMatchObject({ code, stdout: '' })
  expect(result.stderr).toContain(message)
})
