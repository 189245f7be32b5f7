import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { withOracle } from './oracle/oracle.ts'
import { AppProcess, runApp } from './support/app-process.ts'
import { expectTable } from './support/expect-table.ts'
import { generatedLog } from './support/generated-log.ts'
import { COMBINED_SAMPLE, MILLRACE, NASA_DAY } from './support/repository.ts'

vi.setConfig({ testTimeout: 240_000 })

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-start-'))
})
afterEach(async () => {
  await AppProcess.killAll()
  await rm(folder, { recursive: true })
})

/** `npm start --` with these options, in an empty directory. */
const startArgs = (...options: string[]): string[] => ['start', '--journal', 'j.sqlite', '--table', 'logs', ...options]
const start = (...options: string[]): AppProcess => new AppProcess(MILLRACE, startArgs(...options), { cwd: folder })
const startOnce = (...options: string[]): Promise<string> =>
  runApp(MILLRACE, startArgs('--once', ...options), { cwd: folder })

/** Expects that table, quarantine and analyses are what the files say. */
const expectAllOf = (...files: string[]): Promise<void> =>
  withOracle(files, oracle => expectTable(join(folder, 'logs'), oracle))

/** Every file of table, quarantine and analyses with its size and time of change. */
async function written(): Promise<string[]> {
  const files: string[] = []
  for (const name of ['logs', 'logs.quarantine', 'logs.analyses']) {
    for (const entry of await readdir(join(folder, name), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath, entry.name)
      const { size, mtimeMs } = await stat(path)
      files.push(`${path} ${size} ${mtimeMs}`)
    }
  }
  return files.sort()
}

describe('npm start without any server', () => {
  it('--once takes the bundled day, prints its figures, and once again adds nothing', async () => {
    const printed = await startOnce()
    expect(printed).toMatch(/33,996 +33,996 +0 +2,582 +243\n/)
    await expectAllOf(NASA_DAY)
    const before = (await readdir(join(folder, 'logs.checkpoint', 'commits'))).length
    await startOnce()
    expect(await readdir(join(folder, 'logs.checkpoint', 'commits'))).toHaveLength(before)
    await expectAllOf(NASA_DAY)
  })

  it('--once takes damaged lines, several files at once, and then one more', async () => {
    const first = await generatedLog(folder, { lines: 15_000, seed: 21, damage: 0.02 })
    const second = await generatedLog(folder, { lines: 5000, seed: 22, damage: 0.02 })
    await startOnce('--file', first, '--file', COMBINED_SAMPLE)
    await expectAllOf(first, COMBINED_SAMPLE)
    const before = await written()
    await startOnce('--file', first, '--file', COMBINED_SAMPLE)
    expect(await written()).toEqual(before)
    await startOnce('--file', second)
    await expectAllOf(first, COMBINED_SAMPLE, second)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('%s in the middle exits with 0, and a restart completes', async signal => {
    const file = await generatedLog(folder, { lines: 20_000, seed: 23, damage: 0.02 })
    const options = ['--file', file, '--rate', '2000', '--trigger', '200ms', '--port', '0']
    for (const batch of [0, 2]) {
      const app = start(...options)
      await app.says(new RegExp(`batch ${batch},|batch ${batch + 1},`))
      app.kill(signal)
      expect(await app.ended, app.tail()).toBe(0)
    }
    await startOnce('--file', file)
    await expectAllOf(file)
    expect((await readdir(join(folder, 'logs.checkpoint', 'commits'))).length).toBeGreaterThan(2)
  })

  it('a signal while --once sends lines exits with 0, and a restart completes', async () => {
    const file = await generatedLog(folder, { lines: 100_000, seed: 24 })
    const app = start('--once', '--file', file)
    await app.says(/Sending to/)
    app.kill('SIGTERM')
    expect(await app.ended, app.tail()).toBe(0)
    await startOnce('--file', file)
    await expectAllOf(file)
  })
})
