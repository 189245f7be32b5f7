import { describe, expect, it } from 'vitest'
import type { ExpressionNode } from '../../plan/expression-node.ts'
import { call, callTyped, typed } from './testing/call.ts'

const text = (value: string): ExpressionNode => ({ kind: 'literal', type: 'string', value })
const options = (key: string, value: string): ExpressionNode => ({
  kind: 'call',
  name: 'map',
  args: [text(key), text(value)],
})

describe('get_json_object', () => {
  const STORE =
    '{"store":{"fruit":[{"weight":8,"type":"apple"},{"weight":9,"type":"pear"}],"basket":[[1,2,{"b":"y","a":"x"}],[3,4],[5,6]],"book":[{"author":"Nigel Rees","price":8.95,"reader":[{"age":25,"name":"bob"}]}]},"email":null,"zip code":"94025","n":1e2}'

  it.each([
    ['$.store.fruit[0].type', 'apple'],
    ['$.store.fruit[*].type', '["apple","pear"]'],
    ['$.store.fruit[*].colour', null],
    ['$.store.book[*].price', '8.95'],
    ["$['zip code']", '94025'],
    ['$.email', null],
    ['$.store.basket[0][1]', '2'],
    ['$.store.basket[*]', '[[1,2,{"b":"y","a":"x"}],[3,4],[5,6]]'],
    ['$.store.basket[*][0]', '[1,3,5]'],
    ['$.store.basket[0][*]', '[1,2,{"b":"y","a":"x"}]'],
    ['$.store.basket[*][*]', '[1,2,{"b":"y","a":"x"},3,4,5,6]'],
    ['$.store.book[*].reader[*].age', '[25]'],
    ['$.n', '100.0'],
    ['store', null],
    ['$..a', null],
  ])('%s', (path, value) => {
    expect(call('getJsonObject', STORE, path)).toBe(value)
  })

  it('of no JSON is null', () => {
    expect(call('getJsonObject', '{"a":', '$.a')).toBe(null)
    expect(call('getJsonObject', "{'a':'b'}", '$.a')).toBe('b')
  })
})

describe('from_json', () => {
  it('reads by a schema', () => {
    expect(callTyped('fromJson', '{"a":1, "b":0.5}', text('a INT, b DOUBLE'))).toEqual({
      type: 'struct<a:int32,b:double>',
      value: [1, 0.5],
    })
    expect(call('fromJson', '{"a":1, "b":2}', text('map<string, int>'))).toEqual({ keys: ['a', 'b'], values: [1, 2] })
    expect(call('fromJson', '{"a": 1}', text('array<struct<a:int>>'))).toEqual([[1]])
    expect(call('fromJson', '[null, {"a":2}]', text('array<struct<a:int>>'))).toEqual([null, [2]])
    expect(call('fromJson', '{"c":{"d":[1,{"e":1.50}]}}', text('c STRUCT<d: ARRAY<STRING>>'))).toEqual([
      [['1', '{"e":1.5}']],
    ])
  })

  it('has nulls where values do not fit', () => {
    expect(call('fromJson', '[1, "2", 3]', text('array<int>'))).toBe(null)
    expect(call('fromJson', '{"a":"x", "b":1}', text('a INT, b INT'))).toEqual([null, 1])
    expect(call('fromJson', '{"a', text('a INT'))).toEqual([null])
    expect(call('fromJson', '', text('a INT'))).toBe(null)
    expect(() => call('fromJson', '{"a', text('a INT'), options('mode', 'FAILFAST'))).toThrow('MALFORMED_RECORD')
  })

  it('reads dates and times', () => {
    expect(call('fromJson', '{"d": "2012-12-15"}', text('d date'))).toEqual([15689])
    expect(
      call('fromJson', '{"t":"26/08/2015"}', text('t Timestamp'), options('timestampFormat', 'dd/MM/yyyy')),
    ).toEqual([1440547200000000n])
  })

  it('refuses what it does not know', () => {
    expect(() => call('fromJson', '{}', text('a InvalidType'))).toThrow('PARSE_SYNTAX_ERROR')
    expect(() => call('fromJson', '{}', text('a INT'), options('locale', 'de'))).toThrow('is not supported')
  })
})

describe('to_json', () => {
  it('writes', () => {
    expect(call('toJson', typed('struct<a:int32,b:string,c:double>', [1, 'x"\n', null]))).toBe('{"a":1,"b":"x\\"\\n"}')
    expect(call('toJson', typed('list<map<string,int32>>', [{ keys: ['a'], values: [null] }]))).toBe('[{"a":null}]')
    expect(call('toJson', typed('map<struct<a:int32,b:int32>,double>', { keys: [[1, 2]], values: [Number.NaN] }))).toBe(
      '{"[1,2]":"NaN"}',
    )
    expect(call('toJson', typed('struct<t:timestamp>', [1440547200000000n]))).toBe('{"t":"2015-08-26T00:00:00.000Z"}')
  })
})

describe('other functions of JSON', () => {
  it('know schemas, lengths and keys', () => {
    expect(call('schemaOfJson', text('{"c2":[1], "c1":0.5}'))).toBe('STRUCT<c1: DOUBLE, c2: ARRAY<BIGINT>>')
    expect(call('schemaOfJson', text('[{"b":1},{"a":null}]'))).toBe('ARRAY<STRUCT<a: STRING, b: BIGINT>>')
    expect(call('jsonArrayLength', '[1,[2]]')).toBe(2)
    expect(call('jsonArrayLength', '{}')).toBe(null)
    expect(call('jsonObjectKeys', '{"a":1,"b":{"c":2}}')).toEqual(['a', 'b'])
    expect(call('jsonObjectKeys', '{"key": 45, "random_string"}')).toBe(null)
  })
})
