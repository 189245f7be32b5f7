import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileSystem } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { FileCache } from './file-cache.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'millrace-cache-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
})

const LENGTH = 1000

/** A file system whose files are all of one length; `reads` counts, and `onRead` may change a file in the middle. */
function far() {
  const files = new Map<string, { text: string; modified: number }>()
  const state = { reads: 0, onRead: (_path: string) => {} }
  const missing = (path: string) => new MillraceError('MILLRACE_FILE_MISSING', `${path} is gone.`)
  const fs = {
    description: 'http://far:9870',
    display: (path: string) => `http://far:9870${path}`,
    async read(path: string, { offset, length }: { offset: number; length: number }) {
      state.reads++
      const file = files.get(path)
      if (file === undefined) throw missing(path)
      const bytes = Buffer.alloc(LENGTH, file.text).subarray(offset, offset + length)
      state.onRead(path)
      return bytes
    },
    async status(path: string) {
      const file = files.get(path)
      return file === undefined
        ? null
        : { path, name: path.slice(1), kind: 'file', length: LENGTH, modified: file.modified }
    },
  } as unknown as FileSystem
  const put = (path: string, text: string, modified = 1) => {
    files.set(path, { text, modified })
    return { path, length: LENGTH, modified }
  }
  return { fs, put, state, remove: (path: string) => files.delete(path) }
}

const open = (limit = 10 * LENGTH) => FileCache.open({ directory, limit })
const copies = () => readdirSync(directory).filter(name => name !== 'users')

test('a copy is used again until the file is another', async () => {
  const { fs, put, state } = far()
  for (const [text, modified, reads] of [
    ['a', 1, 1],
    ['a', 1, 1],
    ['b', 2, 2],
  ] as const) {
    const cache = await open()
    const target = join(cache.folder, 'dt=1/x.parquet')
    await cache.provide(fs, [{ file: put('/x', text, modified), target }])
    expect(readFileSync(target, 'latin1')).toBe(text.repeat(LENGTH))
    expect(state.reads).toBe(reads)
    await cache.close()
    expect(existsSync(target)).toBe(false)
  }
  expect(readdirSync(join(directory, 'users'))).toEqual([])
})

test('what another user evicts stays for those who have it', async () => {
  const { fs, put } = far()
  const [first, second] = [await open(LENGTH), await open(LENGTH)]
  const [a, b] = [join(first.folder, 'a'), join(second.folder, 'b')]
  await first.provide(fs, [{ file: put('/a', 'a'), target: a }])
  await second.provide(fs, [{ file: put('/b', 'b'), target: b }])
  expect(copies()).toHaveLength(1)
  expect(readFileSync(a, 'latin1')).toBe('a'.repeat(LENGTH))
  expect(readFileSync(b, 'latin1')).toBe('b'.repeat(LENGTH))
  await first.close()
  await second.close()
})

test('a file that is replaced while it is read is read again; one that always is, or is gone, is told', async () => {
  const { fs, put, state, remove } = far()
  const cache = await open()
  const file = put('/x', 'a')
  const target = join(cache.folder, 'x')
  state.onRead = () => {
    if (state.reads === 1) put('/x', 'b', 2)
  }
  await cache.provide(fs, [{ file, target }])
  expect(readFileSync(target, 'latin1')).toBe('b'.repeat(LENGTH))
  state.onRead = () => put('/y', 'c', 100 + state.reads)
  const restless = { file: put('/y', 'c', 100), target: join(cache.folder, 'y') }
  await expect(cache.provide(fs, [restless])).rejects.toMatchObject({ code: 'MILLRACE_FILE_MISSING' })
  state.onRead = () => {}
  const gone = { file: put('/z', 'z'), target: join(cache.folder, 'z') }
  remove('/z')
  await expect(cache.provide(fs, [gone])).rejects.toMatchObject({ code: 'MILLRACE_FILE_MISSING' })
  expect(readdirSync(directory).filter(name => name.endsWith('.part'))).toEqual([])
  await cache.close()
})

test('what was not used for longest goes first', async () => {
  const { fs, put, state } = far()
  const take = async (path: string): Promise<void> => {
    const cache = await open(2 * LENGTH)
    await cache.provide(fs, [{ file: put(path, 'x'), target: join(cache.folder, 'x') }])
    await cache.close()
  }
  await take('/a')
  await take('/b')
  await take('/a')
  await take('/c')
  expect(state.reads).toBe(3)
  await take('/a')
  expect(state.reads).toBe(3)
  await take('/b')
  expect(state.reads).toBe(4)
})

test('a user gets no more than the cache may hold, together or one after another', async () => {
  const { fs, put } = far()
  const cache = await open(2 * LENGTH)
  const wanted = (path: string) => ({ file: put(path, 'x'), target: join(cache.folder, path) })
  const refused = { code: 'MILLRACE_USAGE' }
  await expect(cache.provide(fs, ['/a', '/b', '/c'].map(wanted))).rejects.toMatchObject(refused)
  await cache.provide(fs, [wanted('/a')])
  await cache.provide(fs, [wanted('/b')])
  await expect(cache.provide(fs, [wanted('/c')])).rejects.toMatchObject(refused)
  await cache.close()
})

test('users of a cache that has no room for all of their files evict each other and never fail', async () => {
  const { fs, put } = far()
  const use = async (path: string): Promise<void> => {
    for (let n = 0; n < 60; n++) {
      const cache = await open(1.5 * LENGTH)
      await cache.provide(fs, [{ file: put(path, path.slice(1)), target: join(cache.folder, 'x') }])
      expect(readFileSync(join(cache.folder, 'x'), 'latin1')).toBe(path.slice(1).repeat(LENGTH))
      await cache.close()
    }
  }
  await Promise.all(['/a', '/b', '/a', '/b'].map(use))
})
