import type { HostValue, TypeName } from '@millrace/columns'
import { describe, expect, test } from 'vitest'
import type { AggregateNode, ExpressionNode } from '../../plan/expression-node.ts'
import { aggregated, call, type HostColumns } from '../testing/aggregate.ts'

const lit = (type: TypeName, value: string | number | boolean | null): ExpressionNode => ({
  kind: 'literal',
  type,
  value,
})
const int = (value: number): ExpressionNode => lit('int32', value)
const real = (value: number): ExpressionNode => lit('double', value)
const column = (name: string): ExpressionNode => ({ kind: 'column', name })
const by = (name: string, direction: 'asc' | 'desc' = 'asc') => ({
  orderBy: [{ expression: column(name), direction, nulls: direction === 'asc' ? 'first' : 'last' } as const],
})
const ints = (...x: (number | null)[]): HostColumns => ({ x: ['int32', x] })
const texts = (...x: (string | null)[]): HostColumns => ({ x: ['string', x] })
const longs = (...x: bigint[]): HostColumns => ({ x: ['int64', x] })
const pairs = (...rows: (readonly [HostValue, HostValue])[]): HostColumns => ({
  x: ['double', rows.map(r => r[0])],
  y: ['double', rows.map(r => r[1])],
})
const range = (n: number): bigint[] => Array.from({ length: n }, (_, i) => BigInt(i))

type Case = readonly [string, AggregateNode, HostColumns, TypeName, unknown]

/** What Spark 4.1.1 answers to the same. */
const CASES: readonly Case[] = [
  ['decimal sum', call('sum', ['x']), { x: ['decimal(5,2)', [150n, null, 25n]] }, 'decimal(15,2)', 175n],
  ['decimal mean', call('avg', ['x']), { x: ['decimal(12,2)', [100n, 200n]] }, 'decimal(16,6)', 1500000n],
  [
    'decimal mean of 38 digits',
    call('avg', ['x']),
    { x: ['decimal(38,18)', [1250000000000000000n, 2000000000000000000n]] },
    'decimal(38,22)',
    16250000000000000000000n,
  ],
  ['interval sum', call('sum', ['x']), { x: ['interval_day', [86400000000n]] }, 'interval_day', 86400000000n],
  ['interval mean', call('avg', ['x']), { x: ['interval_month', [1, 2]] }, 'interval_ym', 2],
  ['negative interval mean', call('avg', ['x']), { x: ['interval_month', [-1, -2]] }, 'interval_ym', -2],
  ['sum of floats', call('sum', ['x']), { x: ['float', [Math.fround(1.1)]] }, 'double', 1.100000023841858],
  ['sum of texts', call('sum', ['x']), texts('1', '2.5'), 'double', 3.5],
  ['try_sum', call('trySum', ['x']), longs(2n ** 63n - 1n, 1n), 'int64', null],
  ['try_sum that fits', call('trySum', ['x']), longs(5n, 1n), 'int64', 6n],
  ['try_avg', call('tryAvg', ['x']), { x: ['decimal(38,0)', [10n ** 38n - 1n, 1n]] }, 'decimal(38,4)', null],
  ['try_sum of months', call('trySum', ['x']), { x: ['interval_ym', [2147483647, 1]] }, 'interval_ym', null],
  ['sum distinct', call('sum', ['x'], { distinct: true }), ints(1, 1, 2, null), 'int64', 3n],
  ['avg distinct', call('avg', ['x'], { distinct: true }), ints(1, 1, 2, null), 'double', 1.5],
  ['collect_list distinct', call('collectList', ['x'], { distinct: true }), ints(1, 1, 2, null), 'list<int32>', [1, 2]],
  [
    'count distinct of pairs',
    call('count', ['x', 'y'], { distinct: true }),
    { x: ['int32', [1, 1, 2, null]], y: ['int32', [1, null, 2, 3]] },
    'int64',
    2n,
  ],
  [
    'filter',
    call('sum', ['x'], { filter: column('y') }),
    { ...ints(1, 2, 4), y: ['boolean', [true, null, true]] },
    'int64',
    5n,
  ],
  [
    'count(*) with a filter',
    call('count', [], { filter: column('y') }),
    { y: ['boolean', [true, null, false, true]] },
    'int64',
    2n,
  ],
  ['bit_and', call('bitAnd', ['x']), ints(1, 3), 'int32', 1],
  ['bit_or', call('bitOr', ['x']), { x: ['int8', [1, 2]] }, 'int8', 3],
  ['bit_xor', call('bitXor', ['x']), longs(1n, 3n), 'int64', 2n],
  ['bool_and', call('boolAnd', ['x']), { x: ['boolean', [null, true]] }, 'boolean', true],
  ['some', call('some', ['x']), { x: ['boolean', [null, false, true]] }, 'boolean', true],
  ['every of texts', call('every', ['x']), texts('true', 'false'), 'boolean', false],
  ['first', call('first', ['x']), ints(null, 1, null), 'int32', null],
  ['first ignoring nulls', call('first', ['x', lit('boolean', true)]), ints(null, 1, null), 'int32', 1],
  ['last', call('last', ['x']), ints(null, 1, 3), 'int32', 3],
  ['last ignoring nulls', call('lastValue', ['x', lit('boolean', true)]), ints(null, 1, null), 'int32', 1],
  ['max_by', call('maxBy', ['x', 'y']), { ...ints(1, 2, 3), y: ['int32', [2, 2, null]] }, 'int32', 2],
  ['min_by', call('minBy', ['x', 'y']), { ...ints(1, 2, 3), y: ['int32', [2, 2, null]] }, 'int32', 2],
  ['collect_list', call('arrayAgg', ['x']), ints(3, 1, null, 1), 'list<int32>', [3, 1, 1]],
  ['collect_set', call('collectSet', ['x']), ints(3, 1, null, 1), 'list<int32>', [3, 1]],
  [
    'collect_set of lists',
    call('collectSet', ['x']),
    { x: ['list<double>', [[Number.NaN], [Number.NaN], [0], [-0]]] },
    'list<list<double>>',
    [[Number.NaN], [0]],
  ],
  [
    'max of structs',
    call('max', ['x']),
    {
      x: [
        'struct<a:int32,b:string>',
        [
          [1, 'b'],
          [1, 'c'],
          [0, 'd'],
        ],
      ],
    },
    'struct<a:int32,b:string>',
    [1, 'c'],
  ],
  ['min of decimals', call('min', ['x']), { x: ['decimal(3,1)', [15n, -2n, null]] }, 'decimal(3,1)', -2n],
  ['min of lists', call('min', ['x']), { x: ['list<int32>', [[1, 2], [1], [null, 9]]] }, 'list<int32>', [null, 9]],
  ['percentile', call('percentile', ['x', real(0.5)]), ints(1, 2, 4, null), 'double', 2],
  [
    'percentile with frequencies',
    call('percentile', ['x', real(0.5), 'y']),
    { ...ints(1, 5, 7), y: ['int32', [3, 1, 0]] },
    'double',
    1,
  ],
  ['percentile of months', call('percentile', ['x', real(0.3)]), { x: ['interval_month', [1, 4]] }, 'interval_ym', 1],
  ['median', call('median', ['x']), ints(1, 2), 'double', 1.5],
  ['percentile_cont', call('percentileCont', [real(0.25)], by('x')), ints(0, 10, 20), 'double', 5],
  ['percentile_disc', call('percentileDisc', [real(0.5)], by('x')), ints(1, 2, 4, 8), 'double', 2],
  ['percentile_disc above', call('percentileDisc', [real(0.51)], by('x')), ints(1, 2, 4, 8), 'double', 4],
  ['percentile_disc descending', call('percentileDisc', [real(0.5)], by('x', 'desc')), ints(1, 2, 4, 5), 'double', 4],
  ['percentile_approx', call('percentileApprox', ['x', real(0.5)]), ints(1, 2, 4), 'int32', 2],
  [
    'percentile_approx of decimals',
    call('approxPercentile', ['x', real(0.5)]),
    { x: ['decimal(2,1)', [15n, 25n, 35n]] },
    'decimal(2,1)',
    25n,
  ],
  ['percentile_approx of nothing', call('percentileApprox', ['x', real(0.5)]), ints(null), 'int32', null],
  ['mode', call('mode', ['x']), ints(0, 10, 10, null, null, null), 'int32', 10],
  ['mode, any', call('mode', ['x']), ints(-10, 0, 10), 'int32', 0],
  ['mode, any of five', call('mode', ['x']), ints(1, 2, 3, 4, 5), 'int32', 4],
  ['mode, any of texts', call('mode', ['x']), texts('a', 'b', 'c'), 'string', 'b'],
  ['mode, deterministic', call('mode', ['x', lit('boolean', true)]), ints(3, 1, 1, 3), 'int32', 1],
  ['mode within group', call('mode', [], by('x', 'desc')), ints(3, 1, 1, 3), 'int32', 3],
  ['listagg', call('listagg', ['x', lit('string', ',')]), texts('a', null, 'b', 'a'), 'string', 'a,b,a'],
  [
    'listagg in order',
    call('listagg', ['x', lit('string', '-')], by('x')),
    texts('a', null, 'b', 'a'),
    'string',
    'a-a-b',
  ],
  [
    'listagg distinct in order',
    call('stringAgg', ['x', lit('string', ',')], { distinct: true, ...by('x', 'desc') }),
    texts('a', null, 'b', 'a'),
    'string',
    'b,a',
  ],
  [
    'listagg by another column',
    call('listagg', ['x', lit('string', ',')], by('y', 'desc')),
    { ...texts('a', 'b'), y: ['int32', [1, 2]] },
    'string',
    'b,a',
  ],
  ['listagg of numbers', call('listagg', ['x', lit('string', ',')]), ints(1, 2), 'string', '1,2'],
  ['listagg of nothing', call('listagg', ['x']), texts(null), 'string', null],
  [
    'histogram_numeric',
    call('histogramNumeric', ['x', int(2)]),
    ints(1, 2, 10, 20),
    'list<struct<x:int32,y:double>>',
    [
      [4, 3],
      [20, 1],
    ],
  ],
  [
    'histogram_numeric with ties',
    call('histogramNumeric', ['x', int(2)]),
    ints(1, 2, 3, 4, 5, 6, 7, 8),
    'list<struct<x:int32,y:double>>',
    [
      [2, 3],
      [6, 5],
    ],
  ],
  ['approx_count_distinct', call('approxCountDistinct', ['x']), longs(...range(10000)), 'int64', 9571n],
  [
    'approx_count_distinct, 1 %',
    call('approxCountDistinct', ['x', real(0.01)]),
    longs(...range(10000)),
    'int64',
    9965n,
  ],
  [
    'approx_count_distinct of few',
    call('approxCountDistinct', ['x']),
    longs(...range(10000).map(v => v % 100n)),
    'int64',
    103n,
  ],
  [
    'approx_count_distinct of texts',
    call('approxCountDistinct', ['x']),
    texts(...range(1000).map(String)),
    'int64',
    1034n,
  ],
  [
    'approx_count_distinct of decimals',
    call('approxCountDistinct', ['x']),
    { x: ['decimal(10,2)', range(1000).map(v => v * 100n)] },
    'int64',
    919n,
  ],
  [
    'approx_count_distinct of wide decimals',
    call('approxCountDistinct', ['x']),
    { x: ['decimal(30,2)', range(1000).map(v => v * 100n)] },
    'int64',
    977n,
  ],
  [
    'approx_count_distinct of doubles',
    call('approxCountDistinct', ['x']),
    { x: ['double', range(1000).map(Number)] },
    'int64',
    1115n,
  ],
  [
    'approx_count_distinct of ints',
    call('approxCountDistinct', ['x']),
    ints(...range(1000).map(Number)),
    'int64',
    1026n,
  ],
  [
    'approx_count_distinct of lists',
    call('approxCountDistinct', ['x']),
    { x: ['list<int64>', range(1000).map(v => [v, v + 1n])] },
    'int64',
    1034n,
  ],
  [
    'approx_count_distinct of structs',
    call('approxCountDistinct', ['x']),
    { x: ['struct<a:int64,b:string>', range(1000).map(v => [v, String(v)])] },
    'int64',
    970n,
  ],
  [
    'approx_top_k',
    call('approxTopK', ['x']),
    texts('a', 'b', 'b', null),
    'list<struct<item:string,count:int64>>',
    [
      ['b', 2n],
      [null, 1n],
      ['a', 1n],
    ],
  ],
  [
    'topK',
    call('topK', ['x', int(1)]),
    texts('a', 'b', 'b', null),
    'list<struct<value:string,count:int64>>',
    [['b', 2n]],
  ],
  ['skewness', call('skewness', ['x']), ints(1, 2, 10, 20), 'double', 0.5645802577591024],
  ['kurtosis', call('kurtosis', ['x']), ints(1, 2, 10, 20), 'double', -1.2751912003424237],
  ['skewness of equals', call('skewness', ['x']), ints(1, 1), 'double', null],
  ['corr of one', call('corr', ['x', 'y']), pairs([1, 1]), 'double', null],
  ['covar_samp of one', call('covarSamp', ['x', 'y']), pairs([1, 1]), 'double', null],
  ['covar_pop of one', call('covarPop', ['x', 'y']), pairs([1, 1]), 'double', 0],
  ['regr_intercept', call('regrIntercept', ['x', 'y']), pairs([1, 1], [2, 1], [3, 3]), 'double', 0.7500000000000002],
  ['regr_slope of equal x', call('regrSlope', ['x', 'y']), pairs([1, 1], [2, 1]), 'double', null],
  ['regr_r2', call('regrR2', ['x', 'y']), pairs([1, 1], [2, 3], [5, 5.5]), 'double', 0.9536569987389659],
  ['regr_r2 of equal y', call('regrR2', ['x', 'y']), pairs([1, 1], [1, 2], [1, 5]), 'double', null],
  ['regr_r2 of equal x', call('regrR2', ['x', 'y']), pairs([1, 1], [2, 1]), 'double', 1],
  ['regr_sxx of nothing', call('regrSxx', ['x', 'y']), pairs([1, null]), 'double', null],
  ['regr_count', call('regrCount', ['x', 'y']), pairs([1, 1], [1, null]), 'int64', 1n],
  ['regr_avgx', call('regrAvgx', ['x', 'y']), pairs([1.5, 1], [2, 3], [5, null]), 'double', 2],
  ['product', call('product', ['x']), ints(2, 3, null), 'double', 6],
]

const PAIRS = pairs([1, 5.5], [2, 6.25], [10, 7], [20, -1])

describe.each(CASES)('%s', (_, node, columns, type, expected) => {
  test.each([1, 2, 3])('in %i parts', parts => {
    const actual = aggregated(node, columns, parts)
    expect(actual.type).toBe(type)
    if (parts > 1 && node.name === 'histogramNumeric') expect(actual.value).toHaveLength((expected as []).length)
    else if (typeof expected === 'number' && parts > 1) expect(actual.value).toBeCloseTo(expected, 12)
    else expect(actual.value).toEqual(expected)
  })
})

test.each([
  ['covarPop', -19.609375],
  ['covarSamp', -26.145833333333332],
  ['corr', -0.8074213040876934],
])('%s', (name, expected) => {
  expect(aggregated(call(name, ['x', 'y']), PAIRS).value).toBe(expected)
  expect(aggregated(call(name, ['x', 'y']), PAIRS, 2).value).toBeCloseTo(expected, 12)
})
