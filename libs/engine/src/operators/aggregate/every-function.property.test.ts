import type { Column, HostValue, TypeName } from '@millrace/columns'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { resolveExpression } from '../../analyse/resolve.ts'
import { ExpressionKernel } from '../../kernels/kernel.ts'
import type { AggregateNode } from '../../plan/expression-node.ts'
import type { TypedAggregate } from '../../plan/typed-expression.ts'
import { readSnapshot, writeSnapshot } from '../../state/snapshot.ts'
import { SpillSpace } from '../../state/spill/spill-space.ts'
import { hostReader } from '../host-values.ts'
import { call, hostBatch } from '../testing/aggregate.ts'
import { literal } from '../testing/window.ts'
import { aggregateArguments, functionSpec } from './function-spec.ts'
import { Grouping, type GroupingSpec, type GroupingState } from './grouping.ts'
import { PartialAggregator, transferList } from './partial-aggregator.ts'
import { valueCodec } from './value-codec.ts'

const VALUES: Readonly<Record<string, readonly [TypeName, fc.Arbitrary<HostValue>]>> = {
  flag: ['boolean', fc.boolean()],
  tiny: ['int8', fc.integer({ min: -3, max: 3 })],
  whole: ['int32', fc.constantFrom(-2147483648, 0, 7)],
  wide: ['int64', fc.constantFrom(0n, 1n << 40n, -5n)],
  single: ['float', fc.constantFrom(0, -0, 0.5, Number.NaN)],
  real: ['double', fc.constantFrom(0, -0, 1.5, -3.25)],
  text: ['string', fc.constantFrom('a', 'b', 'é', '')],
  bytes: ['binary', fc.constantFrom(new Uint8Array([255]), new Uint8Array(0))],
  day: ['date', fc.constantFrom(-1, 9312)],
  months: ['interval_ym', fc.constantFrom(-1, 14)],
  span: ['interval_dt', fc.constantFrom(-1n, 86400000000n)],
  money: ['decimal(30,2)', fc.constantFrom(0n, 12345n, -(10n ** 25n))],
  list: ['list<double>', fc.constantFrom([], [0, null], [-0, null], [Number.NaN])],
  pair: ['struct<a:int32,b:string>', fc.constantFrom([1, 'x'], [null, 'x'], [1, null])],
  map: [
    'map<string,int32>',
    fc.constantFrom(
      { keys: ['a', 'b'], values: [1, 2] },
      { keys: ['b', 'a'], values: [2, 1] },
      { keys: [], values: [] },
    ),
  ],
  calendar: [
    'interval',
    fc.constantFrom({ months: 1, days: 2, microseconds: 3n }, { months: 0, days: 0, microseconds: 0n }),
  ],
}

const NAMES = Object.keys(VALUES)
const ORDERED = NAMES.filter(n => n !== 'map' && n !== 'calendar')
const NUMBERS = ['tiny', 'whole', 'wide', 'real', 'money']
const half = literal('double', 0.5)
const within = (name: string) => ({
  orderBy: [{ expression: { kind: 'column', name }, direction: 'desc', nulls: 'last' } as const],
})
const each = (names: readonly string[], make: (name: string) => AggregateNode): AggregateNode[] => names.map(make)

/** Functions whose result does not depend on where the rows were cut. */
const EXACT: readonly AggregateNode[] = [
  call('count', []),
  ...each(NAMES, n => call('count', [n])),
  ...each(NAMES, n => call('countDistinct', [n])),
  ...each(NAMES, n => call('collectList', [n], { distinct: true })),
  ...each(NAMES, n => call('collectList', [n])),
  ...each(NAMES, n => call('first', [n])),
  ...each(NAMES, n => call('last', [n, literal('boolean', true)])),
  ...each(
    NAMES.filter(n => n !== 'single'),
    n => call('collectSet', [n]),
  ),
  ...each(ORDERED, n => call('mode', [n, literal('boolean', true)])),
  ...each(NAMES, n => call('topK', [n])),
  ...each(
    NAMES.filter(n => n !== 'map'),
    n => call('approxCountDistinct', [n]),
  ),
  ...each(ORDERED, n => call('min', [n])),
  ...each(ORDERED, n => call('max', [n])),
  ...each(ORDERED, n => call('minBy', ['text', n])),
  ...each(ORDERED, n => call('maxBy', ['pair', n])),
  ...each(['tiny', 'whole', 'wide', 'money', 'months', 'span'], n => call('sum', [n])),
  ...each(['money', 'months', 'span'], n => call('avg', [n])),
  ...each(['wide', 'money'], n => call('trySum', [n])),
  ...each([...NUMBERS, 'months', 'span'], n => call('percentile', [n, half])),
  ...each([...NUMBERS, 'day', 'months'], n => call('percentileApprox', [n, half])),
  ...each(NUMBERS, n => call('percentileDisc', [half], within(n))),
  ...each(['tiny', 'whole', 'wide'], n => call('bitXor', [n])),
  call('bitAnd', ['whole']),
  call('bitOr', ['whole']),
  call('boolAnd', ['flag']),
  call('boolOr', ['flag']),
  call('median', ['real']),
  call('listagg', ['text', literal('string', ',')]),
  call('listagg', ['text', literal('string', ',')], within('whole')),
  call('listagg', ['text', literal('string', ',')], { distinct: true, ...within('text') }),
  call('listagg', ['bytes']),
  call('approxTopK', ['text']),
  call('sum', ['whole'], { distinct: true }),
  call('sum', ['whole'], { filter: { kind: 'column', name: 'flag' } }),
  call('count', ['text', 'whole'], { distinct: true, filter: { kind: 'column', name: 'flag' } }),
]

/** Functions of doubles: rounding depends on where the rows were cut. */
const ROUNDED: readonly AggregateNode[] = [
  ...each(['tiny', 'real', 'single'], n => call('avg', [n])),
  ...each(['tiny', 'real', 'single'], n => call('sum', [n])),
  ...['stddev', 'variancePop', 'skewness', 'kurtosis', 'product'].map(f => call(f, ['tiny'])),
  ...['covarPop', 'covarSamp', 'regrSxx', 'regrSlope', 'regrIntercept'].map(f => call(f, ['tiny', 'real'])),
]

const rows = fc.array(fc.record(Object.fromEntries(NAMES.map(n => [n, fc.option(VALUES[n][1], { freq: 4 })]))), {
  maxLength: 20,
})

const functions = [...EXACT, ...ROUNDED]

/** The result of each group by the bytes of its key. */
function byKey(grouping: Grouping, keys: readonly string[]): Map<string, HostValue[]> {
  const result = grouping.result()
  const readers = result.columns.map(hostReader)
  const codecs = keys.map(k => valueCodec(VALUES[k][0]))
  return new Map(
    Array.from({ length: result.length }, (_, r) => {
      const key = keys.map((_, k) => {
        const value = readers[k](r)
        return value === null ? 'null' : Buffer.from(codecs[k].encode(value)).toString('hex')
      })
      return [key.join(' '), readers.slice(keys.length).map(read => read(r))]
    }),
  )
}

function expectClose(actual: HostValue, expected: HostValue): void {
  if (typeof expected !== 'number' || Number.isNaN(expected)) expect(actual).toEqual(expected)
  else expect(actual).toBeCloseTo(expected, 6)
}

const space = new SpillSpace()
afterAll(() => space.close())

/** The state after a stay on local disk. */
function fromDisk(spec: GroupingSpec, state: GroupingState<Column>): GroupingState<Column> {
  // Without keys there is one group, which stays in memory.
  if (spec.keys.length === 0) return state
  const spilled = space.groups(spec, null)
  const all = Int32Array.from({ length: state.groups }, (_, g) => g)
  spilled.put(state, all)
  expect(spilled.size).toBe(state.groups)
  const copied = space.groups(spec, null)
  for (const piece of spilled.snapshot()) copied.restore(piece)
  const back = new Grouping(spec)
  for (const found of copied.take(state.keys, state.groups, all)) back.merge(found)
  expect(copied.size).toBe(0)
  return back.state()
}

test('partial aggregations that are sent, merged, stored, spilled and read again give what one aggregation gives', () => {
  const keyChoices = fc.subarray(NAMES, { maxLength: 3 })
  fc.assert(
    fc.property(rows, keyChoices, fc.array(fc.nat({ max: 20 }), { maxLength: 3 }), (all, keys, cuts) => {
      const batch = hostBatch(Object.fromEntries(NAMES.map(n => [n, [VALUES[n][0], all.map(r => r[n])]])))
      const typed = functions.map(f => resolveExpression(f, [], batch.schema) as TypedAggregate)
      const spec: GroupingSpec = {
        keys: keys.map(k => ({ type: VALUES[k][0], nullable: true })),
        functions: typed.map(functionSpec),
      }
      const keyColumns = keys.map(k => batch.columns[NAMES.indexOf(k)])
      const args = typed.map(t => aggregateArguments(t).map(e => new ExpressionKernel(e).evaluate(batch)))
      const whole = new Grouping(spec)
      whole.update(keyColumns, args, { rows: null, count: batch.length })

      const merged = new Grouping(spec)
      const partials = new PartialAggregator(spec)
      const bounds = [0, ...cuts.map(c => Math.min(c, batch.length)).sort((a, b) => a - b), batch.length]
      for (let i = 0; i + 1 < bounds.length; i++) {
        const selected = Int32Array.from({ length: bounds[i + 1] - bounds[i] }, (_, k) => bounds[i] + k)
        partials.update(keyColumns, args, { rows: selected, count: selected.length })
        const partial = partials.finish()
        merged.merge(structuredClone(partial, { transfer: transferList(partial) }))
      }
      const restored = new Grouping(spec)
      restored.merge(fromDisk(spec, readSnapshot(spec, writeSnapshot(spec, merged.state()))))
      const expected = byKey(whole, keys)
      const actual = byKey(restored, keys)
      expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort())
      for (const [key, values] of expected) {
        for (const [i, value] of values.entries()) {
          if (i < EXACT.length) expect(actual.get(key)![i], JSON.stringify(functions[i])).toEqual(value)
          else expectClose(actual.get(key)![i], value)
        }
      }
    }),
    { numRuns: 10 },
  )
})
