import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFileSystem } from '@millrace/hdfs-writer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { disturbed, HOWS, undisturbed } from './lives.ts'

const root = mkdtempSync(join(tmpdir(), 'millrace-crash-'))
const fs = localFileSystem()
let calm: Awaited<ReturnType<typeof undisturbed>>

beforeAll(async () => {
  calm = await undisturbed(fs, `${root}/calm`)
})
afterAll(() => rmSync(root, { recursive: true }))

test('undisturbed: three batches with data and one that the watermark ends', () => {
  expect(calm.ended).toBe(true)
  expect(calm.found.commits).toEqual([0, 1, 2, 3])
  expect(calm.found.hosts).toHaveLength(8)
  expect(calm.found.windows.length).toBeGreaterThan(10)
})

describe.each(HOWS)('a call that %s', how => {
  test('at every call: the same in the end as undisturbed', async () => {
    let recovered = 0
    for (const [call, name] of calm.names.entries()) {
      const point = `${how} at call ${call}: ${name}`
      const { recovered: alone, ...result } = await disturbed(fs, `${root}/disturbed`, call, how)
      if (alone) recovered++
      expect({ point, ...result }).toEqual({ point, ended: true, found: calm.found })
    }
    console.log(`crash points tried on local files, ${how}: ${calm.names.length}; without a restart ${recovered}`)
    expect(calm.names.length).toBeGreaterThan(60)
  })
})

test('with all state on disk between batches, at every call in one of the ways: the same in the end', async () => {
  const spilling = await undisturbed(fs, `${root}/spilling`, { stateMemory: 0 })
  expect(spilling.found).toEqual(calm.found)
  expect(calm.spilled).toBe(0)
  expect(spilling.spilled).toBeGreaterThan(30)
  for (const [call, name] of spilling.names.entries()) {
    const how = HOWS[call % HOWS.length]
    const point = `${how} at call ${call}: ${name}`
    const { ended, found } = await disturbed(fs, `${root}/disturbed`, call, how, { stateMemory: 0 })
    expect({ point, ended, found }).toEqual({ point, ended: true, found: calm.found })
  }
  console.log(`crash points tried on local files, all state on disk: ${spilling.names.length}`)
})
