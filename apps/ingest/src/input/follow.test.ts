import { appendFile, copyFile, mkdtemp, rename, rm, truncate, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { until } from '../testing/ingest-process.ts'
import { asText, logLines, ReadingRun } from '../testing/reading-run.ts'

let directory: string
let log: string
let run: ReadingRun
let done: Promise<void>

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'follow-'))
  log = join(directory, 'access.log')
  run = new ReadingRun()
})
afterEach(async () => {
  run.stop()
  await done
  await rm(directory, { recursive: true })
})

const start = (...inputs: string[]): void => {
  done = run.follow(inputs)
}
const has = (count: number): Promise<void> => until(() => run.lines.length >= count, `${count} lines are there`)

it('holds a line back until its newline comes', async () => {
  await writeFile(log, 'one\ntwo')
  start(log)
  await has(1)
  await appendFile(log, ' and a half')
  await appendFile(log, '\nthree\n')
  await has(3)
  expect(run.lines).toEqual(['one', 'two and a half', 'three'])
})

it('goes on in a new file after a rename, the old one first', async () => {
  const [a, b, c] = [logLines('a', 0, 20), logLines('a', 20, 20), logLines('b', 0, 20)]
  await writeFile(log, asText(a))
  start(log)
  await has(20)
  await rename(log, `${log}.1`)
  await appendFile(`${log}.1`, asText(b))
  await writeFile(log, asText(c))
  await has(60)
  expect(run.lines).toEqual([...a, ...b, ...c])
})

it('reads what a writer adds to the renamed file before it opens the new one, and an unfinished last line', async () => {
  await writeFile(log, 'a1\n')
  start(log)
  await has(1)
  await rename(log, `${log}.1`)
  await writeFile(log, 'b1\n')
  await has(2)
  await appendFile(`${log}.1`, 'a2\na3 unfinished')
  await has(4)
  expect([...run.lines].sort()).toEqual(['a1', 'a2', 'a3 unfinished', 'b1'])
})

it('starts over when the file is truncated, or written anew and already longer than before', async () => {
  await writeFile(log, asText(logLines('a', 0, 20)))
  start(log)
  await has(20)
  await truncate(log, 0)
  await appendFile(log, 'short\n')
  await has(21)
  const anew = logLines('b', 0, 60)
  await writeFile(log, asText(anew))
  await has(81)
  expect(run.lines.slice(20)).toEqual(['short', ...anew])
  expect(run.log).toMatch(/was truncated or written anew; it is read from its start/)
})

it('finds the lines written between the last look and a truncation in the copy', async () => {
  const lines = logLines('a', 0, 40)
  await writeFile(log, asText(lines.slice(0, 20)))
  run = new ReadingRun()
  done = run.follow([log], { poll: 300 })
  await has(20)
  await appendFile(log, asText(lines.slice(20)))
  await copyFile(log, `${log}.1`)
  await truncate(log, 0)
  await appendFile(log, 'new\n')
  await has(41)
  expect(run.lines).toEqual([...lines, 'new'])
})

it('takes up files that appear later, several at once, and says which it waits for', async () => {
  start(log, join(directory, '*.txt'))
  await until(() => run.log.includes('Waiting for it'), 'it waits')
  await writeFile(join(directory, 'a.txt'), 'a1\n')
  await writeFile(log, 'l1\n')
  await has(2)
  await writeFile(join(directory, 'b.txt'), 'b1\n')
  await appendFile(log, 'l2\n')
  await has(4)
  expect([...run.lines].sort()).toEqual(['a1', 'b1', 'l1', 'l2'])
  expect(run.log.match(/access\.log does not exist\. Waiting for it\./g)).toHaveLength(1)
})

it('a glob over rotated names sends a file once, through renaming, copying and compressing', async () => {
  const lines = logLines('a', 0, 60)
  const probe = join(directory, 'probe')
  /** Two rounds of the loop have passed. */
  const looked = async (): Promise<void> => {
    for (let i = 0; i < 2; i++) {
      const count = run.lines.length
      await appendFile(probe, 'probe\n')
      await has(count + 1)
    }
  }
  const withoutProbes = (): string[] => run.lines.filter(line => line !== 'probe')
  await writeFile(log, asText(lines.slice(0, 30)))
  start(`${log}*`, probe)
  await has(30)
  // Copied, then truncated: for a while both hold the same lines.
  await copyFile(log, `${log}.2`)
  await looked()
  await truncate(log, 0)
  await appendFile(log, asText(lines.slice(30, 59)))
  await until(() => withoutProbes().length === 59, 'the truncated file is read')
  await rename(log, `${log}.1`)
  await writeFile(log, 'new\n')
  await looked()
  // The last line was never read from the original: it shows when the compressed file has been taken up.
  await writeFile(`${log}.1.gz`, gzipSync(asText(lines.slice(30))))
  await looked()
  await unlink(`${log}.1`)
  await until(() => run.lines.includes(lines[59]), 'the compressed file is read')
  expect(withoutProbes().sort()).toEqual([...lines, 'new'].sort())
})

it('a compressed file that is still being written is read on when it has grown', async () => {
  const lines = logLines('z', 0, 4000)
  const whole = gzipSync(asText(lines))
  const path = join(directory, 'z.gz')
  await writeFile(path, whole.subarray(0, whole.length / 2))
  start(path)
  await until(() => run.log.includes('is cut short'), 'the damage is said')
  await appendFile(path, whole.subarray(whole.length / 2))
  await has(4000)
  expect(run.lines).toEqual(lines)
})

it('what was stopped goes on where it was, also in a file rotated meanwhile', async () => {
  await writeFile(log, 'a1\na2 begun')
  start(log)
  await has(1)
  run.stop()
  await done
  await appendFile(log, ' and ended\n')
  await rename(log, `${log}.1`)
  await writeFile(log, 'b1\n')
  run = new ReadingRun({ positions: run.positions })
  start(log)
  await has(2)
  expect(run.lines).toEqual(['a2 begun and ended', 'b1'])
})
