import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAhead } from './read-ahead.ts'

const READ = 512 * 1024
const ROOM = 64 * 1024

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millrace-ahead-'))
})
afterAll(() => rm(directory, { recursive: true }))

/** Checks each block as it comes, since the next ones overwrite it, and gives the content of all. */
async function contentOf(path: string): Promise<Buffer> {
  const parts: Buffer[] = []
  let position = 0
  for await (const block of readAhead(path)) {
    expect(block.position).toBe(position)
    const lines = Buffer.from(block.bytes)
    // The consumer takes its time: the next block is read meanwhile.
    await new Promise(resolve => setImmediate(resolve))
    expect(Buffer.compare(lines, block.bytes)).toBe(0)
    position += lines.length
    parts.push(lines)
  }
  for (const part of parts.slice(0, -1)) expect(part.at(-1)).toBe(10)
  return Buffer.concat(parts)
}

const line = (bytes: number): string => 'x'.repeat(bytes - 1) + '\n'

test.each([
  ['nothing', ''],
  ['one line without end', 'abc'],
  ['empty lines', '\n\n'],
  ['lines of any length', Array.from({ length: 20_000 }, (_, i) => line(1 + ((i * 7919) % 331))).join('')],
  ['a last line without end', line(READ) + 'abc'],
  ['reads that end with a line', line(READ).repeat(3)],
  ['lines that begin before the end of a read, by more than there is room for', line(READ - ROOM - 5).repeat(5)],
  ['lines longer than a read', line(3 * READ + 7) + line(10) + line(2 * READ)],
])('%s', async (_name, text) => {
  const path = join(directory, 'x.log')
  await writeFile(path, text)
  expect(Buffer.compare(await contentOf(path), Buffer.from(text))).toBe(0)
})

test('a file that is not there is a missing input', async () => {
  await expect(contentOf(join(directory, 'absent.log'))).rejects.toMatchObject({ code: 'MILLRACE_INPUT_MISSING' })
})
