import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFileSystem } from '@millrace/hdfs-writer'
import { afterAll, describe, expect, test } from 'vitest'
import { stoppedAtEveryCall } from './every-call.ts'
import { disturbed, HOWS, undisturbed } from './lives.ts'
import { windowedQuery } from './windowed-query.ts'

const root = mkdtempSync(join(tmpdir(), 'millrace-crash-'))
afterAll(() => rmSync(root, { recursive: true }))

describe('windows and counts', () => stoppedAtEveryCall(windowedQuery))

test('with all state on disk between batches, stopped at every call in one of the ways: the same as in memory', async () => {
  const fs = localFileSystem()
  const inMemory = await undisturbed(windowedQuery, fs, `${root}/memory`)
  const onDisk = { ...windowedQuery, stateMemory: 0 }
  const calm = await undisturbed(onDisk, fs, `${root}/disk`)
  expect(inMemory.spilled).toBe(0)
  expect(calm.spilled).toBeGreaterThan(30)
  expect(calm.found).toEqual(inMemory.found)
  for (const [call, name] of calm.names.entries()) {
    const how = HOWS[call % HOWS.length]
    const point = `${how} at call ${call}: ${name}`
    const { ended, found } = await disturbed(onDisk, fs, `${root}/disturbed`, call, how)
    expect({ point, ended, found }).toEqual({ point, ended: true, found: inMemory.found })
  }
  console.log(`crash points tried on local files, all state on disk: ${calm.names.length}`)
}, 300_000)
