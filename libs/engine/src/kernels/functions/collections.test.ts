import { describe, expect, it } from 'vitest'
import { call, callTyped, typed } from './testing/call.ts'

const ints = (...values: (number | null)[]) => typed('list<int32>', values)
const map = (keys: number[], values: (string | null)[]) => typed('map<int32,string>', { keys, values })
const text = (value: string) => ({ kind: 'literal' as const, type: 'string' as const, value })

describe('making', () => {
  it('lists of one type', () => {
    expect(callTyped('array', 1, typed('int64', 2n), null)).toEqual({ type: 'list<int64>', value: [1n, 2n, null] })
    expect(callTyped('array')).toEqual({ type: 'list<void>', value: [] })
    expect(callTyped('arrayRepeat', '123', 2)).toEqual({ type: 'list<string>', value: ['123', '123'] })
  })

  it('maps without null or double keys', () => {
    expect(callTyped('map', 1, 'a', 2, null)).toEqual({
      type: 'map<int32,string>',
      value: { keys: [1, 2], values: ['a', null] },
    })
    expect(() => call('map', 1, 'a', 1, 'b')).toThrow('DUPLICATED_MAP_KEY')
    expect(() => call('map', typed('int32', null), 'a')).toThrow('NULL_MAP_KEY')
    expect(call('strToMap', 'a:1,b:2,c')).toEqual({ keys: ['a', 'b', 'c'], values: ['1', '2', null] })
    expect(call('mapFromArrays', ints(1, 2), typed('list<string>', ['x', 'y']))).toEqual({
      keys: [1, 2],
      values: ['x', 'y'],
    })
    expect(call('mapConcat', map([1], ['a']), map([2], ['b']))).toEqual({ keys: [1, 2], values: ['a', 'b'] })
    expect(() => call('mapConcat', map([1], ['a']), map([1], ['b']))).toThrow('DUPLICATED_MAP_KEY')
  })

  it('structs', () => {
    expect(callTyped('namedStruct', text('a'), 1, text('b c'), 'x')).toEqual({
      type: 'struct<a:int32,`b c`:string>',
      value: [1, 'x'],
    })
  })
})

describe('access', () => {
  it('by index', () => {
    expect(call('elementAt', ints(1, 2, 3), -1)).toBe(3)
    expect(() => call('elementAt', ints(1, 2, 3), 4)).toThrow('INVALID_ARRAY_INDEX_IN_ELEMENT_AT')
    expect(() => call('tryElementAt', ints(1), 0)).toThrow('INVALID_INDEX_OF_ZERO')
    expect(call('tryElementAt', ints(1), 2)).toBe(null)
    expect(call('getItem', ints(1, 2), 0)).toBe(1)
    expect(() => call('getItem', ints(1, 2), -1)).toThrow('[INVALID_ARRAY_INDEX]')
    expect(call('get', ints(1, 2), 2)).toBe(null)
  })

  it('by key and name', () => {
    expect(call('elementAt', map([1, 2], ['a', 'b']), 2)).toBe('b')
    expect(call('getItem', map([1], ['a']), 5)).toBe(null)
    expect(call('mapContainsKey', map([1], [null]), 1)).toBe(true)
    expect(callTyped('getField', typed('struct<a:int32,b:string>', [1, 'x']), text('B'))).toEqual({
      type: 'string',
      value: 'x',
    })
    expect(call('getField', typed('list<struct<a:int32>>', [[1], null, [2]]), text('a'))).toEqual([1, null, 2])
    expect(() => call('getField', typed('struct<a:int32>', [1]), text('b'))).toThrow('FIELD_NOT_FOUND')
  })

  it('of sizes and parts', () => {
    expect(call('size', ints())).toBe(0)
    expect(call('size', map([1], ['a']))).toBe(1)
    expect(call('size', typed('list<int32>', null))).toBe(null)
    expect(call('mapKeys', map([1, 2], ['a', 'b']))).toEqual([1, 2])
    expect(callTyped('mapEntries', map([1], ['a']))).toEqual({
      type: 'list<struct<key:int32,value:string>>',
      value: [[1, 'a']],
    })
  })
})

describe('lists', () => {
  it('are searched', () => {
    expect(call('arrayContains', ints(1, null), 1)).toBe(true)
    expect(call('arrayContains', ints(1, null), 2)).toBe(null)
    expect(call('arrayContains', ints(1), typed('int64', 2n))).toBe(false)
    expect(call('arrayPosition', ints(312, 773, 708, 708), 708)).toBe(3n)
    expect(call('arrayMax', ints(1, 20, null, 3))).toBe(20)
    expect(call('arrayMin', ints())).toBe(null)
    expect(call('arraysOverlap', ints(1, 2), ints(2))).toBe(true)
    expect(call('arraysOverlap', ints(1, null), ints(2))).toBe(null)
    expect(call('arraysOverlap', ints(), ints(null))).toBe(false)
  })

  it('are sets', () => {
    expect(call('arrayDistinct', ints(1, 2, 3, null, 3, null))).toEqual([1, 2, 3, null])
    expect(call('arrayUnion', ints(1, 2, 2), ints(3, 1))).toEqual([1, 2, 3])
    expect(call('arrayExcept', ints(1, 2, null, 1), ints(2))).toEqual([1, null])
    expect(call('arrayIntersect', ints(1, 2, 2, null), ints(2, null))).toEqual([2, null])
    expect(call('arrayRemove', ints(1, 2, 3, null, 3), 3)).toEqual([1, 2, null])
    expect(call('arrayDistinct', typed('list<double>', [0, -0, Number.NaN, Number.NaN]))).toEqual([0, -0, Number.NaN])
    expect(call('arrayDistinct', typed('list<list<int32>>', [[1], [1], null]))).toEqual([[1], null])
  })

  it('are changed', () => {
    expect(call('arrayAppend', ints(1), typed('int32', null))).toEqual([1, null])
    expect(call('arrayPrepend', ints(1), 2)).toEqual([2, 1])
    expect(call('arrayInsert', ints(1, 3, 4), -2, 2)).toEqual([1, 3, 2, 4])
    expect(call('arrayInsert', ints(2, 3, null, 4), -5, 1)).toEqual([1, 2, 3, null, 4])
    expect(call('arrayInsert', ints(2, 3), 4, 1)).toEqual([2, 3, null, 1])
    expect(() => call('arrayInsert', ints(2), 0, 1)).toThrow('INVALID_INDEX_OF_ZERO')
    expect(call('slice', ints(1, 2, 3, 4), -2, 2)).toEqual([3, 4])
    expect(() => call('slice', ints(1), 0, 1)).toThrow('INVALID_PARAMETER_VALUE.START')
    expect(call('sortArray', ints(2, null, 1), false)).toEqual([2, 1, null])
    expect(call('sortArray', ints(2, null, 1))).toEqual([null, 1, 2])
    expect(call('flatten', typed('list<list<int32>>', [[1], [2, null]]))).toEqual([1, 2, null])
    expect(call('flatten', typed('list<list<int32>>', [[1], null]))).toBe(null)
    expect(call('arrayJoin', typed('list<string>', ['a', null, 'b']), ' ', ',')).toBe('a , b')
    expect(call('arrayJoin', ints(1, null, 2), '-')).toBe('1-2')
    const lists = [[1, 2], [3]].map(value => ({ kind: 'literal' as const, type: 'list<int32>' as const, value }))
    expect(call('arraysZip', ...lists)).toEqual([
      [1, 3],
      [2, null],
    ])
  })
})
