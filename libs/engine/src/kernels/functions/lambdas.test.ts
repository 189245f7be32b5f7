import { describe, expect, it } from 'vitest'
import type { ExpressionNode } from '../../plan/expression-node.ts'
import { call, callTyped, typed } from './testing/call.ts'

const column = (name: string): ExpressionNode => ({ kind: 'column', name })
const int = (value: number): ExpressionNode => ({ kind: 'literal', type: 'int32', value })
const f = (name: string, ...args: ExpressionNode[]): ExpressionNode => ({ kind: 'call', name, args })
const lambda = (parameters: string[], body: ExpressionNode): ExpressionNode => ({ kind: 'lambda', parameters, body })
const ints = (...values: (number | null)[]) => typed('list<int32>', values)
const x = column('x')
const y = column('y')

describe('higher-order functions', () => {
  it('transform and filter', () => {
    expect(callTyped('transform', ints(1, null, 3), lambda(['x'], f('add', x, int(1))))).toEqual({
      type: 'list<int32>',
      value: [2, null, 4],
    })
    expect(call('transform', ints(5, 6), lambda(['x', 'i'], f('add', x, column('i'))))).toEqual([5, 7])
    expect(call('transform', typed('list<string>', ['a', null]), lambda(['x'], f('upper', x)))).toEqual(['A', null])
    expect(call('transform', typed('list<int64>', [2n ** 62n]), lambda(['x'], f('subtract', x, int(1))))).toEqual([
      2n ** 62n - 1n,
    ])
    expect(call('filter', ints(1, null, 3), lambda(['x'], f('gt', x, int(1))))).toEqual([3])
  })

  it('exists and forall know three truth values', () => {
    const positive = lambda(['x'], f('gt', x, int(0)))
    expect(call('exists', ints(-1, null), positive)).toBe(null)
    expect(call('exists', ints(null, 1), positive)).toBe(true)
    expect(call('forall', ints(1, null), positive)).toBe(null)
    expect(call('forall', ints(null, -1), positive)).toBe(false)
    expect(call('exists', typed('list<int32>', null), positive)).toBe(null)
  })

  it('aggregate', () => {
    const sum = lambda(['acc', 'x'], f('add', column('acc'), x))
    expect(call('aggregate', ints(1, 2, 3), int(0), sum)).toBe(6)
    expect(call('reduce', ints(1, 2, 3), int(0), sum, lambda(['acc'], f('multiply', column('acc'), int(10))))).toBe(60)
  })

  it('zip and sort', () => {
    expect(call('zipWith', ints(1, 2), ints(3), lambda(['x', 'y'], f('coalesce', y, x)))).toEqual([3, 2])
    const descending = lambda(['x', 'y'], f('subtract', y, x))
    expect(call('arraySort', ints(5, 6, 1), descending)).toEqual([6, 5, 1])
    expect(call('arraySort', ints(5, null, 1))).toEqual([1, 5, null])
    expect(() => call('arraySort', ints(5, null, 1), descending)).toThrow('COMPARATOR_RETURNS_NULL')
  })

  it('work on maps', () => {
    const map = typed('map<int32,int32>', { keys: [1, 2], values: [10, 20] })
    const sum = lambda(['k', 'v'], f('add', column('k'), column('v')))
    expect(call('transformValues', map, sum)).toEqual({ keys: [1, 2], values: [11, 22] })
    expect(call('transformKeys', map, sum)).toEqual({ keys: [11, 22], values: [10, 20] })
    expect(call('mapFilter', map, lambda(['k', 'v'], f('gt', column('k'), int(1))))).toEqual({
      keys: [2],
      values: [20],
    })
    const other = typed('map<int64,int32>', { keys: [2n, 3n], values: [1, 1] })
    expect(
      callTyped('mapZipWith', map, other, lambda(['k', 'a', 'b'], f('coalesce', column('a'), column('b')))),
    ).toEqual({
      type: 'map<int64,int32>',
      value: { keys: [1n, 2n, 3n], values: [10, 20, 1] },
    })
  })

  it('read what is around them, and nest', () => {
    const inner = f('transform', column('x'), lambda(['y'], f('add', y, f('size', x))))
    expect(call('transform', typed('list<list<int32>>', [[1], [2, 3]]), lambda(['x'], inner))).toEqual([[2], [4, 5]])
  })

  it('take expressions that use no parameter', () => {
    expect(call('transform', ints(1, 2), f('add', int(1), int(2)))).toEqual([3, 3])
    expect(call('exists', ints(1), { kind: 'literal', type: 'void', value: null })).toBe(null)
  })

  it('refuse lambdas where there are none', () => {
    expect(() => call('upper', lambda(['x'], x))).toThrow('NON_HIGHER_ORDER_FUNCTION')
    expect(() => call('filter', ints(1), lambda(['a', 'b', 'c'], x))).toThrow('NUM_ARGS_MISMATCH')
    expect(() => call('filter', ints(1), lambda(['x'], x))).toThrow('DATATYPE_MISMATCH')
  })
})
