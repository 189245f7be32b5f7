import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HostValue } from '@millrace/columns'
import { afterAll, describe, expect, test } from 'vitest'
import { readStream } from '../../api/read-stream.ts'
import { CheckpointView } from '../../checkpoint/inspect/checkpoint-view.ts'
import { readState } from '../../checkpoint/inspect/state-view.ts'
import { verifyCheckpoint } from '../../checkpoint/inspect/verify-checkpoint.ts'
import type { OutputMode } from '../../connector/sink.ts'
import { collectList, count, window } from '../../index.ts'
import { memoryStream } from '../../sources/memory-stream.ts'
import { MemoryFileSystem } from '../../testing/memory-file-system.ts'
import { columnsOf, hostRows, recordingSink } from '../../testing/recording-sink.ts'
import type { StreamingQueryProgress } from '../progress/progress.ts'
import { availableNow } from '../trigger/trigger.ts'
import { startQuery } from './start-query.ts'
import type { StateMemoryOptions } from './state-memory.ts'

const directory = mkdtempSync(join(tmpdir(), 'millrace-memory-'))
afterAll(() => rmSync(directory, { recursive: true }))

const SCHEMA = [
  { name: 'name', type: 'string', nullable: false },
  { name: 'time', type: 'timestamp', nullable: false },
] as const
const BATCHES = 26

/** A batch a second of some names, most of which come again much later. */
function stream() {
  const rows = memoryStream('rows', SCHEMA)
  for (let b = 0; b < BATCHES; b++)
    rows.add(
      columnsOf(
        SCHEMA,
        Array.from({ length: 20 }, (_, i) => [
          `name ${(b * 37 + i * i) % 400}`,
          BigInt(b * 1_000_000 - (i % 3) * 500_000),
        ]),
      ),
    )
  return rows
}

const text = (row: HostValue[]): string => JSON.stringify(row, (_, v) => (typeof v === 'bigint' ? String(v) : v))

function start(files: MemoryFileSystem, mode: OutputMode, options: StateMemoryOptions) {
  const { sink, batches } = recordingSink(mode)
  const progress: StreamingQueryProgress[] = []
  const rows = readStream(stream()).withWatermark('time', '2 seconds')
  const grouped = mode === 'complete' ? rows.groupBy('name') : rows.groupBy(window('time', '5 seconds'), 'name')
  const starting = startQuery({
    outputs: { names: { dataset: grouped.agg({ hits: count(), times: collectList('time') }), sinks: [sink] } },
    checkpoint: { fs: files, path: '/checkpoint' },
    trigger: availableNow,
    maxOffsetsPerTrigger: 1,
    listener: { onQueryProgress: batch => void progress.push(batch) },
    ...options,
  })
  const end = async () => {
    await (await starting).awaitTermination()
    return { batches: Object.values(batches).map(b => b.map(text).sort()), progress }
  }
  return end()
}

/** Groups: the last operator; those before look for event times. */
const groupsOf = (batch: StreamingQueryProgress) => batch.stateOperators[batch.stateOperators.length - 1]

async function stateOf(files: MemoryFileSystem): Promise<string[]> {
  const view = await CheckpointView.open(files, '/checkpoint')
  return (await readState(view, await view.committed())).flatMap(({ rows }) => hostRows(rows).map(text)).sort()
}

describe.each(['append', 'update', 'complete'] as const)('%s mode', mode => {
  test('gives the same whatever the memory; progress and checkpoint tools see what is on disk', async () => {
    const [inMemory, onDisk] = [new MemoryFileSystem(), new MemoryFileSystem()]
    const all = await start(inMemory, mode, {})
    const spilling = await start(onDisk, mode, { stateMemory: 0, stateDirectory: directory })
    expect(spilling.batches).toEqual(all.batches)
    for (const [b, batch] of spilling.progress.entries()) {
      const [{ customMetrics, ...groups }, expected] = [batch, all.progress[b]].map(groupsOf)
      for (const field of ['numRowsTotal', 'numRowsUpdated', 'numRowsRemoved', 'numRowsDroppedByWatermark'] as const)
        expect(groups[field]).toBe(expected[field])
      expect(customMetrics?.spilledRows ?? 0).toBe(groups.numRowsTotal)
      expect(expected.customMetrics).toBeUndefined()
    }
    const most = Math.max(...spilling.progress.map(batch => groupsOf(batch).customMetrics?.spilledRows ?? 0))
    expect(most).toBeGreaterThan(50)
    expect(await stateOf(onDisk)).toEqual(await stateOf(inMemory))
    expect((await verifyCheckpoint(onDisk, '/checkpoint')).problems).toEqual([])
    expect(onDisk.paths('/checkpoint/state/').filter(path => path.endsWith('.snapshot.1'))).not.toEqual([])
  })
})

test('a folder that cannot be used ends the query with a sentence; started with another one it goes on, and nothing is lost', async () => {
  const file = join(directory, 'file')
  writeFileSync(file, '')
  const files = new MemoryFileSystem()
  await expect(start(files, 'update', { stateMemory: 0, stateDirectory: join(file, 'x') })).rejects.toMatchObject({
    code: 'MILLRACE_FILE_SYSTEM',
    message: expect.stringContaining(`cannot be put into ${join(file, 'x')} (stateDirectory)`),
  })
  const calm = new MemoryFileSystem()
  const all = await start(calm, 'update', {})
  const rest = await start(files, 'update', { stateMemory: 0, stateDirectory: directory })
  expect(rest.batches).toEqual(all.batches)
  expect(await stateOf(files)).toEqual(await stateOf(calm))
})

test('a memory that is no number of bytes is refused', async () => {
  await expect(start(new MemoryFileSystem(), 'update', { stateMemory: -1 })).rejects.toThrow('stateMemory is -1')
})
