import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { oracleReport } from './oracle/oracle.ts'
import { AppProcess, runApp } from './support/app-process.ts'
import { expectReport } from './support/expect-report.ts'
import { generatedLog } from './support/generated-log.ts'
import { mutatedLog } from './support/mutated-log.ts'
import { COMBINED_SAMPLE, MILLRACE, NASA_DAY } from './support/repository.ts'

vi.setConfig({ testTimeout: 240_000 })

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-report-'))
})
afterEach(() => AppProcess.killAll())
afterAll(() => rm(folder, { recursive: true }))

const report = async (...args: string[]) => JSON.parse(await runApp(MILLRACE, ['report', '--json', ...args]))

describe('millrace report --json equals figures computed independently', () => {
  it('of the day of NASA requests', async () => {
    expectReport(await report(NASA_DAY), await oracleReport([NASA_DAY]))
  })

  it('of the combined sample, in short and long lists', async () => {
    expectReport(await report(COMBINED_SAMPLE, '--top', '3'), await oracleReport([COMBINED_SAMPLE], { top: 3 }))
    expectReport(await report(COMBINED_SAMPLE, '--top', '5000'), await oracleReport([COMBINED_SAMPLE], { top: 5000 }))
  })

  it('of damaged traffic over several days and offsets, with and without worker threads', async () => {
    const file = await generatedLog(folder, { lines: 25_000, seed: 11, damage: 0.02 })
    const expected = await oracleReport([file], { top: 1000 })
    expect(expected.malformed).toBeGreaterThan(100)
    expect(expected.dailyUniqueHosts.length).toBeGreaterThan(5)
    expectReport(await report(file, '--top', '1000', '--workers', '0'), expected)
    expectReport(await report(file, '--top', '1000', '--workers', '2'), expected)
  })

  it('of lines with arbitrary damage', async () => {
    const file = join(folder, 'mutated.log')
    await writeFile(file, await mutatedLog({ lines: 20_000, seed: 5 }))
    const expected = await oracleReport([file], { top: 100_000 })
    expect(expected.malformed).toBeGreaterThan(5000)
    expect(expected.parsed).toBeGreaterThan(5000)
    expectReport(await report(file, '--top', '100000'), expected)
  })

  it('of several files, compressed or not', async () => {
    const plain = await generatedLog(folder, { lines: 3000, seed: 12 })
    const bytes = await readFile(plain)
    await writeFile(join(folder, 'a.gz'), gzipSync(bytes))
    await writeFile(join(folder, 'b.zst'), zstdCompressSync(bytes))
    const files = [plain, join(folder, 'a.gz'), join(folder, 'b.zst'), NASA_DAY]
    expectReport(await report(...files), await oracleReport(files))
  })

  it('of nothing', async () => {
    const file = join(folder, 'empty.log')
    await writeFile(file, '')
    expectReport(await report(file), await oracleReport([file]))
  })
})
