import type { HostValue, TypeName } from '@millrace/columns'
import { describe, expect, it } from 'vitest'
import type { TypedExpression } from '../plan/typed-expression.ts'
import { generatorFunction } from './generators.ts'
import { hostToJson } from './host-json.ts'

const literal = (type: TypeName, value: HostValue): TypedExpression => ({
  kind: 'literal',
  type,
  value: hostToJson(type, value) as never,
  nullable: value === null,
})

function generate(name: string, ...args: [TypeName, HostValue][]) {
  const resolved = generatorFunction(name).resolve(
    args.map(([type, value]) => literal(type, value)),
    name,
  )
  return {
    columns: resolved.columns.map(c => `${c.name} ${c.type}`),
    rows: resolved.generate(...args.map(a => a[1])),
  }
}

describe('generators', () => {
  it('explode lists and maps', () => {
    expect(generate('explode', ['list<int32>', [10, null]])).toEqual({ columns: ['col int32'], rows: [[10], [null]] })
    expect(generate('posexplode', ['map<string,int32>', { keys: ['a', 'b'], values: [1, 2] }])).toEqual({
      columns: ['pos int32', 'key string', 'value int32'],
      rows: [
        [0, 'a', 1],
        [1, 'b', 2],
      ],
    })
    expect(generate('explode', ['list<int32>', null]).rows).toEqual([])
    expect(() => generate('explode', ['int32', 1])).toThrow('DATATYPE_MISMATCH')
  })

  it('inline structs', () => {
    expect(generate('inline', ['list<struct<a:int32,b:string>>', [[1, 'x'], null]])).toEqual({
      columns: ['a int32', 'b string'],
      rows: [
        [1, 'x'],
        [null, null],
      ],
    })
  })

  it('stack values', () => {
    expect(generate('stack', ['int32', 2], ['int32', 1], ['int32', 2], ['int32', 3])).toEqual({
      columns: ['col0 int32', 'col1 int32'],
      rows: [
        [1, 2],
        [3, null],
      ],
    })
    expect(() => generate('stack', ['int32', 0], ['int32', 1])).toThrow('VALUE_OUT_OF_RANGE')
  })

  it('take fields of JSON', () => {
    const json = '{"a" : 1, "b" : {"c": [1.0, null]}}'
    expect(generate('jsonTuple', ['string', json], ['string', null], ['string', 'b'], ['string', 'a'])).toEqual({
      columns: ['c0 string', 'c1 string', 'c2 string'],
      rows: [[null, '{"c":[1.0,null]}', '1']],
    })
    expect(generate('jsonTuple', ['string', '{'], ['string', 'a']).rows).toEqual([[null]])
  })
})
