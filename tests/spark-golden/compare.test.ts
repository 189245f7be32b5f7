import { describe, expect, it } from 'vitest'
import { type Answer, compareAnswer } from './compare.ts'
import type { RowOrder } from './row-order.ts'

const statement = (schema: string, output: string) => ({ index: 0, line: 1, sql: 'select', schema, output })
const SCHEMA = 'struct<a:int,b:string>'
const answer = (...rows: (string | null)[][]): Answer => ({
  columns: [
    { name: 'a', type: 'int' },
    { name: 'b', type: 'string' },
  ],
  rows,
})
const difference = (output: string, order: RowOrder, got: Answer, schema = SCHEMA) =>
  compareAnswer(statement(schema, output), order, got).difference

describe('comparing an answer', () => {
  it('sorts rows that the query does not order, as text', () => {
    expect(difference('1\tx\n10\ty\n2\tz', 'sorted', answer(['2', 'z'], ['10', 'y'], ['1', 'x']))).toBe('none')
  })

  it('keeps the order of a query that orders its rows', () => {
    expect(difference('2\tx\n1\ty', 'kept', answer(['2', 'x'], ['1', 'y']))).toBe('none')
    expect(difference('2\tx\n1\ty', 'kept', answer(['1', 'y'], ['2', 'x']))).toBe('order')
  })

  it('takes either order where Spark does not say', () => {
    expect(difference('2\tx\n1\ty', 'unknown', answer(['2', 'x'], ['1', 'y']))).toBe('none')
    expect(difference('1\ty\n2\tx', 'unknown', answer(['2', 'x'], ['1', 'y']))).toBe('none')
    expect(difference('2\tx\n1\ty', 'unknown', answer(['1', 'y'], ['2', 'x']))).toBe('rows')
  })

  it('prints null as NULL and ignores white space at the end alone', () => {
    expect(difference('NULL\tx', 'sorted', answer([null, 'x  ']))).toBe('none')
    expect(difference(' \tx', 'sorted', answer(['', 'x']))).toBe('rows')
  })

  it('tells a missing, an additional and a changed row', () => {
    expect(difference('1\tx\n2\ty', 'sorted', answer(['1', 'x']))).toBe('rows')
    expect(difference('1\tx', 'sorted', answer(['1', 'x'], ['1', 'x']))).toBe('rows')
    expect(difference('1\tx', 'sorted', answer(['1', 'X']))).toBe('rows')
    expect(difference('NULL\tx', 'sorted', answer(['null', 'x']))).toBe('rows')
  })

  it('tells types from names', () => {
    expect(difference('1\tx', 'sorted', answer(['1', 'x']), 'struct<a:bigint,b:string>')).toBe('types')
    expect(difference('1\tx', 'sorted', answer(['1', 'x']), 'struct<a:int,(b + 1):string>')).toBe('names')
    expect(difference('', 'sorted', answer(), 'struct<a:int>')).toBe('types')
  })

  it('masks what Spark masks', () => {
    expect(difference('1\tc#x @xxxxxxxx,d', 'sorted', answer(['1', 'c#17 @e,d']))).toBe('none')
  })
})
