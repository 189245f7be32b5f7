import type { HostValue } from '@millrace/columns'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SortNode, WindowFrame } from '../../plan/expression-node.ts'
import { aggregated, call } from '../testing/aggregate.ts'
import { literal, over, windowValues } from '../testing/window.ts'

interface Row {
  readonly partition: string | null
  readonly order: number | null
  readonly value: number | null
  readonly row: number
}

const rows = fc
  .array(
    fc.record({
      partition: fc.option(fc.constantFrom('a', 'b')),
      order: fc.option(fc.integer({ min: -3, max: 3 })),
      value: fc.option(fc.integer({ min: -100, max: 100 })),
    }),
    { maxLength: 25 },
  )
  .map(list => list.map((r, row): Row => ({ ...r, row })))

const bound = fc.option(fc.integer({ min: -3, max: 3 }))
const frames = fc
  .record({ unit: fc.constantFrom('rows' as const, 'range' as const), from: bound, to: bound })
  .filter(({ from, to }) => from === null || to === null || from <= to)
const directions = fc.record({
  direction: fc.constantFrom('asc' as const, 'desc' as const),
  nulls: fc.constantFrom('first' as const, 'last' as const),
})

type Frame = { readonly unit: 'rows' | 'range'; readonly from: number | null; readonly to: number | null }
type Direction = Pick<SortNode, 'direction' | 'nulls'>

const compare = (a: number | null, b: number | null, { direction, nulls }: Direction): number => {
  if (a === null || b === null) return a === b ? 0 : (a === null) === (nulls === 'first') ? -1 : 1
  return direction === 'asc' ? a - b : b - a
}

/** The rows of a row's frame, by definition. */
function frameOf(row: Row, all: readonly Row[], { unit, from, to }: Frame, direction: Direction): Row[] {
  const partition = all
    .filter(r => r.partition === row.partition)
    .sort((a, b) => compare(a.order, b.order, direction) || a.row - b.row)
  const place = partition.indexOf(row)
  const sign = direction.direction === 'asc' ? 1 : -1
  const within = (other: Row, i: number, offset: number | null, side: 1 | -1): boolean => {
    if (offset === null) return true
    if (unit === 'rows') return (i - place - offset) * side <= 0
    const limit = row.order === null ? null : row.order + sign * offset
    return compare(other.order, limit, direction) * side <= 0
  }
  return partition.filter((other, i) => within(other, i, from, -1) && within(other, i, to, 1))
}

const bigger = (found: readonly Row[]): number[] => found.flatMap(r => (r.value === null ? [] : [r.value]))

/** Functions by definition, over the rows of a frame. */
const NAIVE: Readonly<Record<string, (found: readonly Row[]) => HostValue>> = {
  sum: found => (bigger(found).length === 0 ? null : BigInt(bigger(found).reduce((a, b) => a + b))),
  count: found => BigInt(bigger(found).length),
  max: found => (bigger(found).length === 0 ? null : Math.max(...bigger(found))),
  collectList: bigger,
  firstValue: found => found[0]?.value ?? null,
  lastValue: found => found.at(-1)?.value ?? null,
  median: found => aggregated(call('median', ['x']), { x: ['int32', bigger(found)] }).value,
}

test('functions over any frame give what their definition says', () => {
  fc.assert(
    fc.property(rows, frames, directions, (all, bounds, direction) => {
      const frame: WindowFrame = {
        unit: bounds.unit,
        from: bounds.from === null ? null : literal('int32', bounds.from),
        to: bounds.to === null ? null : literal('int32', bounds.to),
      }
      const orderBy = [{ expression: { kind: 'column', name: 'order' }, ...direction } as const]
      const columns = {
        partition: ['string', all.map(r => r.partition)],
        order: ['int32', all.map(r => r.order)],
        value: ['int32', all.map(r => r.value)],
      } as const
      const names = Object.keys(NAIVE)
      const actual = windowValues(
        names.map(name => over(name, ['value'], { partitionBy: ['partition'], orderBy, frame })),
        columns,
      )
      for (const [i, name] of names.entries()) {
        const expected = all.map(row => NAIVE[name](frameOf(row, all, bounds, direction)))
        expect(actual[i]).toEqual(expected)
      }
    }),
    { numRuns: 150 },
  )
})
