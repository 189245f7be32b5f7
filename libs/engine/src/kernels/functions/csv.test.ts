import { describe, expect, it } from 'vitest'
import type { ExpressionNode } from '../../plan/expression-node.ts'
import { call, callTyped, typed } from './testing/call.ts'

const text = (value: string): ExpressionNode => ({ kind: 'literal', type: 'string', value })
const options = (key: string, value: string): ExpressionNode => ({
  kind: 'call',
  name: 'map',
  args: [text(key), text(value)],
})

describe('csv', () => {
  it('is read by a schema', () => {
    expect(callTyped('fromCsv', '1, 3.14', text('a INT, f DOUBLE'))).toEqual({
      type: 'struct<a:int32,f:double>',
      value: [1, 3.14],
    })
    expect(call('fromCsv', '26/08/2015', text('time Timestamp'), options('timestampFormat', 'dd/MM/yyyy'))).toEqual([
      1440547200000000n,
    ])
    const schema = text('a STRING, b STRING, c INT')
    expect(call('fromCsv', '"a;\\"b";x', schema, options('sep', ';'))).toEqual(['a;"b', 'x', null])
    expect(call('fromCsv', 'x,,""', text('a INT, b STRING, c STRING'))).toEqual([null, null, ''])
    expect(() => call('fromCsv', '1', text('array<int>'))).toThrow('NON_STRUCT_TYPE')
  })

  it('is written', () => {
    expect(call('toCsv', typed('struct<a:int32,b:string,c:string>', [1, 'x,"y', null]))).toBe('1,"x,\\"y",')
    expect(
      call('toCsv', typed('struct<t:timestamp>', [1440547200000000n]), options('timestampFormat', 'dd/MM/yyyy')),
    ).toBe('26/08/2015')
  })

  it('shows its schema', () => {
    expect(call('schemaOfCsv', text('1,abc'))).toBe('STRUCT<_c0: INT, _c1: STRING>')
    expect(call('schemaOfCsv', text('true|0.5|3000000000'), options('delimiter', '|'))).toBe(
      'STRUCT<_c0: BOOLEAN, _c1: DOUBLE, _c2: BIGINT>',
    )
  })
})
