import type { HostValue } from '@millrace/columns'
import { describe, expect, test } from 'vitest'
import type { ExpressionNode, SortNode, WindowFrame, WindowNode } from '../../plan/expression-node.ts'
import type { HostColumns } from '../testing/aggregate.ts'
import { literal, over, windowValues } from '../testing/window.ts'

const int = (value: number): ExpressionNode => literal('int32', value)
const TRUE = literal('boolean', true)
const ints = (...x: (number | null)[]): HostColumns => ({ x: ['int32', x] })
const pairs = (...rows: (readonly (number | null)[])[]): HostColumns => ({
  x: ['int32', rows.map(r => r[0])],
  y: ['int32', rows.map(r => r[1])],
})
const frame = (unit: 'rows' | 'range', from: number | null, to: number | null): WindowFrame => ({
  unit,
  from: from === null ? null : int(from),
  to: to === null ? null : int(to),
})
const sorted = (name: string, direction: 'asc' | 'desc', nulls: 'first' | 'last'): SortNode => ({
  expression: { kind: 'column', name },
  direction,
  nulls,
})
const byX = { orderBy: ['x'] }
const byY = { orderBy: ['y'] }

type Case = readonly [string, WindowNode, HostColumns, readonly HostValue[]]

/** What Spark 4.1.1 answers to the same. */
const CASES: readonly Case[] = [
  ['row_number', over('rowNumber', [], byX), ints(3, 1, 1), [3, 1, 2]],
  ['rank', over('rank', [], byX), ints(2, 1, 2, 3), [2, 1, 2, 4]],
  ['dense_rank', over('denseRank', [], byX), ints(2, 1, 2, 3), [2, 1, 2, 3]],
  ['ntile(2)', over('ntile', [int(2)], byX), ints(1, 2, 2), [1, 1, 2]],
  ['ntile(10)', over('ntile', [int(10)], byX), ints(1, 2, 2), [1, 2, 3]],
  ['percent_rank', over('percentRank', [], byX), ints(1, 2, 2), [0, 0.5, 0.5]],
  ['percent_rank of one', over('percentRank', [], byX), ints(1), [0]],
  ['cume_dist', over('cumeDist', [], byX), ints(1, 2, 2), [0.3333333333333333, 1, 1]],
  ['lag', over('lag', ['x'], byX), ints(1, 2), [null, 1]],
  ['lag by a negative number', over('lag', ['x', int(-1)], byX), ints(1, 2), [2, null]],
  ['lead with a default', over('lead', ['x', int(1), int(0)], byX), ints(1, 2), [2, 0]],
  ['lead by 0', over('lead', ['x', int(0)], byX), ints(1, 2), [1, 2]],
  ['lag with a default of another type', over('lag', ['x', int(1), literal('double', 1.5)], byX), ints(1, 2), [1, 1]],
  [
    'lag ignoring nulls',
    over('lag', ['x', int(1), literal('void', null), TRUE], byY),
    pairs([1, 1], [null, 2], [3, 3], [4, 4]),
    [null, 1, 1, 3],
  ],
  [
    'lead ignoring nulls',
    over('lead', ['x', int(2), int(9), TRUE], byY),
    pairs([1, 1], [null, 2], [3, 3], [4, 4]),
    [4, 4, 9, 9],
  ],
  ['nth_value', over('nthValue', ['x', int(2)], byX), ints(1, 2, 2), [null, 2, 2]],
  [
    'nth_value of a frame',
    over('nthValue', ['x', int(2)], { ...byX, frame: frame('rows', -1, 1) }),
    ints(1, 2, 3),
    [2, 2, 3],
  ],
  [
    'nth_value ignoring nulls',
    over('nthValue', ['x', int(2), TRUE], { ...byY, frame: frame('rows', null, null) }),
    pairs([1, 1], [null, 2], [3, 3], [4, 4]),
    [3, 3, 3, 3],
  ],
  [
    'first_value of a frame',
    over('firstValue', ['x'], { ...byY, frame: frame('rows', 1, 2) }),
    pairs([1, 1], [null, 2], [3, 3], [4, 4]),
    [null, 3, 4, null],
  ],
  [
    'last_value ignoring nulls',
    over('lastValue', ['x', TRUE], byY),
    pairs([1, 1], [null, 2], [3, 3], [4, 4]),
    [1, 1, 3, 4],
  ],
  ['last to the end', over('last', ['x'], { ...byX, frame: frame('range', 0, null) }), ints(1, 2), [2, 2]],
  ['sum so far', over('sum', ['x'], byX), ints(1, 2, 2, 5), [1n, 5n, 5n, 10n]],
  ['sum of rows', over('sum', ['x'], { ...byX, frame: frame('rows', -1, 0) }), ints(1, 2, 3), [1n, 3n, 5n]],
  [
    'sum of values',
    over('sum', ['x'], { ...byX, frame: frame('range', -1, 0) }),
    ints(1, 2, 4, null),
    [1n, 3n, 4n, null],
  ],
  [
    'sum around values',
    over('sum', ['x'], { ...byX, frame: frame('range', -1, 1) }),
    ints(1, null, 2, 4, null),
    [3n, null, 3n, 4n, null],
  ],
  [
    'count around values, nulls last',
    over('count', [], { orderBy: [sorted('x', 'asc', 'last')], frame: frame('range', -1, 1) }),
    ints(1, null, 2, 4, null),
    [2n, 2n, 2n, 1n, 2n],
  ],
  [
    'count before values, nulls last',
    over('count', [], { orderBy: [sorted('x', 'asc', 'last')], frame: frame('range', null, -1) }),
    ints(1, null, 2, 4, null),
    [0n, 5n, 1n, 2n, 5n],
  ],
  [
    'count after values, nulls last',
    over('count', [], { orderBy: [sorted('x', 'asc', 'last')], frame: frame('range', 1, null) }),
    ints(1, null, 2, 4, null),
    [4n, 2n, 3n, 2n, 2n],
  ],
  [
    'count around values, descending',
    over('count', [], { orderBy: [sorted('x', 'desc', 'last')], frame: frame('range', -1, 0) }),
    ints(1, 2, null, 5),
    [2n, 1n, 1n, 1n],
  ],
  [
    'list up to a value',
    over('arrayAgg', ['x'], { ...byX, frame: frame('range', null, 1) }),
    ints(1, null, 2, 4, null),
    [[1, 2], [], [1, 2], [1, 2, 4], []],
  ],
  [
    'rows after',
    over('sum', ['x'], { partitionBy: ['y'], orderBy: ['x'], frame: frame('rows', 2, 3) }),
    pairs([1, 1], [2, 1], [3, 1], [4, 1], [5, 2]),
    [7n, 4n, null, null, null],
  ],
  [
    'whole partitions',
    over('max', ['x'], { partitionBy: ['y'] }),
    pairs([1, 1], [2, 1], [3, 2], [9, null]),
    [2, 2, 3, 9],
  ],
  [
    'days',
    over('count', [], {
      orderBy: ['x'],
      frame: { unit: 'range', from: literal('interval_day', '-86400000000'), to: int(0) },
    }),
    { x: ['date', [10, 11, 13]] },
    [1n, 2n, 1n],
  ],
  [
    'rows so far, by list',
    over('collectList', ['x'], { ...byX, frame: frame('rows', null, 0) }),
    ints(2, 1),
    [[1, 2], [1]],
  ],
  [
    'partitions by maps',
    over('count', [], { partitionBy: ['m'] }),
    { m: ['map<int32,int32>', [{ keys: [1, 2], values: [3, 4] }, { keys: [2, 1], values: [4, 3] }, null]] },
    [2n, 2n, 1n],
  ],
]

test.each(CASES)('%s', (_, node, columns, expected) => {
  expect(windowValues([node], columns)[0]).toEqual(expected)
})

test('functions over several windows stand in the order in which they were asked for', () => {
  const rows = pairs([1, 2], [2, 1], [3, 2])
  const functions = [
    over('rowNumber', [], byX),
    over('rowNumber', [], byY),
    over('sum', ['x'], { partitionBy: ['y'] }),
    over('sum', ['y'], byX),
  ]
  expect(windowValues(functions, rows)).toEqual([
    [1, 2, 3],
    [2, 1, 3],
    [4n, 2n, 4n],
    [2n, 3n, 5n],
  ])
})

test('running and remaining totals of many rows take one step a row', () => {
  const length = 100_000
  const rows = ints(...Array.from({ length }, (_, i) => i))
  const [before, after] = windowValues(
    [over('sum', ['x'], byX), over('count', [], { ...byX, frame: frame('rows', 0, null) })],
    rows,
  )
  expect(before.at(-1)).toBe(BigInt((length * (length - 1)) / 2))
  expect(after.slice(-2)).toEqual([2n, 1n])
  expect(after[0]).toBe(BigInt(length))
})

test('no rows', () => {
  expect(windowValues([over('rank', [], byX), over('sum', ['x'])], ints())).toEqual([[], []])
})

describe('errors are in the words of Spark', () => {
  test.each([
    ['requires window to be ordered', over('rowNumber', [])],
    ['Cannot specify window frame', over('lag', ['x'], { ...byX, frame: frame('rows', -1, 0) })],
    ['RANGE_FRAME_WITHOUT_ORDER', over('sum', ['x'], { frame: frame('range', -1, 0) })],
    ['RANGE_FRAME_MULTI_ORDER', over('sum', ['x'], { orderBy: ['x', 'y'], frame: frame('range', -1, 0) })],
    ['SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON', over('sum', ['x'], { ...byX, frame: frame('rows', 1, -1) })],
    ['SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE', over('sum', ['x'], { orderBy: ['t'], frame: frame('range', -1, 0) })],
    [
      'SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE',
      over('sum', ['x'], { ...byX, frame: { unit: 'rows', from: literal('double', -1.5), to: int(0) } }),
    ],
    ['VALUE_OUT_OF_RANGE', over('ntile', [int(0)], byX)],
    ['VALUE_OUT_OF_RANGE', over('nthValue', ['x', int(0)], byX)],
    ['NON_FOLDABLE_INPUT', over('ntile', ['x'], byX)],
    ['NON_FOLDABLE_INPUT', over('lag', ['x', 'x'], byX)],
    [
      'DISTINCT_WINDOW_FUNCTION_UNSUPPORTED',
      {
        ...over('count', ['x']),
        function: { kind: 'aggregate', name: 'count', args: [int(1)], distinct: true },
      } as const,
    ],
    [
      'filter predicate',
      {
        ...over('count', ['x']),
        function: { kind: 'aggregate', name: 'count', args: [int(1)], filter: TRUE },
      } as const,
    ],
  ] as const)('%s', (message, node) => {
    const rows: HostColumns = { ...pairs([1, 2]), t: ['string', ['a']] }
    expect(() => windowValues([node], rows)).toThrow(
      expect.objectContaining({ code: 'MILLRACE_ANALYSIS', message: expect.stringContaining(message) }),
    )
  })
})
