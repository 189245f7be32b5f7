import { expect, test } from 'vitest'
import type { StatefulProcessor, ValueState } from '../api/transform.ts'
import type { MainTransform } from '../plan/main-stage.ts'
import { columnsOf, hostRows } from '../testing/recording-sink.ts'
import { TransformState } from './transform-state.ts'

const SCHEMA = [{ name: 'key', type: 'double', nullable: true }] as const
const OUTPUT = [
  { name: 'key', type: 'double', nullable: true },
  { name: 'rows', type: 'double', nullable: true },
  { name: 'names', type: 'string', nullable: true },
] as const
const spec: MainTransform = {
  op: 'transform',
  state: 0,
  input: { op: 'rows', name: 'rows', schema: SCHEMA },
  name: 'counter',
  keys: [0],
  timeMode: 'processingTime',
  eventTime: null,
  schema: OUTPUT,
}

/** Counts the rows of a key for a second after its last one, and keeps names in a map for ever where `names` says so. */
function counter(names: readonly string[] = []): StatefulProcessor {
  let rows: ValueState<number>
  let map: ReturnType<Parameters<StatefulProcessor['init']>[0]['mapState']>
  return {
    init(handle) {
      rows = handle.valueState('rows', 'double', { ttlMs: 1000 })
      map = handle.mapState('names', 'double')
    },
    *handleInputRows([key], given) {
      rows.update((rows.get() ?? 0) + given.length)
      for (const name of names) map.update(name, -0)
      yield { key, rows: rows.get(), names: JSON.stringify(map.entries().map(([name]) => name)) }
    },
  }
}

function batch(state: TransformState, keys: readonly (number | null)[], time: number) {
  state.beginBatch({ eviction: 0, late: 0 })
  return hostRows(
    state.process(
      columnsOf(
        SCHEMA,
        keys.map(k => [k]),
      ),
      time,
    ),
  )
}

test('values whose time is over leave the state, though nobody asks for them', () => {
  const state = new TransformState(spec, counter())
  batch(state, [1, 2, 3], 0)
  const [before] = state.snapshot()
  batch(state, [3], 900)
  expect(state.numRowsTotal).toBe(3)
  const deltas = [state.delta()]
  batch(state, [], 1500)
  deltas.push(state.delta())
  expect([state.numRowsTotal, state.numRowsRemoved]).toEqual([1, 2])
  const restored = new TransformState(spec, counter())
  restored.restore(before)
  for (const delta of deltas) restored.apply(delta)
  expect([...restored.snapshot()]).toEqual([...state.snapshot()])
  expect(batch(restored, [3, 1], 1600)).toEqual([
    [3, 3, '[]'],
    [1, 1, '[]'],
  ])
})

test('keys are equal where Spark calls them equal, also after a restart', () => {
  const state = new TransformState(spec, counter())
  batch(state, [0, -0, Number.NaN, null], 0)
  const restored = new TransformState(spec, counter())
  for (const piece of state.snapshot()) restored.restore(piece)
  expect(batch(restored, [-0, Number.NaN, null], 1)).toEqual([
    [0, 3, '[]'],
    [Number.NaN, 2, '[]'],
    [null, 2, '[]'],
  ])
})

test('a map has its entries in the same order before and after a restart', () => {
  const state = new TransformState(spec, counter(['b', '10', '9', '__proto__']))
  const [[, , before]] = batch(state, [1], 0)
  const restored = new TransformState(spec, counter())
  for (const piece of state.snapshot()) restored.restore(piece)
  expect(batch(restored, [1], 1)).toEqual([[1, 2, before]])
})
