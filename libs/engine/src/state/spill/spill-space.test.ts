import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { SpillSpace } from './spill-space.ts'

const root = mkdtempSync(join(tmpdir(), 'millrace-spill-'))
const space = new SpillSpace({ directory: join(root, 'made') })
afterAll(() => {
  space.close()
  rmSync(root, { recursive: true })
})

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

describe('a table', () => {
  test('gives rows once, those below a key in order, and all of them', () => {
    const table = space.table()
    table.put([
      [bytes(1, 9), bytes(1)],
      [bytes(0), bytes()],
      [bytes(2), bytes(2, 2)],
    ])
    expect([table.size, table.byteSize]).toEqual([3, 7])
    expect([...table.pages()].flat().map(([key]) => [...key])).toEqual([[0], [1, 9], [2]])
    expect(table.take(bytes(0))).toEqual(bytes())
    expect(table.take(bytes(0))).toBeNull()
    expect(table.take(bytes(1))).toBeNull()
    expect([...table.takeBelow(bytes(2))].flat()).toEqual([[bytes(1, 9), bytes(1)]])
    expect([...table.takeBelow(bytes(2))]).toEqual([])
    expect([table.size, table.byteSize]).toEqual([1, 3])
  })

  test('of more rows than are read at a time', () => {
    const table = space.table()
    const key = (i: number): Uint8Array => bytes(i >> 8, i & 255)
    table.put(Array.from({ length: 10_000 }, (_, i) => [key(i), bytes(7)] as const))
    const pages = [...table.pages()]
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.flat().map(([k]) => k)).toEqual(Array.from({ length: 10_000 }, (_, i) => key(i)))
    expect([...table.takeBelow(key(9_999))].flat()).toHaveLength(9_999)
    expect(table.size).toBe(1)
  })

  test('is not another one', () => {
    const [one, other] = [space.table(), space.table()]
    one.put([[bytes(1), bytes(1)]])
    expect(other.take(bytes(1))).toBeNull()
  })
})

test('the file has no name while it is used, so that nothing is left of a process that was killed', () => {
  const directory = join(root, 'nameless')
  const used = new SpillSpace({ directory })
  used.table().put([[bytes(1), new Uint8Array(2 ** 25)]])
  expect(readdirSync(directory)).toEqual([])
  used.close()
  expect(readdirSync(directory)).toEqual([])
})

test('a folder that cannot be used is one sentence', () => {
  const file = join(root, 'file')
  writeFileSync(file, '')
  expect(() => new SpillSpace({ directory: join(file, 'below') }).table()).toThrow(
    expect.objectContaining({
      code: 'MILLRACE_FILE_SYSTEM',
      message: expect.stringMatching(
        /^State that memory has no room for cannot be put into .*below \(stateDirectory\): /,
      ),
    }),
  )
})

test('a full disk is one sentence', () => {
  const small = new SpillSpace({ directory: root, maxBytes: 2 ** 20 })
  const table = small.table()
  const fill = (): void => {
    for (let i = 0; i < 255; i++) table.put([[bytes(i), new Uint8Array(8192)]])
  }
  expect(fill).toThrow(
    expect.objectContaining({
      code: 'MILLRACE_DISK_FULL',
      message: expect.stringMatching(
        /^There is no space left in .* for the state that memory has no room for; nothing is lost/,
      ),
    }),
  )
  small.close()
})

test.skipIf(!existsSync('/proc/self'))('a folder where none can be made is refused', () => {
  expect(() => new SpillSpace({ directory: '/proc/millrace/state' }).table()).toThrow(
    'cannot be put into /proc/millrace/state (stateDirectory): the file system does not permit it.',
  )
})
