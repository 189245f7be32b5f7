import type { TypeName } from '@millrace/columns'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringPromotion, tightestCommonType, widerType } from './common-type.ts'
import { decimalResult, decimalShape } from './decimal-types.ts'

/** Types are Spark's (AnsiTypeCoercion). */
test.each<[TypeName, TypeName, TypeName | undefined]>([
  ['void', 'int32', 'int32'],
  ['int8', 'int64', 'int64'],
  ['int32', 'float', 'double'],
  ['float', 'double', 'double'],
  ['int32', 'decimal(10,0)', 'decimal(10,0)'],
  ['int32', 'decimal(5,2)', 'decimal(12,2)'],
  ['decimal(10,2)', 'decimal(5,4)', 'decimal(12,4)'],
  ['decimal(38,0)', 'decimal(38,38)', 'decimal(38,0)'],
  ['decimal(10,2)', 'float', 'double'],
  ['string', 'int8', 'int64'],
  ['string', 'decimal(5,2)', 'double'],
  ['string', 'boolean', 'boolean'],
  ['string', 'binary', 'binary'],
  ['string', 'timestamp_ntz', 'timestamp_ntz'],
  ['string', 'interval_ym', undefined],
  ['string', 'list<int32>', undefined],
  ['date', 'timestamp_ntz', 'timestamp_ntz'],
  ['timestamp', 'timestamp_ntz', 'timestamp'],
  ['date', 'int32', undefined],
  ['boolean', 'int32', undefined],
  ['interval_day', 'interval_minute', 'interval_day_minute'],
  ['interval_hour', 'interval_minute_second', 'interval_hour_second'],
  ['interval_year', 'interval_month', 'interval_ym'],
  ['interval_ym', 'interval_dt', undefined],
  ['list<int32>', 'list<double>', 'list<double>'],
  ['map<string,int32>', 'map<string,void>', 'map<string,int32>'],
  ['struct<a:int32>', 'struct<A:int64>', 'struct<a:int64>'],
  ['struct<a:int32>', 'struct<b:int32>', undefined],
])('%s and %s have %s in common', (a, b, type) => {
  expect(widerType(a, b)).toBe(type)
})

const TYPES: readonly TypeName[] = [
  'void',
  'int8',
  'int32',
  'int64',
  'float',
  'double',
  'decimal(5,2)',
  'decimal(38,10)',
  'string',
  'boolean',
  'date',
  'timestamp',
  'timestamp_ntz',
  'interval_day',
  'interval_ym',
  'list<int32>',
]

test('the common type does not depend on the order, and a type has itself in common with it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...TYPES), fc.constantFrom(...TYPES), (a, b) => {
      const common = widerType(a, b)
      expect(widerType(b, a)).toBe(common)
      expect(widerType(a, a)).toBe(a)
      const tightest = tightestCommonType(a, b)
      if (tightest !== undefined) expect(common).toBe(tightest)
    }),
  )
})

test('two strings are no numbers', () => {
  expect(stringPromotion('string', 'string')).toBeUndefined()
  expect(stringPromotion('int32', 'string')).toBe('int64')
})

test.each([
  ['add', 'decimal(38,10)', 'decimal(38,10)', 'decimal(38,9)'],
  ['multiply', 'decimal(20,10)', 'decimal(20,10)', 'decimal(38,17)'],
  ['divide', 'decimal(10,2)', 'decimal(5,1)', 'decimal(17,8)'],
  ['divide', 'decimal(38,0)', 'decimal(38,38)', 'decimal(38,6)'],
  ['mod', 'decimal(10,2)', 'decimal(5,4)', 'decimal(5,4)'],
] as const)('%s of %s and %s is %s', (operation, a, b, type) => {
  expect(decimalResult(operation, decimalShape(a)!, decimalShape(b)!)).toBe(type)
})
