import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { MemoryFileSystem } from '../testing/memory-file-system.ts'
import { Lease } from './lease.ts'
import { type Holder, thisHolder } from './lease-holder.ts'

const acquire = (fs: MemoryFileSystem, runId: string) => Lease.acquire(fs, '/c', runId)
const fenced = expect.objectContaining({ code: 'MILLRACE_CHECKPOINT_FENCED' })
const holderOf = (fs: MemoryFileSystem, epoch: number) => JSON.parse(fs.text(`/c/lease/${epoch}`)) as Holder

/** Turns of the event loop. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await turn()
}

/** A checkpoint whose lease names this holder. */
function heldBy(holder: Partial<Holder>, { modified = Date.now(), now = Date.now } = {}): MemoryFileSystem {
  const fs = new MemoryFileSystem(now)
  fs.put('/c/lease/6', JSON.stringify({ ...thisHolder('run-of-another'), ...holder }), modified)
  return fs
}

describe('a lease', () => {
  test('refuses the second engine, naming the first, until it is released', async () => {
    const fs = new MemoryFileSystem()
    const first = await acquire(fs, 'first')
    await expect(acquire(fs, 'second')).rejects.toThrow(`in use by process ${process.pid} on ${hostname()}`)
    await expect(acquire(fs, 'second')).rejects.toEqual(fenced)
    await first.release()
    const second = await acquire(fs, 'second')
    expect(fs.paths('/c/lease/')).toEqual(['/c/lease/1'])
    await second.release()
  })

  test('goes to exactly one of several contenders', async () => {
    for (const fs of [new MemoryFileSystem(), heldBy({ released: true })]) {
      const contenders = await Promise.allSettled(Array.from({ length: 12 }, (_, i) => acquire(fs, `run ${i}`)))
      const winners = contenders.filter(c => c.status === 'fulfilled')
      expect(winners).toHaveLength(1)
      for (const c of contenders) if (c.status === 'rejected') expect(c.reason).toEqual(fenced)
      expect(fs.paths('/c/lease/')).toHaveLength(1)
      await winners[0].value.release()
    }
  })

  test('of a process that has ended is succeeded at once', async () => {
    const { pid } = spawnSync(process.execPath, ['--version'])
    const fs = heldBy({ pid })
    const lease = await acquire(fs, 'me')
    expect(fs.paths('/c/lease/')).toEqual(['/c/lease/7'])
    await lease.release()
  })

  test.skipIf(!existsSync('/proc/self/stat'))(
    'of a process whose pid another one has now is succeeded (needs /proc)',
    async () => {
      const lease = await acquire(heldBy({ pid: process.ppid, started: '1' }), 'me')
      await lease.release()
      await expect(acquire(heldBy({ pid: process.ppid, started: null }), 'me')).rejects.toEqual(fenced)
    },
  )

  test('of a run of this thread that has failed is succeeded; one of another thread is not', async () => {
    const lease = await acquire(heldBy({}), 'me')
    await lease.release()
    await expect(acquire(heldBy({ thread: 99 }), 'me')).rejects.toEqual(fenced)
  })

  test('of another machine is believed in for a minute, by the clock of the file system', async () => {
    const host = 'another.example'
    const now = (): number => 5_000_000
    await expect(acquire(heldBy({ host }, { modified: now() - 59_000, now }), 'me')).rejects.toThrow(host)
    const lease = await acquire(heldBy({ host }, { modified: now() - 61_000, now }), 'me')
    await lease.release()
  })

  test('that names nobody is succeeded', async () => {
    const fs = new MemoryFileSystem()
    fs.put('/c/lease/2', 'not JSON')
    const lease = await acquire(fs, 'me')
    expect(fs.paths('/c/lease/')).toEqual(['/c/lease/3'])
    await lease.release()
  })

  test('is not taken by a contender with an old view of the directory', async () => {
    const fs = heldBy({ released: true })
    let slow = false
    let goOn = (): void => {}
    const looked = Promise.withResolvers<void>()
    const seesLate = Object.assign(Object.create(fs) as MemoryFileSystem, {
      async list(path: string) {
        const seen = await fs.list(path)
        if (!slow) {
          slow = true
          await new Promise<void>(resolve => {
            goOn = resolve
            looked.resolve()
          })
        }
        return seen
      },
      display: (path: string) => path,
      write: fs.write.bind(fs),
      read: fs.read.bind(fs),
      status: fs.status.bind(fs),
      rename: fs.rename.bind(fs),
      delete: fs.delete.bind(fs),
    })
    const late = Lease.acquire(seesLate, '/c', 'late')
    await looked.promise
    await (await acquire(fs, 'quick')).release()
    const holder = await acquire(fs, 'holder')
    // Epoch 7, which the late one saw as free, is free again: 8 holds.
    expect(fs.paths('/c/lease/')).toEqual(['/c/lease/8'])
    goOn()
    await expect(late).rejects.toEqual(fenced)
    expect(fs.paths('/c/lease/')).toEqual(['/c/lease/8'])
    holder.assertHeld()
    await holder.release()
  })
})

test('a holder of the same host name in another container, or before a reboot, is not looked up here', async () => {
  const { pid } = spawnSync(process.execPath, ['--version'])
  const now = (): number => 5_000_000
  const other = { pid, machine: 'another-boot pid:[1]' }
  await expect(acquire(heldBy(other, { modified: now() - 48_500, now }), 'me')).rejects.toThrow(
    'If that one no longer runs, the checkpoint is free in 12 s.',
  )
  await (await acquire(heldBy(other, { modified: now() - 61_000, now }), 'me')).release()
})

describe('renewal', () => {
  test('that fails, or does not end in time, is told, and so is the next that succeeds', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const fs = new MemoryFileSystem()
    const lease = await acquire(fs, 'me')
    const heard: string[] = []
    lease.watch({ failed: error => heard.push(error.message), recovered: () => heard.push('renewed') })
    const list = fs.list.bind(fs)
    fs.list = () => Promise.reject(new Error('away'))
    await lease.renew()
    const answer = Promise.withResolvers<void>()
    fs.list = path => answer.promise.then(() => list(path))
    vi.advanceTimersByTime(20_000)
    expect(heard).toEqual(['away', 'The lease /c/lease/0 could not be renewed within 10 s.'])
    answer.resolve()
    await expect.poll(() => heard.at(-1)).toBe('renewed')
    await lease.release()
  })

  test('moves the time of the file', async () => {
    let now = 1000
    const fs = new MemoryFileSystem(() => now)
    const lease = await acquire(fs, 'me')
    now = 9000
    await lease.renew()
    expect(await fs.status('/c/lease/0')).toMatchObject({ modified: 9000 })
    expect(holderOf(fs, 0).runId).toBe('me')
    await lease.release()
  })

  test('notices that another engine has taken over, and leaves its lease alone', async () => {
    const fs = new MemoryFileSystem()
    const frozen = await acquire(fs, 'frozen')
    frozen.assertHeld()
    fs.put('/c/lease/1', JSON.stringify({ ...thisHolder('other'), host: 'another.example' }))
    await fs.delete('/c/lease/0')
    await frozen.renew()
    expect(() => frozen.assertHeld()).toThrow(fenced)
    await frozen.release()
    expect(fs.paths('/c/lease/')).toEqual(['/c/lease/1'])
    expect(holderOf(fs, 1)).not.toHaveProperty('released')
  })

  test('that is under way does not bring a released lease back', async () => {
    const fs = new MemoryFileSystem()
    const lease = await acquire(fs, 'me')
    const write = fs.write.bind(fs)
    const rename = fs.rename.bind(fs)
    const slow = Promise.withResolvers<void>()
    const writing = Promise.withResolvers<void>()
    fs.write = async (path, data) => {
      fs.write = write
      writing.resolve()
      await slow.promise
      await write(path, data)
    }
    // Should the release not wait, its rename comes after the write of the renewal, and publishes that.
    fs.rename = async (from, to, options) => {
      await turns(20)
      await rename(from, to, options)
    }
    const renewal = lease.renew()
    await writing.promise
    const release = lease.release()
    await turns(10)
    slow.resolve()
    await Promise.all([renewal, release, lease.renew()])
    expect(holderOf(fs, 0).released).toBe(true)
  })
})

test('where nothing came into being, nothing stays', async () => {
  const fs = new MemoryFileSystem()
  await (await acquire(fs, 'me')).release({ discard: true })
  expect(fs.paths()).toEqual([])
})
