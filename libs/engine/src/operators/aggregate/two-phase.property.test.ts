import type { ColumnBatch, TypeName } from '@millrace/columns'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AggregateState } from '../../state/aggregate-state.ts'
import { batchFrom, type Value, valuesOf } from '../testing/columns.ts'
import { naiveCompare } from '../testing/naive.ts'
import type { FunctionSpec, GroupingSpec } from './grouping.ts'
import { PartialAggregator, transferList } from './partial-aggregator.ts'

type Rows = Readonly<Record<string, readonly Value[]>>

const TYPES: Readonly<Record<string, TypeName>> = {
  text: 'string',
  small: 'int16',
  whole: 'int32',
  wide: 'int64',
  real: 'double',
  flag: 'boolean',
  day: 'date',
  bytes: 'binary',
}

const few: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  text: fc.constantFrom('a', 'b', 'é', ''),
  small: fc.constantFrom(-32768, 0, 5),
  whole: fc.constantFrom(-2147483648, 0, 7),
  wide: fc.constantFrom(0n, 1n << 32n, -5n, 2n ** 55n),
  real: fc.constantFrom(0, -0, 1.5, Number.NaN),
  flag: fc.boolean(),
  day: fc.constantFrom(-1, 9312),
  bytes: fc.constantFrom(new Uint8Array([255]), new Uint8Array(0)),
}

const tables = fc
  .integer({ min: 0, max: 60 })
  .chain(length =>
    fc.record(
      Object.fromEntries(
        Object.keys(TYPES).map(name => [
          name,
          fc.array(fc.option(few[name], { freq: 4 }), { minLength: length, maxLength: length }),
        ]),
      ),
    ),
  )

const type = (name: string) => ({ type: TYPES[name], nullable: true })
const fn = (name: string, result: TypeName, ...args: string[]): FunctionSpec => ({
  name,
  args: args.map(type),
  type: result,
  nullable: true,
})

/** Functions, with the columns they are given. */
const FUNCTIONS: readonly (readonly [FunctionSpec, ...string[]])[] = [
  [fn('count', 'int64')],
  [fn('count', 'int64', 'text'), 'text'],
  [fn('count', 'int64', 'wide', 'real'), 'wide', 'real'],
  [fn('countIf', 'int64', 'flag'), 'flag'],
  ...Object.keys(TYPES).map(c => [fn('countNull', 'int64', c), c] as const),
  ...Object.keys(TYPES).map(c => [fn('countDistinct', 'int64', c), c] as const),
  [fn('countDistinct', 'int64', 'text', 'wide'), 'text', 'wide'],
  [fn('sum', 'int64', 'wide'), 'wide'],
  [fn('sum', 'int64', 'whole'), 'whole'],
  [fn('sum', 'double', 'real'), 'real'],
  [fn('avg', 'double', 'small'), 'small'],
  ...Object.keys(TYPES).flatMap(c => [[fn('min', TYPES[c], c), c] as const, [fn('max', TYPES[c], c), c] as const]),
  [fn('stddev', 'double', 'whole'), 'whole'],
  [fn('stddevPop', 'double', 'small'), 'small'],
  [fn('variance', 'double', 'wide'), 'wide'],
]

const comparable = (v: Value): string =>
  v instanceof Uint8Array ? `bytes ${v}` : typeof v === 'number' ? `${v + 0}` : `${typeof v} ${v}`

/** The value of one function over the rows of a group, plainly. */
function naive({ name, type: result }: FunctionSpec, args: readonly Value[][]): Value {
  const rows = args[0].map((_, i) => args.map(a => a[i])).filter(row => !row.includes(null))
  const values = rows.map(row => row[0])
  switch (name) {
    case 'count':
      return BigInt(rows.length)
    case 'countIf':
      return BigInt(values.filter(v => v === true).length)
    case 'countNull':
      return BigInt(args[0].length - rows.length)
    case 'countDistinct':
      return BigInt(new Set(rows.map(row => row.map(comparable).join('|'))).size)
    case 'sum':
      if (values.length === 0) return null
      return result === 'int64'
        ? values.reduce<bigint>((sum, v) => sum + BigInt(v as number), 0n)
        : values.reduce<number>((sum, v) => sum + (v as number), 0)
    case 'min':
    case 'max': {
      const order = (a: Value, b: Value): number =>
        a instanceof Uint8Array ? Buffer.compare(a, b as Uint8Array) : naiveCompare(a, b)
      return [...values].sort(order).at(name === 'min' ? 0 : -1) ?? null
    }
  }
  const numbers = values.map(Number)
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length
  if (name === 'avg') return numbers.length === 0 ? null : mean
  const divisor = numbers.length - (name === 'stddevPop' ? 0 : 1)
  if (divisor <= 0) return null
  const variance = numbers.reduce((sum, v) => sum + (v - mean) ** 2, 0) / divisor
  return name === 'variance' ? variance : Math.sqrt(variance)
}

function batchOf(rows: Rows, from: number, to: number): ColumnBatch {
  return batchFrom(
    Object.fromEntries(Object.entries(rows).map(([name, vs]) => [name, [TYPES[name], vs.slice(from, to)]])),
  )
}

const shown = (name: string, v: Value): Value => (typeof v === 'number' && name === 'day' ? null : v)

test('two-phase aggregation over any split, with restarts, equals a plain one', () => {
  const keyChoices = fc.subarray(Object.keys(TYPES), { maxLength: 3 })
  const splits = fc.array(
    fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), finish: fc.boolean(), restart: fc.boolean() }),
  )
  fc.assert(
    fc.property(tables, keyChoices, splits, (rows, keys, cuts) => {
      const spec: GroupingSpec = { keys: keys.map(type), functions: FUNCTIONS.map(([f]) => f) }
      const length = rows.text.length
      const partials = new PartialAggregator(spec)
      let state = new AggregateState(spec)
      const bounds = [
        ...cuts.map(c => ({ ...c, to: Math.floor(c.at * length) })),
        { to: length, finish: true, restart: true },
      ]
      let from = 0
      for (const { to, finish, restart } of bounds.sort((a, b) => a.to - b.to)) {
        const batch = batchOf(rows, from, to)
        const columns = (names: readonly string[]) => names.map(n => batch.columns[Object.keys(TYPES).indexOf(n)])
        partials.update(
          columns(keys),
          FUNCTIONS.map(([, ...args]) => columns(args)),
          { rows: null, count: batch.length },
        )
        from = to
        if (!finish) continue
        const partial = partials.finish()
        const [before] = state.snapshot()
        state.beginBatch({ eviction: 0, late: 0 })
        state.merge(structuredClone(partial, { transfer: transferList(partial) }))
        state.endBatch()
        if (!restart) continue
        const replayed = new AggregateState(spec)
        replayed.restore(before)
        replayed.apply(state.delta(), 0)
        expect([...replayed.snapshot()]).toEqual([...state.snapshot()])
        const restored = new AggregateState(spec)
        restored.restore([...state.snapshot()][0])
        expect(restored.result().columns.map(valuesOf)).toEqual(state.result().columns.map(valuesOf))
        state = restored
      }
      const final = partials.finish()
      state.merge(final)
      state.endBatch()

      const groups = new Map<string, number[]>()
      if (keys.length === 0) groups.set('', [])
      for (let r = 0; r < length; r++) {
        const key = keys.map(k => comparable(rows[k][r])).join('|')
        groups.set(key, [...(groups.get(key) ?? []), r])
      }
      const result = state.result()
      const members = [...groups.values()]
      expect(result.length).toBe(members.length)
      const index = (column: number): Value[] => valuesOf(result.columns[keys.length + column])
      for (const [i, [f, ...args]] of FUNCTIONS.entries()) {
        const actual = index(i)
        for (const [g, group] of members.entries()) {
          if (args.length === 0) {
            expect(actual[g]).toBe(BigInt(group.length))
            continue
          }
          const expected = naive(
            f,
            args.map(a => group.map(r => rows[a][r])),
          )
          if (typeof expected === 'number' && f.type === 'double') {
            if (Number.isNaN(expected)) expect(actual[g]).toBeNaN()
            else expect(actual[g]).toBeCloseTo(expected, -Math.floor(Math.log10(Math.abs(expected) + 1)) + 8)
          } else if (f.type === 'date') expect(shown('day', actual[g]) === null).toBe(expected === null)
          else expect(actual[g]).toEqual(expected)
        }
      }
    }),
    { numRuns: 100 },
  )
})
