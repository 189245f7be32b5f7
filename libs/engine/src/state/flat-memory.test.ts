import { expect, test } from 'vitest'
import { PartialAggregator } from '../operators/aggregate/partial-aggregator.ts'
import type { MainDeduplicate } from '../plan/main-stage.ts'
import { columnsOf } from '../testing/recording-sink.ts'
import { AggregateState } from './aggregate-state.ts'
import { DeduplicateState } from './deduplicate-state.ts'
import type { StatefulOperator } from './stateful-operator.ts'

/** By hand: MILLRACE_KEYS=20000000. */
const KEYS = Number(process.env['MILLRACE_KEYS'] ?? 2_000_000)
const BATCH = 20_000
/** Batches that a key lives for. */
const LIFE = 5
const SCHEMA = [
  { name: 'key', type: 'string', nullable: false },
  { name: 'time', type: 'timestamp', nullable: false },
] as const
const second = 1_000_000n

/** Keys that never come again, a batch a second, under a watermark that follows them. */
function feed(state: StatefulOperator, take: (rows: ReturnType<typeof columnsOf>) => void): number[] {
  const bytes: number[] = []
  for (let batch = 0; batch * BATCH < KEYS; batch++) {
    const time = BigInt(batch) * second
    const rows = Array.from({ length: BATCH }, (_, i) => [`host-${batch * BATCH + i}.example.org`, time])
    const watermark = Math.max(0, batch - LIFE) * 1000
    state.beginBatch({ eviction: watermark, late: Math.max(0, watermark - 1000) })
    take(columnsOf(SCHEMA, rows))
    state.endBatch()
    bytes.push(state.memoryUsedBytes)
  }
  return bytes
}

/** The second half needs no more than the first, and no more than some lives' worth of keys. */
function expectFlat(state: StatefulOperator, bytes: readonly number[]): void {
  const half = bytes.length / 2
  expect(Math.max(...bytes.slice(half))).toBeLessThanOrEqual(Math.max(...bytes.slice(0, half)) * 1.1)
  expect(state.numRowsTotal).toBeLessThanOrEqual((LIFE + 2) * BATCH)
}

test('ever new groups under a watermark are kept in level memory, their strings too', { timeout: 600_000 }, () => {
  const spec = {
    keys: SCHEMA.map(({ type, nullable }) => ({ type, nullable })),
    functions: [{ name: 'count', args: [], type: 'int64', nullable: false } as const],
  }
  const state = new AggregateState(spec, { key: 1, length: 0 })
  const partials = new PartialAggregator(spec)
  const bytes = feed(state, rows => {
    partials.update(rows.columns, [[]], { rows: null, count: rows.length })
    state.merge(partials.finish())
  })
  expectFlat(state, bytes)
})

test('so are the combinations that a deduplication has seen', { timeout: 600_000 }, () => {
  const input = { op: 'rows', name: 'rows', schema: SCHEMA } as const
  const spec: MainDeduplicate = {
    op: 'deduplicate',
    state: 0,
    input,
    columns: [0, 1],
    eventTime: 1,
    keptFor: 0,
    schema: SCHEMA,
  }
  const state = new DeduplicateState(spec)
  const bytes = feed(state, rows => void state.process(rows))
  expectFlat(state, bytes)
})
