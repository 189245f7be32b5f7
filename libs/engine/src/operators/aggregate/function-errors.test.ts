import type { TypeName } from '@millrace/columns'
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
const by = (name: string) => ({
  orderBy: [{ expression: { kind: 'column', name }, direction: 'asc', nulls: 'first' } as const],
})
const ints = (...x: number[]): HostColumns => ({ x: ['int32', x] })
const texts = (...x: string[]): HostColumns => ({ x: ['string', x] })
const ones: HostColumns = { x: ['double', [1, 1]], y: ['double', [1, 1]] }

describe('errors are in the words of Spark', () => {
  const run = (node: AggregateNode, columns: HostColumns) => () => aggregated(node, columns)
  test.each([
    [
      '[ARITHMETIC_OVERFLOW] Overflow in sum of decimals',
      run(call('sum', ['x']), { x: ['decimal(38,0)', [10n ** 38n - 1n, 1n]] }),
    ],
    [
      '[INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION]',
      run(call('sum', ['x']), { x: ['interval_ym', [2147483647, 1]] }),
    ],
    ['[DIVIDE_BY_ZERO]', run(call('corr', ['x', 'y']), ones)],
    ['[NEGATIVE_VALUES_IN_FREQUENCY_EXPRESSION]', run(call('percentile', ['x', real(0.5), int(-3)]), ints(1))],
  ])('%s', (message, failing) => {
    expect(failing).toThrow(
      expect.objectContaining({ code: 'MILLRACE_ARITHMETIC', message: expect.stringContaining(message) }),
    )
  })
  test.each([
    ['INVALID_ORDERING_TYPE', run(call('min', ['x']), { x: ['map<int32,int32>', [null]] })],
    ['INVALID_ORDERING_TYPE', run(call('maxBy', ['x', 'x']), { x: ['interval', [null]] })],
    ['[DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE]', run(call('percentile', ['x', real(1.5)]), ints(1))],
    ['[DATATYPE_MISMATCH.UNEXPECTED_NULL]', run(call('percentile', ['x', lit('double', null)]), ints(1))],
    ['[DATATYPE_MISMATCH.NON_FOLDABLE_INPUT]', run(call('percentile', ['x', 'x']), { x: ['double', [1]] })],
    ['WITHIN_GROUP_MISSING', run(call('percentileCont', [real(0.5)]), ints(1))],
    ['WITHIN_GROUP_MISSING', run(call('mode', []), ints(1))],
    [
      'WRONG_NUM_ORDERINGS',
      run(call('percentileCont', [real(0.5)], { orderBy: [...by('x').orderBy, ...by('x').orderBy] }), ints(1)),
    ],
    [
      'MISMATCH_WITH_DISTINCT_INPUT',
      run(call('listagg', ['x'], { distinct: true, ...by('y') }), { ...texts('a'), y: ['int32', [1]] }),
    ],
    ['[FAILED_FUNCTION_CALL]', run(call('approxCountDistinct', ['x', real(0.5)]), ints(1))],
    ['VALUE_OUT_OF_RANGE', run(call('histogramNumeric', ['x', int(1)]), ints(1))],
    ['integral', run(call('bitAnd', ['x']), texts('5'))],
    ['boolean', run(call('boolAnd', ['x']), ints(1))],
    ['boolean literal', run(call('first', ['x', int(1)]), ints(1))],
    ['WITHIN GROUP', run(call('sum', ['x'], by('x')), ints(1))],
  ])('%s', (message, failing) => {
    expect(failing).toThrow(
      expect.objectContaining({ code: 'MILLRACE_ANALYSIS', message: expect.stringContaining(message) }),
    )
  })
})
