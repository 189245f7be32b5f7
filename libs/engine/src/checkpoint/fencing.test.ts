import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { startQuery } from '../runtime/query/start-query.ts'
import { availableNow } from '../runtime/trigger/trigger.ts'
import { crashTopic } from '../testing/crash-run.ts'
import { DiskFileSystem } from '../testing/disk-file-system.ts'
import { logOutputs } from '../testing/log-query.ts'
import { MemoryFileSystem } from '../testing/memory-file-system.ts'
import { MemorySource } from '../testing/memory-source.ts'

const start = (fs: DiskFileSystem | MemoryFileSystem, path: string) =>
  startQuery({
    outputs: logOutputs(new MemorySource(crashTopic()), new MemoryFileSystem()),
    checkpoint: { fs, path },
    trigger: availableNow,
  })

async function engineProcess(checkpoint: string): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('../testing/engine-process.ts', import.meta.url))
  const child = spawn(process.execPath, [script, checkpoint], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The engine process ended with ${code}.`)
  })
  await Promise.race([once(child.stdout, 'data'), ended])
  ended.catch(() => {})
  return child
}

test('a second engine in another process is refused while the first lives, and takes over once it was killed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-fencing-'))
  const first = await engineProcess(directory)
  try {
    await expect(start(new DiskFileSystem(), directory)).rejects.toMatchObject({
      code: 'MILLRACE_CHECKPOINT_FENCED',
      message: expect.stringContaining(`process ${first.pid} `),
    })
    const exit = once(first, 'exit')
    first.kill('SIGKILL')
    await exit
    const second = await start(new DiskFileSystem(), directory)
    await second.awaitTermination()
    expect(second.lastProgress).toBeNull()
  } finally {
    first.kill('SIGKILL')
    await rm(directory, { recursive: true })
  }
})

test('a second engine in the same process is refused, and can start when the first has ended', async () => {
  const fs = new MemoryFileSystem()
  const first = await start(fs, '/c')
  await expect(start(fs, '/c')).rejects.toMatchObject({ code: 'MILLRACE_CHECKPOINT_FENCED' })
  await first.awaitTermination()
  await (await start(fs, '/c')).awaitTermination()
})

test.each(['offsets', 'commits'])('an engine that finds another one writing %s stops', async log => {
  const fs = new MemoryFileSystem()
  const sabotage = Object.assign(Object.create(fs) as MemoryFileSystem, {
    ...Object.fromEntries(
      (['write', 'read', 'status', 'list', 'delete'] as const).map(name => [name, fs[name].bind(fs)]),
    ),
    display: (path: string) => path,
    rename: async (from: string, to: string, options: { overwrite: boolean }) => {
      if (to === `/c/${log}/0`) fs.put(to, 'v1\n{"written":"by another engine"}')
      await fs.rename(from, to, options)
    },
  })
  const query = await start(sabotage, '/c')
  await expect(query.awaitTermination()).rejects.toMatchObject({
    code: 'MILLRACE_CHECKPOINT_FENCED',
    message: expect.stringContaining(`/c/${log}/0`),
  })
  expect(query.exception?.code).toBe('MILLRACE_CHECKPOINT_FENCED')
})
