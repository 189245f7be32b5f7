import { common, webLogParser } from '@millrace/log-parser'
import { beforeAll, describe, expect, test } from 'vitest'
import { count } from '../api/aggregate-functions.ts'
import { readStream } from '../api/read-stream.ts'
import { startQuery } from '../runtime/query/start-query.ts'
import { availableNow } from '../runtime/trigger/trigger.ts'
import { memorySink } from '../sinks/memory-sink.ts'
import { crashTopic, runToEnd, visible } from '../testing/crash-run.ts'
import { crashAt } from '../testing/faults.ts'
import { logOutputs } from '../testing/log-query.ts'
import { MemoryFileSystem } from '../testing/memory-file-system.ts'
import { MemorySource, MemoryTopic } from '../testing/memory-source.ts'

/** After three committed batches. */
let finished: MemoryFileSystem
/** With batch 1 planned and not committed. */
let interrupted: MemoryFileSystem
/** With batch 1, whose state is a delta, committed and batch 2 planned. */
let withDelta: MemoryFileSystem

beforeAll(async () => {
  finished = new MemoryFileSystem()
  const { names } = await runToEnd(finished)
  interrupted = new MemoryFileSystem()
  const commit = names.findIndex(name => name.startsWith('rename') && name.endsWith('/checkpoint/commits/1'))
  await runToEnd(interrupted, { plan: crashAt(commit, 'before') })
  expect(visible(interrupted)).toMatchObject({ offsets: [0, 1], commits: [0] })
  withDelta = new MemoryFileSystem()
  const last = names.findIndex(name => name.startsWith('rename') && name.endsWith('/checkpoint/commits/2'))
  await runToEnd(withDelta, { plan: crashAt(last, 'before') })
  expect(withDelta.paths('/checkpoint/state/')).toContain('/checkpoint/state/1.delta')
})

/** Starts over a checkpoint after something happened to it; gives the error. */
async function startAfter(files: MemoryFileSystem, happens: (files: MemoryFileSystem) => unknown) {
  const copy = files.copy()
  await happens(copy)
  const before = JSON.stringify(visible(copy))
  const { error } = await runToEnd(copy)
  expect(JSON.stringify(visible(copy))).toBe(before)
  return error
}

describe('MILLRACE_CHECKPOINT_DAMAGED names the file', () => {
  const contents: [string, string][] = [
    ['is empty', ''],
    ['is not text', '\xff\xfe'],
    ['is of another version', 'v2\n0:{"logs":{"0":1}}'],
    ['is cut short', 'v1'],
  ]
  for (const file of ['offsets/2', 'commits/2', 'sources/0/query', 'metadata', 'state/2.snapshot'])
    test.each(contents)(`${file} %s`, async (_, content) => {
      const error = await startAfter(finished, files =>
        files.put(`/checkpoint/${file}`, Buffer.from(content, 'latin1')),
      )
      expect(error).toMatchObject({
        code: 'MILLRACE_CHECKPOINT_DAMAGED',
        message: expect.stringContaining(`/checkpoint/${file}`),
      })
    })

  test.each([
    ['no offset', 'v1\n{"batchTimestampMs":1}'],
    ['two sources', 'v1\n{"batchTimestampMs":1}\n{"a":{}}\n{"b":{}}'],
    ["Spark's mark for a source without data", 'v1\n{"batchTimestampMs":1}\n-'],
    ['half an offset', 'v1\n{"batchTimestampMs":1}\n{"logs":{"0":4'],
    ['no metadata', 'v1\nnull\n{"logs":{"0":4}}'],
  ])('offsets/1 of an unfinished batch with %s', async (_, content) => {
    const error = await startAfter(interrupted, files => files.put('/checkpoint/offsets/1', content))
    expect(error).toMatchObject({
      code: 'MILLRACE_CHECKPOINT_DAMAGED',
      message: expect.stringContaining('/checkpoint/offsets/1'),
    })
  })

  test.each([
    ['snapshot', () => finished, 'state/2.snapshot'],
    ['delta', () => withDelta, 'state/1.delta'],
  ])('one flipped bit in a %s of the state', async (_, files, file) => {
    const error = await startAfter(files(), async copy => {
      const bytes = Buffer.from(await copy.read(`/checkpoint/${file}`))
      bytes[bytes.length >> 1] ^= 4
      copy.put(`/checkpoint/${file}`, bytes)
    })
    expect(error).toMatchObject({
      code: 'MILLRACE_CHECKPOINT_DAMAGED',
      message: expect.stringContaining(`/checkpoint/${file}`),
    })
  })

  test.each([
    ['delta', () => withDelta, 'state/1.delta', 'state/1.delta'],
    ['snapshot', () => finished, 'state/2.snapshot', 'state/2.delta'],
  ])('a missing %s', async (_, files, removed, told) => {
    const error = await startAfter(files(), copy => copy.delete(`/checkpoint/${removed}`))
    expect(error).toMatchObject({
      code: 'MILLRACE_CHECKPOINT_DAMAGED',
      message: expect.stringContaining(`/checkpoint/${told}`),
    })
  })

  test.each([
    ['finished', 'commits/1', 'commits/2'],
    ['finished', 'offsets/2'],
    ['interrupted', 'commits/0'],
    ['interrupted', 'offsets/0'],
  ])('of a %s query, missing: %s', async (which, ...removed) => {
    const error = await startAfter(which === 'finished' ? finished : interrupted, files =>
      Promise.all(removed.map(file => files.delete(`/checkpoint/${file}`))),
    )
    expect(error).toMatchObject({ code: 'MILLRACE_CHECKPOINT_DAMAGED' })
    expect(error?.message).toContain(`/checkpoint/${removed[0]}`)
  })

  test('logs without metadata are never a new query', async () => {
    for (const remove of [[], ['commits'], ['offsets']]) {
      const error = await startAfter(finished, async files => {
        for (const name of remove) await files.delete(`/checkpoint/${name}`, { recursive: true })
        await files.delete('/checkpoint/metadata')
      })
      expect(error).toMatchObject({ code: 'MILLRACE_CHECKPOINT_DAMAGED' })
      expect(error?.message).toContain('metadata')
    }
  })

  test('state without logs', async () => {
    const error = await startAfter(finished, async files => {
      for (const name of ['commits', 'offsets']) await files.delete(`/checkpoint/${name}`, { recursive: true })
    })
    expect(error).toMatchObject({ code: 'MILLRACE_CHECKPOINT_DAMAGED' })
    expect(error?.message).toContain('/checkpoint/offsets/0')
  })

  test('no start of the first batch', async () => {
    const files = new MemoryFileSystem()
    const { names } = await runToEnd(new MemoryFileSystem())
    const commit = names.findIndex(name => name.endsWith('/checkpoint/commits/0'))
    await runToEnd(files, { plan: crashAt(commit, 'before') })
    const error = await startAfter(files, copy => copy.delete('/checkpoint/sources/0/0'))
    expect(error).toMatchObject({ code: 'MILLRACE_CHECKPOINT_DAMAGED' })
    expect(error?.message).toContain('/checkpoint/sources/0/0')
  })
})

describe('MILLRACE_CHECKPOINT_FOREIGN', () => {
  const foreign = { code: 'MILLRACE_CHECKPOINT_FOREIGN' }

  test('another source', async () => {
    const topic = new MemoryTopic('other', [['x'], ['y']])
    const { error } = await runToEnd(finished.copy(), { topic })
    expect(error).toMatchObject(foreign)
    expect(error?.message).toContain('MemorySource[logs], not over MemorySource[other]')
  })

  test('other aggregations', async () => {
    const fs = finished.copy()
    const source = new MemorySource(crashTopic())
    const dataset = readStream(source).parse(webLogParser(common)).groupBy('host').agg({ hits: count() })
    const outputs = { status: { dataset, sinks: [memorySink('status')] } }
    const start = startQuery({ outputs, checkpoint: { fs, path: '/checkpoint' }, trigger: availableNow })
    await expect(start).rejects.toMatchObject({
      ...foreign,
      message: expect.stringContaining('(output status changed: key status: int16 not null is gone, '),
    })
    expect(source.isOpen).toBe(false)
    // Refused before anything was taken: the right query can start.
    expect((await runToEnd(fs)).error).toBeUndefined()
  })

  test('a new aggregation is named, and not those that it moved', async () => {
    const source = new MemorySource(crashTopic())
    const { lines, ...others } = logOutputs(source, new MemoryFileSystem())
    const dataset = readStream(source).parse(webLogParser(common)).groupBy('host').agg({ hits: count() })
    const outputs = { lines, perHost: { dataset, sinks: [memorySink('perHost')] }, ...others }
    const start = startQuery({ outputs, checkpoint: { fs: finished.copy(), path: '/checkpoint' } })
    await expect(start).rejects.toThrow('was kept for another query (output perHost is new): ')
  })

  test('the checkpoint of another program', async () => {
    const files = new MemoryFileSystem()
    files.put('/checkpoint/metadata', '{"id":"5a1c7d1e-0000-4000-8000-000000000000"}')
    files.put('/checkpoint/offsets/0', 'v1\n{"batchWatermarkMs":0,"batchTimestampMs":1,"conf":{}}\n{"logs":{"0":1}}')
    expect(await startAfter(files, () => {})).toMatchObject(foreign)
  })
})

test('what a start that died before its metadata left does not bind the next one', async () => {
  const files = new MemoryFileSystem()
  files.put('/checkpoint/sources/0/query', '{"source":"Another","state":{}}')
  expect((await runToEnd(files)).error).toBeUndefined()
  expect((await runToEnd(files)).error).toBeUndefined()
})

test("the logs are in Spark's formats", async () => {
  expect(finished.text('/checkpoint/metadata')).toMatch(/^\{"id":"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"\}$/)
  expect(finished.text('/checkpoint/offsets/0')).toMatch(
    /^v1\n\{"batchWatermarkMs":0,"batchTimestampMs":\d{13},"conf":\{\}\}\n\{"logs":\{"0":40,"1":0\}\}$/,
  )
  expect(finished.text('/checkpoint/offsets/2')).toMatch(/\n\{"logs":\{"0":63,"1":41\}\}$/)
  for (const n of [0, 1, 2]) expect(finished.text(`/checkpoint/commits/${n}`)).toBe('v1\n{"nextBatchWatermarkMs":0}')
  const logs = finished.paths('/checkpoint/').filter(path => !/\/(state|sources|lease)\//.test(path))
  expect(logs.map(path => path.slice('/checkpoint/'.length))).toEqual([
    'commits/0',
    'commits/1',
    'commits/2',
    'metadata',
    'offsets/0',
    'offsets/1',
    'offsets/2',
  ])
})
