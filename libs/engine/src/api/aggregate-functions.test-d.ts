import type { Schema } from '@millrace/columns'
import { expectTypeOf, test } from 'vitest'
import type { Source } from '../connector/source.ts'
import type { ParserSpec } from '../plan/logical-plan.ts'
import { avg, boolAnd, count, distinct, filterWhere, first, maxBy, sum } from './aggregate-functions.ts'
import { collectList, listagg } from './collecting-functions.ts'
import { readStream } from './read-stream.ts'
import { col } from './scalar-functions.ts'
import { asc } from './sort-order.ts'
import { corr, median, mode, percentile, percentileApprox, stddev } from './statistical-functions.ts'

const schema = [
  { name: 'host', type: 'string', nullable: true },
  { name: 'status', type: 'int16', nullable: false },
  { name: 'bytes', type: 'int64', nullable: true },
  { name: 'secure', type: 'boolean', nullable: true },
] as const satisfies Schema

declare const source: Source
declare const spec: ParserSpec<typeof schema>

const logs = readStream(source).parse(spec)

test('results have types', () => {
  const { rowType } = logs.agg({
    newest: first('host'),
    largest: maxBy('host', 'bytes'),
    secure: boolAnd('secure'),
    middle: median('bytes'),
    quartiles: percentile('bytes', [0.25, 0.75]),
    most: mode('status'),
    about: percentileApprox('bytes', 0.5),
    hosts: listagg('host', ', ', [asc('bytes')]),
    codes: distinct(sum('status')),
    failed: filterWhere(count(), col('status').gte(500)),
    related: corr('bytes', 'status'),
  })
  expectTypeOf(rowType.newest).toEqualTypeOf<string | null>()
  expectTypeOf(rowType.largest).toEqualTypeOf<string | null>()
  expectTypeOf(rowType.secure).toEqualTypeOf<boolean | null>()
  expectTypeOf(rowType.middle).toEqualTypeOf<number | null>()
  expectTypeOf(rowType.quartiles).toEqualTypeOf<readonly number[] | null>()
  expectTypeOf(rowType.most).toEqualTypeOf<number | null>()
  expectTypeOf(rowType.about).toEqualTypeOf<bigint | null>()
  expectTypeOf(rowType.hosts).toEqualTypeOf<string | null>()
  expectTypeOf(rowType.codes).toEqualTypeOf<number | bigint | null>()
  expectTypeOf(rowType.failed).toEqualTypeOf<bigint>()
  expectTypeOf(rowType.related).toEqualTypeOf<number | null>()
})

test('a wrong column or type is a compile error', () => {
  // @ts-expect-error no such column
  logs.agg({ x: first('hots') })
  // @ts-expect-error no such column
  logs.agg({ x: maxBy('host', 'byts') })
  // @ts-expect-error not a number
  logs.agg({ x: stddev('host') })
  // @ts-expect-error not a number
  logs.agg({ x: corr('bytes', 'host') })
  // @ts-expect-error not a boolean
  logs.agg({ x: boolAnd('status') })
  // @ts-expect-error not a condition
  logs.agg({ x: filterWhere(count(), col('status')) })
  // @ts-expect-error no such column in the condition
  logs.agg({ x: filterWhere(count(), col('stauts').eq(1)) })
  // @ts-expect-error no such column to sort by
  logs.agg({ x: listagg('host', ',', [asc('byts')]) })
  // @ts-expect-error a mean of strings
  logs.agg({ x: distinct(avg('host')) })
  // @ts-expect-error no such column
  logs.agg({ x: collectList('hots') })
})
