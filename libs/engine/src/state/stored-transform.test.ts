import { expect, test } from 'vitest'
import '../function-library.ts'
import type { StatefulHandle } from '../api/transform.ts'
import type { MainTransform } from '../plan/main-stage.ts'
import { columnsOf } from '../testing/recording-sink.ts'
import { encodeJson } from './json-codec.ts'
import { readStored, StoredTransform } from './stored-transform.ts'
import { TransformState } from './transform-state.ts'

const SCHEMA = [{ name: 'name', type: 'string', nullable: true }] as const
const spec: MainTransform = {
  op: 'transform',
  state: 0,
  input: { op: 'rows', name: 'a', schema: SCHEMA },
  name: 'visits',
  keys: [0],
  timeMode: 'none',
  eventTime: null,
  schema: [{ name: 'n', type: 'int64', nullable: true }],
}

/** A program that counts in the state `n`, where that is one of an int64, and gives the count. */
const stateOf = (declare: (handle: StatefulHandle) => unknown = h => h.valueState('n', 'int64')): TransformState => {
  let n: ReturnType<StatefulHandle['valueState']>
  return new TransformState(spec, {
    init: handle => void (n = declare(handle) as typeof n),
    *handleInputRows() {
      n.update(((n.get() as bigint | null) ?? 0n) + 1n)
      yield { n: n.get() }
    },
  })
}
const run = (state: TransformState) => {
  state.beginBatch({ eviction: 0, late: 0 })
  const { columns } = state.process(columnsOf(SCHEMA, [['a']]), 0)
  return columns[0]
}
const counted = (): { readonly delta: Uint8Array; readonly snapshot: Uint8Array } => {
  const state = stateOf()
  run(state)
  return { delta: state.delta(), snapshot: Buffer.concat([...state.snapshot()]) }
}

test.each<[string, string, (handle: StatefulHandle) => unknown]>([
  ['another type', 'value state of string', h => h.valueState('n', 'string')],
  ['a list', 'list state of int64', h => h.listState('n', 'int64')],
  ['a map', 'map state of int64', h => h.mapState('n', 'int64')],
])('a state that has become %s is refused', (_, now, declare) => {
  const { delta, snapshot } = counted()
  const refused = expect.objectContaining({
    code: 'MILLRACE_CHECKPOINT_FOREIGN',
    message: `The checkpoint holds the state "n" of the processor visits as a value state of int64, and the processor asks for a ${now}: ask for it as before, or start with a new checkpoint.`,
  })
  expect(() => stateOf(declare).apply(delta)).toThrow(refused)
  expect(() => stateOf(declare).restore(snapshot)).toThrow(refused)
})

test('a processor that asks for one more state, and a checkpoint without declarations, go on', () => {
  const { delta, snapshot } = counted()
  const more = stateOf(h => {
    h.listState('other', 'string')
    return h.valueState('n', 'int64', { ttlMs: 5 })
  })
  more.restore(snapshot)
  expect(run(more)).toMatchObject({ values: new BigInt64Array([2n]) })
  const older = encodeJson(readStored(delta).entries)
  expect(readStored(older)).toEqual({ states: [], entries: readStored(delta).entries })
  const restored = stateOf()
  restored.restore(older)
  expect(run(restored)).toMatchObject({ values: new BigInt64Array([2n]) })
})

test('the table for people shows entries alone', () => {
  const { delta, snapshot } = counted()
  const stored = new StoredTransform(spec)
  stored.restore(snapshot)
  stored.apply(delta)
  expect(stored.stateRows().length).toBe(1)
})
