import { MillraceError } from '@millrace/errors'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { AppendSink, CompleteSink } from '../../connector/sink.ts'
import { visible } from '../../testing/crash-run.ts'
import { logAnalyses, logOutputs } from '../../testing/log-query.ts'
import { seenLines, setUp } from '../../testing/set-up-query.ts'
import { availableNow, every, once } from '../trigger/trigger.ts'

test('worker threads make the same files', async () => {
  const [inline, threads] = [setUp(), setUp()]
  await (await inline.start({ trigger: availableNow })).awaitTermination()
  await (await threads.start({ trigger: availableNow, parallelism: 2 })).awaitTermination()
  expect(visible(threads.files)).toEqual(visible(inline.files))
})

test('a start that a sink refuses leaves nothing behind, and the next one can go on', async () => {
  const { files, start, source } = setUp()
  const outputs = logOutputs(source, files)
  const { lines } = outputs
  const open = async (): Promise<void> => {
    throw new MillraceError('MILLRACE_TABLE_FOREIGN', 'the table is not ours')
  }
  const refusing = {
    ...outputs,
    lines: { ...lines, sinks: lines.sinks.map(sink => ({ ...sink, open }) as AppendSink) },
  }
  await expect(start({ outputs: refusing })).rejects.toMatchObject({ code: 'MILLRACE_TABLE_FOREIGN' })
  expect(files.paths()).toEqual([])
  expect(source.isOpen).toBe(false)
  await (await start({ trigger: availableNow })).awaitTermination()
  expect(seenLines(files)).toBe(50)
})

describe('listeners', () => {
  test('hear of the start, the batches and the end; what they throw is a warning', async () => {
    const { files, start } = setUp()
    const heard: string[] = []
    const shout = (name: string) => () => {
      heard.push(name)
      throw new Error(`listener of ${name}`)
    }
    const warnings: string[] = []
    const onWarning = (warning: Error): void => void warnings.push(warning.message)
    process.on('warning', onWarning)
    const query = await start({
      trigger: availableNow,
      listener: {
        onQueryStarted: shout('started'),
        onQueryProgress: shout('progress'),
        onQueryIdle: shout('idle'),
        onQueryTerminated: shout('terminated'),
      },
    })
    await query.awaitTermination()
    await new Promise(resolve => setImmediate(resolve))
    process.off('warning', onWarning)
    expect(heard).toEqual(['started', 'progress', 'progress', 'progress', 'idle', 'terminated'])
    expect(warnings).toHaveLength(6)
    expect(warnings[0]).toBe("The query listener's onQueryStarted failed: listener of started")
    expect(visible(files).commits).toEqual([0, 1, 2])
  })

  test('hear once that something is away, and once that it is back', async () => {
    let failures = 0
    const { files, start } = setUp({
      plan: (_, name) =>
        name === 'partitions' && ++failures <= 5
          ? { when: 'before', error: new MillraceError('MILLRACE_KAFKA_UNREACHABLE', 'the broker is away') }
          : undefined,
    })
    const heard: string[] = []
    const query = await start({
      trigger: availableNow,
      listener: {
        onQueryInterrupted: error => heard.push(error.code),
        onQueryRecovered: () => heard.push('back'),
        onQueryProgress: progress => heard.push(`batch ${progress.batchId}`),
      },
    })
    await query.awaitTermination()
    expect(heard).toEqual(['MILLRACE_KAFKA_UNREACHABLE', 'batch 0', 'back', 'batch 1', 'batch 2'])
    expect(seenLines(files)).toBe(50)
  })
})

test('an error that does not pass ends the query, and everything is let go', async () => {
  let broken = true
  const { files, start, source } = setUp({
    plan: (_, name) =>
      broken && name === 'partitions'
        ? { when: 'before', error: new MillraceError('MILLRACE_KAFKA_DATA_LOSS', 'offsets are gone') }
        : undefined,
  })
  const ends: unknown[] = []
  const query = await start({ trigger: every(0), listener: { onQueryTerminated: e => ends.push(e.exception) } })
  await expect(query.awaitTermination()).rejects.toMatchObject({ code: 'MILLRACE_KAFKA_DATA_LOSS' })
  await expect(query.processAllAvailable()).rejects.toMatchObject({ code: 'MILLRACE_KAFKA_DATA_LOSS' })
  expect(query.isActive).toBe(false)
  expect(query.status.message).toBe('Terminated with exception: offsets are gone')
  expect(ends).toEqual([query.exception])
  expect(source.isOpen).toBe(false)
  broken = false
  await (await start({ trigger: availableNow })).awaitTermination()
  expect(seenLines(files)).toBe(50)
})

test('what follows a commit cannot harm it: a source that cannot take note, files that cannot be removed', async () => {
  const { files, start } = setUp({
    lines: 120,
    plan: (_, name) =>
      name === 'committed' || (name.startsWith('delete') && name.includes('/state/'))
        ? { when: 'before', error: new MillraceError('MILLRACE_HDFS_REFUSED', `refused: ${name}`) }
        : undefined,
  })
  const warnings: string[] = []
  const processWarning = vi.spyOn(process, 'emitWarning')
  onTestFinished(() => processWarning.mockRestore())
  const query = await start({ trigger: availableNow, listener: { onWarning: message => warnings.push(message) } })
  await query.awaitTermination()
  expect(warnings).toEqual(['Tidying up after batch 0 failed and is tried again later: refused: committed'])
  expect(processWarning).not.toHaveBeenCalled()
  expect(visible(files).commits).toEqual([0, 1, 2, 3, 4, 5])
  expect(seenLines(files)).toBe(120)
  const again = await start({ trigger: once })
  await again.awaitTermination()
  expect(again.lastProgress).toBeNull()
})

test('sinks are opened together, but not all at once, and learn which batch is pending', async () => {
  const { start, source } = setUp()
  const { status } = logAnalyses(source)
  let opening = 0
  let most = 0
  const pending = new Set<number | null>()
  const sink = (description: string): CompleteSink => ({
    mode: 'complete',
    description,
    async open({ pendingBatch }) {
      pending.add(pendingBatch)
      most = Math.max(most, ++opening)
      await new Promise(resolve => setImmediate(resolve))
      opening--
    },
    replace: async () => ({ rows: 0 }),
    close: async () => {},
  })
  const outputs = { status: { dataset: status, sinks: Array.from({ length: 20 }, (_, i) => sink(`s${i}`)) } }
  await (await start({ trigger: once, outputs })).awaitTermination()
  expect(most).toBe(6)
  expect(pending).toEqual(new Set([null]))
})

test('a batch is tried again only when nothing of the attempt before goes on', async () => {
  const { start, source } = setUp()
  const { status, hosts } = logAnalyses(source)
  let replacing = 0
  let most = 0
  let attempts = 0
  const sink = (description: string, replace: () => Promise<void>): CompleteSink => ({
    mode: 'complete',
    description,
    open: async () => {},
    replace: async (_, rows) => {
      await replace()
      return { rows: rows.length }
    },
    close: async () => {},
  })
  const slow = sink('slow', async () => {
    most = Math.max(most, ++replacing)
    for (let i = 0; i < 20; i++) await new Promise(resolve => setImmediate(resolve))
    replacing--
  })
  const failing = sink('failing', async () => {
    if (++attempts < 4) throw new MillraceError('MILLRACE_HDFS_UNREACHABLE', 'the NameNode is away')
  })
  const outputs = { status: { dataset: status, sinks: [slow] }, hosts: { dataset: hosts, sinks: [failing] } }
  await (await start({ trigger: once, outputs })).awaitTermination()
  expect(attempts).toBe(4)
  expect(most).toBe(1)
})

test('snapshots and logs that no restart needs are removed', async () => {
  const { files, start } = setUp({ lines: 125 })
  const listener = { onQueryStarted: () => files.put('/checkpoint/offsets/.3.5a1c.tmp', 'left by a dead run') }
  await (await start({ trigger: availableNow, maxOffsetsPerTrigger: 1, listener })).awaitTermination()
  const { offsets, commits, lines, refused } = visible(files)
  expect(lines.length + refused.length).toBe(125)
  expect(offsets).toEqual(Array.from({ length: 105 }, (_, i) => i + 20))
  expect(commits).toEqual(offsets)
  expect(files.paths('/checkpoint/offsets/.')).toEqual([])
  // From the newest snapshot that is not newer than the oldest batch kept.
  const state = files.paths('/checkpoint/state/').map(path => path.slice('/checkpoint/state/'.length))
  const ids = state.map(name => Number.parseInt(name, 10)).sort((a, b) => a - b)
  expect(ids).toEqual(Array.from({ length: 125 - ids[0] }, (_, i) => i + ids[0]))
  expect(state).toContain(`${ids[0]}.snapshot`)
  expect(ids[0]).toBeLessThanOrEqual(20)
  expect(ids[0]).toBeGreaterThan(8)
})

test('the progress of a batch has the fields of Spark', async () => {
  const { start } = setUp()
  const query = await start({ name: 'web', trigger: availableNow, maxOffsetsPerTrigger: 30 })
  await query.awaitTermination()
  const [first, second] = query.recentProgress.map(progress => JSON.parse(JSON.stringify(progress)))
  expect(Object.keys(first)).toEqual([
    'id',
    'runId',
    'name',
    'timestamp',
    'batchId',
    'batchDuration',
    'numInputRows',
    'inputRowsPerSecond',
    'processedRowsPerSecond',
    'durationMs',
    'stateOperators',
    'sources',
    'sink',
    'observedMetrics',
  ])
  // There was no trigger before the first.
  expect(first).toMatchObject({ id: query.id, runId: query.runId, name: 'web', batchId: 0, inputRowsPerSecond: 0 })
  expect(first.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  expect(Object.keys(first.durationMs).sort()).toEqual(
    ['addBatch', 'commitOffsets', 'latestOffset', 'sinkCommit', 'stateCommit', 'triggerExecution', 'walCommit'].sort(),
  )
  expect(first.sources).toMatchObject([
    {
      description: 'MemorySource[logs]',
      startOffset: { logs: { 0: 0 } },
      endOffset: { logs: { 0: 30 } },
      latestOffset: { logs: { 0: 50 } },
      numInputRows: 30,
      metrics: { rowsBehindLatest: '20' },
    },
  ])
  expect(first.stateOperators).toHaveLength(3)
  expect(first.stateOperators[0]).toMatchObject({
    operatorName: 'stateStoreSave',
    numRowsTotal: 4,
    numRowsUpdated: 4,
    numRowsRemoved: 0,
    numRowsDroppedByWatermark: 0,
    numShufflePartitions: 1,
    numStateStoreInstances: 1,
  })
  expect(first).not.toHaveProperty('eventTime')
  expect(first.sink).toMatchObject({ numOutputRows: 30 })
  expect(first.observedMetrics.parse).toMatchObject({ lines: 30, parsed: 29, malformed: 1 })
  expect(second.batchId).toBe(1)
  expect(second.processedRowsPerSecond).toBeGreaterThan(0)
  expect(query.explain()).toContain('== lines ==')
})
