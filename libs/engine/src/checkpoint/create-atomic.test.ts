import { MillraceError } from '@millrace/errors'
import { expect, test } from 'vitest'
import type { FileSystem } from '../connector/file-system.ts'
import { createAtomic } from './create-atomic.ts'

/** Only what createAtomic calls, over a map; the real file systems run the same checks in their own package. */
function fileMap(fail: { rename?: Error } = {}) {
  const files = new Map<string, string>()
  const fs: Partial<FileSystem> = {
    async write(path, data) {
      files.set(path, Buffer.from(data).toString())
    },
    async rename(from, to, { overwrite }) {
      if (fail.rename) throw fail.rename
      if (!overwrite && files.has(to)) throw new MillraceError('MILLRACE_FILE_EXISTS', `${to} exists.`)
      files.set(to, files.get(from)!)
      files.delete(from)
    },
    async delete(path) {
      return files.delete(path)
    },
  }
  return { files, fs: fs as FileSystem }
}

const text = (s: string) => new TextEncoder().encode(s)

test('the first caller creates the file, later ones get false and change nothing', async () => {
  const { files, fs } = fileMap()
  expect(await createAtomic(fs, '/c/offsets/42', text('mine'))).toBe(true)
  expect(await createAtomic(fs, '/c/offsets/42', text('theirs'))).toBe(false)
  expect([...files]).toEqual([['/c/offsets/42', 'mine']])
})

test('any other failure is passed on, with no temporary file left', async () => {
  const { files, fs } = fileMap({ rename: new MillraceError('MILLRACE_HDFS_UNREACHABLE', 'away') })
  await expect(createAtomic(fs, '/c/offsets/42', text('x'))).rejects.toThrow('away')
  expect(files.size).toBe(0)
})

test('the temporary name is hidden, beside the file and unique', async () => {
  const { fs } = fileMap()
  const written: string[] = []
  const spied = {
    ...fs,
    write(path: string, data: Uint8Array) {
      written.push(path)
      return fs.write(path, data)
    },
  }
  await Promise.all([createAtomic(spied, '/c/a', text('1')), createAtomic(spied, '/c/a', text('2'))])
  expect(new Set(written).size).toBe(2)
  for (const path of written) expect(path).toMatch(/^\/c\/\.a\.[0-9a-f-]{36}\.tmp$/)
})
