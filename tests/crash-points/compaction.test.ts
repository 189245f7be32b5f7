import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFileSystem } from '@millrace/hdfs-writer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bury, expectEveryRowOnce, leftIn, live, planFor, writeTable } from './compacted-table.ts'
import { HOWS, type How } from './lives.ts'

/** Memory where there is such a place: thousands of files are made durable here. */
const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'millrace-compaction-'))
afterAll(() => rmSync(root, { recursive: true }))
const fs = localFileSystem()

describe.each([
  ['plain', false],
  ["with Spark's log", true],
] as const)('compaction of a table, %s', (name, sparkMetadata) => {
  // The log has absolute paths: every copy lies where the table was written.
  const home = join(root, 'home')
  const written = join(root, name)
  const calm = { names: [] as readonly string[], left: undefined as unknown }

  beforeAll(async () => {
    await writeTable(fs, home, sparkMetadata)
    cpSync(home, written, { recursive: true, preserveTimestamps: true })
    const { report, names } = await live(fs, home)
    expect(report?.merged.map(group => group.files)).toEqual([10, 10])
    await expectEveryRowOnce(fs, home, 'calm')
    Object.assign(calm, { names, left: await leftIn(fs, home) })
  })

  /** Each of the four ways, or with the log one in rotation. */
  const ways: readonly (How | 'in rotation')[] = sparkMetadata ? ['in rotation'] : HOWS

  test.each(ways)(
    'a call that %s, at every call: every row once at that moment, and after the next run',
    async way => {
      for (const [call, name] of calm.names.entries()) {
        const how = way === 'in rotation' ? HOWS[call % HOWS.length] : way
        const point = `${how} at call ${call}: ${name}`
        rmSync(home, { recursive: true })
        cpSync(written, home, { recursive: true, preserveTimestamps: true })
        await live(fs, home, planFor(call, how))
        await expectEveryRowOnce(fs, home, point)
        await bury(fs, home)
        const { report } = await live(fs, home)
        expect({ point, ended: report !== undefined }).toEqual({ point, ended: true })
        await expectEveryRowOnce(fs, home, `after ${point}`)
        expect({ point, left: await leftIn(fs, home) }).toEqual({ point, left: calm.left })
      }
      console.log(`crash points of compaction tried on local files, ${way}: ${calm.names.length}`)
      expect(calm.names.length).toBeGreaterThan(40)
    },
    300_000,
  )

  afterAll(() => rmSync(home, { recursive: true }))
})
