import { Dictionary } from '@millrace/columns'
import { describe, expect, test } from 'vitest'
import type { FunctionSpec, GroupingSpec } from '../operators/aggregate/grouping.ts'
import { PartialAggregator, type PartialResult } from '../operators/aggregate/partial-aggregator.ts'
import { columnFrom, type Value, valuesOf } from '../operators/testing/columns.ts'
import { AggregateState } from './aggregate-state.ts'

const text = { type: 'string', nullable: true } as const
const int64 = { type: 'int64', nullable: true } as const
const fn = (name: string, type: FunctionSpec['type'], ...args: FunctionSpec['args']): FunctionSpec => ({
  name,
  args,
  type,
  nullable: true,
})

const spec: GroupingSpec = {
  keys: [text],
  functions: [
    fn('count', 'int64'),
    fn('sum', 'int64', int64),
    fn('countDistinct', 'int64', int64),
    fn('stddev', 'double', int64),
  ],
}

function partial(keys: readonly Value[], values: readonly Value[], of = spec): PartialResult {
  const aggregator = new PartialAggregator(of)
  const column = columnFrom('int64', values)
  aggregator.update(
    of.keys.length === 0 ? [] : [columnFrom('string', keys)],
    of.functions.map(f => f.args.map(() => column)),
    {
      rows: null,
      count: values.length,
    },
  )
  return aggregator.finish()
}

/** A batch. */
function add(state: AggregateState, ...results: PartialResult[]): void {
  state.beginBatch({ eviction: 0, late: 0 })
  for (const result of results) state.merge(result)
  state.endBatch()
}

const rows = (state: AggregateState): Value[][] => {
  const columns = state.result().columns.map(valuesOf)
  return columns[0].map((_, i) => columns.map(c => c[i]))
}

test('groups keep the order of their first appearance; null is a group of its own', () => {
  const state = new AggregateState(spec)
  add(state, partial(['b', null, 'b'], [1n, 2n, 4n]))
  add(state, partial(['a', null, ''], [5n, null, null]))
  expect(rows(state)).toEqual([
    ['b', 2n, 5n, 2n, Math.sqrt(4.5)],
    [null, 2n, 2n, 1n, null],
    ['a', 1n, 5n, 1n, null],
    ['', 1n, null, 0n, null],
  ])
})

test('without keys there is always one group', () => {
  const global = { ...spec, keys: [] }
  const state = new AggregateState(global)
  expect(rows(state)).toEqual([[0n, null, 0n, null]])
  add(state, partial([], [], global))
  expect(rows(state)).toEqual([[0n, null, 0n, null]])
  add(state, partial([], [7n, 7n], global))
  expect(rows(state)).toEqual([[2n, 14n, 1n, 0]])
  expect(rows(new AggregateState(spec))).toEqual([])
})

test('counts of rows for the progress', () => {
  const state = new AggregateState(spec)
  add(state, partial(['a', 'b'], [1n, 1n]), partial(['b', 'c'], [1n, 1n]))
  expect([state.numRowsTotal, state.numRowsUpdated]).toEqual([3, 3])
  add(state, partial(['a', 'd', 'a'], [1n, 1n, 1n]))
  expect([state.numRowsTotal, state.numRowsUpdated]).toEqual([4, 2])
  expect(state.memoryUsedBytes).toBeGreaterThan(0)
})

test('a sum beyond int64 is an error, in a worker and in the merge', () => {
  const half = 2n ** 62n
  expect(() => partial(['a', 'a'], [half, half])).toThrow(expect.objectContaining({ code: 'MILLRACE_ARITHMETIC' }))
  const state = new AggregateState(spec)
  add(state, partial(['a'], [half]))
  expect(() => add(state, partial(['a'], [half]))).toThrow('ARITHMETIC_OVERFLOW')
})

test('a dictionary that is replaced between two blocks of a task', () => {
  const aggregator = new PartialAggregator({ keys: [text], functions: [fn('count', 'int64')] })
  for (const keys of [
    ['x', 'y'],
    ['y', 'z', 'y'],
  ]) {
    const column = columnFrom('string', keys, new Dictionary(16))
    aggregator.update([column], [[]], { rows: null, count: keys.length })
  }
  const state = new AggregateState({ keys: [text], functions: [fn('count', 'int64')] })
  add(state, aggregator.finish())
  expect(rows(state)).toEqual([
    ['x', 1n],
    ['y', 3n],
    ['z', 1n],
  ])
  expect(aggregator.finish().groups).toBe(0)
})

describe('snapshots', () => {
  const state = new AggregateState(spec)
  add(state, partial(['a', null, 'é'], [2n ** 60n, 3n, null]))
  const [snapshot] = state.snapshot()

  test('a restored state goes on as if nothing had happened', () => {
    const restored = new AggregateState(spec)
    add(restored, partial(['forgotten'], [1n]))
    restored.restore(snapshot)
    expect(rows(restored)).toEqual(rows(state))
    expect(restored.numRowsUpdated).toBe(0)
    const more = partial(['é', 'a'], [1n, 2n])
    const other = new AggregateState(spec)
    other.restore(snapshot)
    add(other, more)
    add(restored, more)
    expect(rows(restored)).toEqual(rows(other))
    expect(rows(restored)[0]).toEqual(['a', 2n, 2n ** 60n + 2n, 2n, expect.any(Number)])
  })

  test('every damaged byte and every cut is noticed', () => {
    const restored = new AggregateState(spec)
    for (let at = 0; at < snapshot.length; at += 7) {
      const damaged = snapshot.slice()
      damaged[at] ^= 0x40
      expect(() => restored.restore(damaged)).toThrow(expect.objectContaining({ code: 'MILLRACE_CHECKPOINT_DAMAGED' }))
    }
    for (const length of [0, 7, 15, 16, snapshot.length - 1]) {
      expect(() => restored.restore(snapshot.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'MILLRACE_CHECKPOINT_DAMAGED' }),
      )
    }
    expect(rows(restored)).toEqual([])
  })

  test('a large state is written and read in pieces', () => {
    const large = new AggregateState(spec)
    const keys = Array.from({ length: 1000 }, (_, i) => `key ${i}`)
    add(
      large,
      partial(
        keys,
        keys.map((_, i) => BigInt(i)),
      ),
    )
    const restored = new AggregateState(spec)
    let pieces = 0
    for (const piece of large.snapshot(20_000)) restored.restore(piece, 0, pieces++ === 0)
    expect(pieces).toBeGreaterThan(2)
    expect(rows(restored)).toEqual(rows(large))
  })

  test('of another aggregation', () => {
    const other = new AggregateState({ ...spec, functions: spec.functions.slice(0, 2) })
    expect(() => other.restore(snapshot)).toThrow('belongs to another aggregation')
  })
})
