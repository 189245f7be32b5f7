import type { TypeName } from '@millrace/columns'
import { expect, test } from 'vitest'
import { hostFromJson, hostToJson } from '../kernels/host-json.ts'
import { stateValue } from './state-value.ts'
import type { Cell } from './transform-entry.ts'
import { statefulHandle } from './transform-handle.ts'

const STRUCT: TypeName = 'struct<a:int64,b:string>'
const MAP: TypeName = 'map<string,int32>'

test.each<[TypeName, given: unknown, kept: unknown]>([
  ['int64', 5, 5n],
  ['int64', -(2n ** 63n), -(2n ** 63n)],
  ['timestamp', 7, 7n],
  ['int32', -0, 0],
  ['int8', -128, -128],
  ['date', 19_000, 19_000],
  ['double', Number.NaN, Number.NaN],
  ['double', -0, -0],
  ['string', '\ud800', '\ud800'],
  ['boolean', false, false],
  ['decimal(4,2)', -9999n, -9999n],
  ['list<int64>', [1, null, 2n], [1n, null, 2n]],
  [STRUCT, [1, 'x'], [1n, 'x']],
  [MAP, { keys: ['a'], values: [null] }, { keys: ['a'], values: [null] }],
  [STRUCT, null, null],
])('%s keeps %o, the same after a restart', (type, given, kept) => {
  const value = stateValue(type)(given)
  expect(value).toEqual(kept)
  expect(hostFromJson(type, JSON.parse(JSON.stringify(hostToJson(type, value!))))).toEqual(kept)
})

test.each<[TypeName, given: unknown]>([
  ['int64', 1.5],
  ['int64', 2 ** 53],
  ['int64', 2n ** 63n],
  ['int64', '5'],
  ['int64', undefined],
  ['int32', 2 ** 31],
  ['int16', 1.5],
  ['int32', 1n],
  ['timestamp', new Date(0)],
  ['date', '2024-01-01'],
  ['double', 1n],
  ['boolean', 1],
  ['string', 1],
  ['binary', 'x'],
  ['decimal(4,2)', 10_000n],
  ['list<int64>', [1.5]],
  ['list<int64>', 1n],
  [STRUCT, { a: 1n, b: 'x' }],
  [STRUCT, [1n]],
  [MAP, new Map([['a', 1]])],
  [MAP, { keys: [null], values: [1] }],
])('%s does not keep %o', (type, given) => expect(stateValue(type)(given)).toBeUndefined())

test('what a program gives to a state of another type is refused, with the name of the state', () => {
  const kept = new Map<string, Cell['value']>()
  const handle = statefulHandle('visits', {
    declare: () => {},
    get: name => kept.get(name),
    set: (name, value) => void kept.set(name, value),
    clear: name => void kept.delete(name),
    timers: () => new Set(),
  })
  const [value, list, map] = [
    handle.valueState('n', 'int64'),
    handle.listState('l', 'int64'),
    handle.mapState('m', 'int64'),
  ]
  value.update(1)
  list.put([1, 2n])
  list.append(3)
  map.update('a', 4)
  expect([value.get(), list.get(), map.get('a')]).toEqual([1n, [1n, 2n, 3n], 4n])
  const refused = (name: string, given: string, type = 'int64') =>
    expect.objectContaining({
      code: 'MILLRACE_USER_FUNCTION',
      message: `The state "${name}" of the processor visits was given ${given}, which is no ${type}.`,
    })
  expect(() => value.update(1.5)).toThrow(refused('n', '1.5'))
  expect(() => value.update(Number.NaN)).toThrow(refused('n', 'NaN'))
  expect(() => list.put([1n, 'x'])).toThrow(refused('l', '"x"'))
  expect(() => list.append(true)).toThrow(refused('l', 'true'))
  expect(() => map.update('a', 0.5)).toThrow(refused('m', '0.5'))
  expect(() => map.update(1 as never, 1n)).toThrow(refused('m', '1', 'string and so no key of a map'))
  expect([value.get(), list.get(), map.get('a')]).toEqual([1n, [1n, 2n, 3n], 4n])
})
