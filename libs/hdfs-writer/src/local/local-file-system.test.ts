import { linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mayMount, SmallDisk } from '@millrace/services/testing'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { fileSystemConformance } from '../testing/file-system-conformance.ts'
import { localFileSystem } from './local-file-system.ts'

const under = mkdtempSync(join(tmpdir(), 'millrace-local-'))
afterAll(() => rmSync(under, { recursive: true }))

describe('conformance', () => fileSystemConformance(() => ({ fs: localFileSystem(), under })))

test('a rename cut short between link and unlink is finished by the same rename', async () => {
  const fs = localFileSystem()
  const [from, to] = [join(under, 'cut.tmp'), join(under, 'cut')]
  writeFileSync(from, 'x')
  linkSync(from, to)
  await fs.rename(from, to, { overwrite: false })
  expect(readFileSync(to, 'utf8')).toBe('x')
  expect(readdirSync(under).filter(n => n.startsWith('cut'))).toEqual(['cut'])
})

test('renaming a file to its own name is refused without overwrite and keeps it', async () => {
  const fs = localFileSystem()
  const path = join(under, 'self')
  writeFileSync(path, 'x')
  await expect(fs.rename(path, path, { overwrite: false })).rejects.toMatchObject({ code: 'MILLRACE_FILE_EXISTS' })
  expect(readFileSync(path, 'utf8')).toBe('x')
})

test('a directory where none can be made is an error', async () => {
  await expect(localFileSystem().mkdirs('/proc/millrace/table')).rejects.toThrow('/proc/millrace/table')
  writeFileSync(join(under, 'plain'), 'x')
  await expect(localFileSystem().mkdirs(join(under, 'plain', 'table'))).rejects.toThrow('part of the path is a file')
})

test.skipIf(!mayMount())('a full disk is an error that leaves no half file (needs the right to mount)', async () => {
  const disk = new SmallDisk('1m')
  onTestFinished(() => disk.remove())
  const fs = localFileSystem()
  await expect(fs.write(`${disk.path}/big`, new Uint8Array(2 << 20))).rejects.toMatchObject({
    code: 'MILLRACE_DISK_FULL',
    retryable: false,
    message: `Could not write ${disk.path}/big: the disk is full.`,
  })
  expect(readdirSync(disk.path)).toEqual([])
  await fs.write(`${disk.path}/small`, new Uint8Array(1000))
})
