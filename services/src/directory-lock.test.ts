import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withDirectoryLock } from './directory-lock.ts'

describe('withDirectoryLock', () => {
  let folder: string
  let lock: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-lock-'))
    lock = join(folder, 'lock')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('lets one in at a time', async () => {
    let inside = 0
    const most: number[] = []
    const work = async (): Promise<void> => {
      most.push(++inside)
      await new Promise(resolve => setImmediate(resolve))
      inside--
    }
    await Promise.all([1, 2, 3, 4].map(() => withDirectoryLock(lock, 60_000, work)))
    expect(most).toEqual([1, 1, 1, 1])
    expect(existsSync(lock)).toBe(false)
  })

  it('is free again after an error', async () => {
    const failing = withDirectoryLock(lock, 1000, () => Promise.reject(new Error('no')))
    await expect(failing).rejects.toThrow('no')
    expect(await withDirectoryLock(lock, 1000, async () => 'in')).toBe('in')
  })

  it('takes over the lock of a holder that was killed', async () => {
    mkdirSync(lock)
    const long = new Date(Date.now() - 3_600_000)
    utimesSync(lock, long, long)
    expect(await withDirectoryLock(lock, 10_000, async () => 'in')).toBe('in')
  })

  it('gives up on a holder that is alive', async () => {
    mkdirSync(lock)
    const waiting = withDirectoryLock(lock, 0, async () => 'in')
    await expect(waiting).rejects.toMatchObject({ code: 'MILLRACE_SERVICE', message: expect.stringContaining(lock) })
  })
})
