import { appendFileSync, renameSync, truncateSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filesSource } from './files-source.ts'
import { decodedLines, expectedLines } from './testing/decoded-lines.ts'

const SPLIT = 512 * 1024

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millrace-files-'))
})
afterAll(() => rm(directory, { recursive: true }))

async function fileOf(name: string, ...parts: readonly (string | Uint8Array)[]): Promise<string> {
  const path = join(directory, name)
  await writeFile(path, Buffer.concat(parts.map(part => Buffer.from(part))))
  return path
}

/** Lines of many lengths, numbered, so that a lost or doubled one shows. */
function numbered(bytes: number): Buffer {
  const lines: string[] = []
  for (let size = 0, i = 0; size < bytes; i++) {
    lines.push(`${i} ${'x'.repeat((i * 7919) % 331)}`)
    size += lines[i].length + 1
  }
  return Buffer.from(lines.join('\n') + '\n')
}

/** Exactly so many bytes, line end included. */
const lineOf = (bytes: number, letter: string): string => letter.repeat(bytes - 1) + '\n'

const CONTENT = numbered(3.5 * SPLIT)

test('a plain file in splits gives every line once, with its position', async () => {
  const path = await fileOf('plain.log', CONTENT)
  let blocks = 0
  expect(await decodedLines([path], () => blocks++)).toEqual(expectedLines(path, CONTENT))
  expect(blocks).toBe(4)
})

test.each([
  ['gzip', [gzipSync(CONTENT)]],
  [
    'gzip of several members, one empty',
    [CONTENT.subarray(0, 99_999), '', CONTENT.subarray(99_999)].map(part => gzipSync(part)),
  ],
  ['gzip with padding behind it', [gzipSync(CONTENT), new Uint8Array(512)]],
  ['zstd', [zstdCompressSync(CONTENT)]],
  [
    'zstd of several frames',
    [CONTENT.subarray(0, 99_999), CONTENT.subarray(99_999)].map(part => zstdCompressSync(part)),
  ],
  ['zstd behind a skippable frame', [Buffer.from('502a4d1803000000616263', 'hex'), zstdCompressSync(CONTENT)]],
])('%s gives the same lines, whatever the name', async (name, parts) => {
  const path = await fileOf(`${name}.log`, ...parts)
  expect(await decodedLines([path])).toEqual(expectedLines(path, CONTENT))
})

test.each([
  ['a line end is the last byte of a split', [lineOf(SPLIT, 'a'), lineOf(50, 'b'), lineOf(SPLIT, 'c')]],
  ['a line begins with the last byte of a split', [lineOf(SPLIT - 1, 'a'), lineOf(50, 'b')]],
  ['a line end is the first byte of a split', [lineOf(SPLIT + 1, 'a'), lineOf(50, 'b')]],
  ['an empty line at the border', [lineOf(SPLIT - 1, 'a'), '\n', '\n', lineOf(9, 'b')]],
  ['CR and LF on two sides of the border', [`${'a'.repeat(SPLIT - 1)}\r\n`, lineOf(50, 'b')]],
  ['a line over several splits', [lineOf(70, 'a'), lineOf(3 * SPLIT, 'b'), lineOf(70, 'c')]],
  ['a line over several splits that ends with one', [lineOf(70, 'a'), lineOf(3 * SPLIT - 70, 'b'), lineOf(70, 'c')]],
  ['a last line without an end', [lineOf(SPLIT - 10, 'a'), 'b'.repeat(100)]],
  ['one line without an end', ['a'.repeat(2 * SPLIT + 1)]],
  ['only line ends around the border', [lineOf(SPLIT - 100, 'a'), '\n'.repeat(200)]],
])('%s', async (name, parts) => {
  const content = Buffer.from(parts.join(''))
  const plain = await fileOf(`${name}.log`, content)
  const gzip = await fileOf(`${name}.gz`, gzipSync(content, { level: 1 }))
  // Compared whole first: a difference of megabytes is not printed.
  const seen = await decodedLines([plain, gzip])
  const expected = [...expectedLines(plain, content), ...expectedLines(gzip, content)]
  expect(seen.map(({ position, text }) => [position, text.length])).toEqual(
    expected.map(({ position, text }) => [position, text.length]),
  )
  expect(seen.every(({ text, file }, i) => text === expected[i].text && file === expected[i].file)).toBe(true)
})

test('several files, an empty one among them, one after another', async () => {
  const a = await fileOf('a.log', 'one\ntwo')
  const b = await fileOf('b.log')
  const c = await fileOf('c.log.gz', gzipSync('three\n'))
  const lines = await decodedLines([a, b, c, a])
  expect(lines.map(line => line.text)).toEqual(['one', 'two', 'three', 'one', 'two'])
})

test('an empty gzip file has no lines', async () => {
  expect(await decodedLines([await fileOf('empty.gz', gzipSync(''))])).toEqual([])
})

test.each([
  ['gzip', gzipSync(CONTENT).subarray(0, -9), 'The gzip input .* is cut short'],
  ['gzip', gzipSync(CONTENT).subarray(0, 6), 'The gzip input .* is cut short'],
  ['zstd', zstdCompressSync(CONTENT).subarray(0, -9), 'The zstd input .* is (cut short|damaged)'],
  ['gzip', Buffer.concat([gzipSync('fine\n'), gzipSync(CONTENT).subarray(0, 2000)]), 'is cut short'],
  ['gzip', gzipSync(CONTENT).fill(0xaa, 2000, 2100), 'The gzip input .* is damaged'],
])('a truncated or damaged %s file is an error after the lines before it', async (name, bytes, message) => {
  const path = await fileOf(`damaged.${name}`, bytes)
  await expect(decodedLines([path])).rejects.toMatchObject({
    code: 'MILLRACE_INPUT_DAMAGED',
    message: expect.stringMatching(message),
  })
})

test('a missing file and a directory are refused', async () => {
  await expect(decodedLines([join(directory, 'absent')])).rejects.toMatchObject({
    code: 'MILLRACE_INPUT_MISSING',
    message: `The input ${join(directory, 'absent')} does not exist.`,
  })
  await expect(decodedLines([directory])).rejects.toMatchObject({
    code: 'MILLRACE_INPUT_MISSING',
    message: `The input ${directory} is a directory; expected a log file.`,
  })
})

test('a file that is replaced while it is read is noticed', async () => {
  const path = await fileOf('rotated.log', CONTENT)
  const other = await fileOf('other.log', CONTENT)
  let blocks = 0
  const reading = decodedLines([path], () => {
    if (++blocks === 2) renameSync(other, path)
  })
  await expect(reading).rejects.toMatchObject({
    code: 'MILLRACE_INPUT_DAMAGED',
    message: `The input ${path} was replaced while it was read: run it again.`,
  })
})

test('a file that grows while it is read ends where it ended at first, one that shrinks where it ends now', async () => {
  const path = await fileOf('growing.log', CONTENT)
  let blocks = 0
  const grown = await decodedLines([path], () => {
    if (++blocks === 2) appendFileSync(path, 'more\n')
  })
  expect(grown).toEqual(expectedLines(path, CONTENT))
  blocks = 0
  const shrunk = await decodedLines([path], () => {
    if (++blocks === 3) truncateSync(path, 1.5 * SPLIT)
  })
  expect(shrunk.at(-1)?.position).toBeGreaterThan(SPLIT)
  expect(shrunk.at(-1)?.position).toBeLessThan(2.1 * SPLIT)
})

test('an aborted query reads no further', async () => {
  const path = await fileOf('aborted.log', CONTENT)
  const stop = new AbortController()
  const iterator = filesSource([path]).blocks(stop.signal)[Symbol.asyncIterator]()
  await iterator.next()
  stop.abort()
  await expect(iterator.next()).rejects.toMatchObject({ name: 'AbortError' })
})
