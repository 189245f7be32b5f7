import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeFolder } from './make-folder.ts'

test('a folder and its parents are made; one that is there stays', () => {
  const root = mkdtempSync(join(tmpdir(), 'make-folder-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const path = join(root, 'a/b/c')
  makeFolder(path)
  makeFolder(path)
  expect(statSync(path).isDirectory()).toBe(true)
  writeFileSync(join(root, 'file'), '')
  for (const taken of ['file', 'file/x']) {
    expect(() => makeFolder(join(root, taken))).toThrow('part of the path is a file')
  }
})

test.skipIf(!existsSync('/proc/self'))('where nothing can be made, that is said', () => {
  expect(() => makeFolder('/proc/millrace/x')).toThrow('the file system does not permit it')
})
