import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFileSystem } from '@millrace/hdfs-writer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CrashQuery } from './crash-query.ts'
import { disturbed, HOWS, undisturbed } from './lives.ts'

/** Tests of a query on local files: stopped at every call, in each of four ways, and with all state on disk in one of them. */
export function stoppedAtEveryCall(query: CrashQuery): void {
  const root = mkdtempSync(join(tmpdir(), 'millrace-crash-'))
  const fs = localFileSystem()
  let calm: Awaited<ReturnType<typeof undisturbed>>

  beforeAll(async () => {
    calm = await undisturbed(query, fs, `${root}/calm`)
  })
  afterAll(() => rmSync(root, { recursive: true }))

  test('undisturbed: several batches with data and one that the watermark ends', () => {
    expect(calm.ended).toBe(true)
    query.expectUndisturbed(calm.found)
  })

  describe.each(HOWS)('a call that %s', how => {
    test('at every call: the same in the end as undisturbed', async () => {
      let recovered = 0
      for (const [call, name] of calm.names.entries()) {
        const point = `${how} at call ${call}: ${name}`
        const { recovered: alone, ...result } = await disturbed(query, fs, `${root}/disturbed`, call, how)
        if (alone) recovered++
        expect({ point, ...result }).toEqual({ point, ended: true, found: calm.found })
      }
      console.log(`crash points tried on local files, ${how}: ${calm.names.length}; without a restart ${recovered}`)
      expect(calm.names.length).toBeGreaterThan(60)
    }, 300_000)
  })

  test('with all state on disk between batches, stopped at every call in one of the ways: the same as in memory', async () => {
    const onDisk = { ...query, stateMemory: 0 }
    const { spilled, names, found } = await undisturbed(onDisk, fs, `${root}/disk`)
    expect(calm.spilled).toEqual({})
    for (const operator of query.spills)
      expect({ operator, rows: spilled[operator] }).toEqual({ operator, rows: expect.toSatisfy(rows => rows > 10) })
    expect(found).toEqual(calm.found)
    for (const [call, name] of names.entries()) {
      const how = HOWS[call % HOWS.length]
      const point = `${how} at call ${call}: ${name}`
      const { recovered: _, ...result } = await disturbed(onDisk, fs, `${root}/disturbed`, call, how)
      expect({ point, ...result }).toEqual({ point, ended: true, found: calm.found })
    }
    console.log(`crash points tried on local files, all state on disk: ${names.length}`)
  }, 300_000)
}
