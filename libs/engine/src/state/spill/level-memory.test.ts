import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Dictionary } from '@millrace/columns'
import { afterAll, expect, test } from 'vitest'
import { StateFiles } from '../../checkpoint/state-files.ts'
import type { GroupingSpec } from '../../operators/aggregate/grouping.ts'
import { PartialAggregator } from '../../operators/aggregate/partial-aggregator.ts'
import { DiskFileSystem } from '../../testing/disk-file-system.ts'
import { AggregateState } from '../aggregate-state.ts'
import { QueryState } from '../query-state.ts'
import { SpillSpace } from './spill-space.ts'

/** By hand: MILLRACE_KEYS=20000000. */
const KEYS = Number(process.env['MILLRACE_KEYS'] ?? 3_000_000)
const BATCH = 100_000
const BUDGET = 16e6
/** Heap and buffers that the process may need besides: a batch, pieces of a snapshot, garbage. In memory 3 million keys take 400 MB. */
const BESIDES = 220e6

const directory = mkdtempSync(join(tmpdir(), 'millrace-level-'))
afterAll(() => rmSync(directory, { recursive: true }))

const spec: GroupingSpec = {
  keys: [{ type: 'string', nullable: false }],
  functions: [
    { name: 'count', args: [], type: 'int64', nullable: false },
    { name: 'sum', args: [{ type: 'int64', nullable: false }], type: 'int64', nullable: true },
    { name: 'avg', args: [{ type: 'int64', nullable: false }], type: 'double', nullable: true },
  ],
}

/** New keys, and in every tenth row one that may have come long ago. */
function batch(b: number, partials: PartialAggregator): void {
  const from = b * BATCH
  const dictionary = new Dictionary(BATCH)
  const ids = Int32Array.from({ length: BATCH }, (_, i) => {
    const key = i % 10 === 0 && from > 0 ? ((from + i) * 7919) % from : from + i
    return dictionary.internString(`/a/long/path/of/some/resource/${key}.html`)
  })
  const values = new BigInt64Array(BATCH).fill(3n)
  const bytes = { type: 'int64', length: BATCH, values, validity: null, nullCount: 0 } as const
  const key = { type: 'string', length: BATCH, ids, dictionary, nullCount: 0 } as const
  partials.update([key], [[], [bytes], [bytes]], { rows: null, count: BATCH })
}

test('ever new groups without a watermark, with a snapshot and a restart, run in the memory they are given', {
  timeout: 3_600_000,
}, async () => {
  const query = new QueryState(
    space => ({ aggregations: [new AggregateState(spec, null, true, space)], main: [] }),
    [],
    {
      bytes: BUDGET,
      space: () => new SpillSpace({ directory }),
    },
  )
  const partials = new PartialAggregator(spec)
  /** Heap and buffers, and what is resident, after each batch. */
  const held: number[] = []
  const resident: number[] = []
  const observe = (): void => {
    expect(query.progress()[0].memoryUsedBytes).toBeLessThanOrEqual(BUDGET)
    const { heapUsed, arrayBuffers, rss } = process.memoryUsage()
    held.push(heapUsed + arrayBuffers)
    resident.push(rss)
  }
  for (let b = 0; b * BATCH < KEYS; b++) {
    batch(b, partials)
    query.beginBatch({ eviction: 0, late: 0 })
    query.merge([partials.finish()])
    query.endAggregations()
    query.settle()
    observe()
  }
  const half = resident.length / 2
  expect(Math.max(...resident.slice(half))).toBeLessThan(Math.max(...resident.slice(0, half)) * 1.25)
  const [{ numRowsTotal, customMetrics }] = query.progress()
  expect(numRowsTotal).toBeGreaterThan(KEYS * 0.9)
  expect(customMetrics?.spilledRows).toBeGreaterThan(KEYS * 0.8)

  const state = new StateFiles(new DiskFileSystem(), `${directory}/checkpoint`)
  const checkpoint = { state } as Parameters<QueryState['write']>[0]
  await query.write(checkpoint, 0)
  observe()
  await query.restore(checkpoint, 0)
  observe()
  expect(query.progress()[0].numRowsTotal).toBe(numRowsTotal)
  query.close()

  const megabytes = (bytes: number): number => Math.round(bytes / 1e6)
  console.log(
    `${numRowsTotal} groups, ${megabytes(customMetrics?.spilledBytes ?? 0)} MB of them on disk: ${megabytes(Math.max(...held))} MB of heap and buffers, ${megabytes(Math.max(...resident))} MB resident`,
  )
  expect(Math.max(...held)).toBeLessThan(BUDGET + BESIDES)
})
