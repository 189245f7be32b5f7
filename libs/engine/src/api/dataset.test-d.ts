import type { Schema } from '@millrace/columns'
import { expectTypeOf, test } from 'vitest'
import type { Source } from '../connector/source.ts'
import type { ParserSpec } from '../plan/logical-plan.ts'
import { avg, count, countDistinct, countIf, max, sum } from './aggregate-functions.ts'
import type { DateString } from './host-type.ts'
import { readStream } from './read-stream.ts'
import { coalesce, col, concat, hour, length, lit, timestampAdd, toDate, when } from './scalar-functions.ts'
import { asc, desc } from './sort-order.ts'

const schema = [
  { name: 'host', type: 'string', nullable: true },
  { name: 'time', type: 'timestamp', nullable: false },
  { name: 'status', type: 'int16', nullable: false },
  { name: 'bytes', type: 'int64', nullable: true },
] as const satisfies Schema

declare const source: Source
declare const spec: ParserSpec<typeof schema>
declare const untyped: ParserSpec

const logs = readStream(source).parse(spec)

test('rows have the columns and types of the schema', () => {
  expectTypeOf(logs.rowType).toEqualTypeOf<{
    readonly host: string | null
    readonly time: Date
    readonly status: number
    readonly bytes: bigint | null
  }>()
  expectTypeOf(logs.malformed.rowType.raw).toEqualTypeOf<Uint8Array>()
})

test('operators change the row', () => {
  expectTypeOf(logs.drop('time', 'bytes').rowType).toEqualTypeOf<{
    readonly host: string | null
    readonly status: number
  }>()
  expectTypeOf(logs.rename('host', 'client').rowType.client).toEqualTypeOf<string | null>()
  expectTypeOf(logs.withColumn('day', toDate('time')).rowType.day).toEqualTypeOf<DateString | null>()
  expectTypeOf(logs.withColumn('same', col('status')).rowType.same).toEqualTypeOf<number>()
  expectTypeOf(logs.withColumn('bytes', coalesce('bytes', lit(0n))).rowType.bytes).toEqualTypeOf<bigint>()
  expectTypeOf(logs.select('host', hour('time').as('hour')).rowType).toEqualTypeOf<{
    readonly host: string | null
    readonly hour: number | null
  }>()
  const daily = logs
    .groupBy(toDate('time').as('day'))
    .agg({ hits: count(), hosts: countDistinct('host'), top: max('bytes') })
  expectTypeOf(daily.rowType).toEqualTypeOf<{
    readonly day: DateString | null
    readonly hits: bigint
    readonly hosts: bigint
    readonly top: bigint | null
  }>()
  daily.withColumn('average', col('hits').div(col('hosts'))).orderBy('day', desc('average'), asc(col('hits').plus(1)))
  expectTypeOf(
    logs.withColumn('kind', when(col('status').gte(400), 'bad').otherwise('good')).rowType.kind,
  ).toEqualTypeOf<string>()
})

test('a wrong column name is a compile error', () => {
  // @ts-expect-error no such column
  logs.select('hots')
  // @ts-expect-error no such column
  logs.filter(col('hots').eq('a'))
  // @ts-expect-error no such column
  logs.groupBy('hots')
  // @ts-expect-error no such column
  logs.groupBy('host').agg({ n: count('byts') })
  // @ts-expect-error no such column
  logs.orderBy(desc('byts'))
  // @ts-expect-error no such column
  logs.orderBy('byts')
  // @ts-expect-error dropped
  logs.drop('host').filter(col('host').isNull())
  // @ts-expect-error no such column
  logs.withColumn('x', concat('host', lit('/'), 'paht'))
  // @ts-expect-error aggregated away
  logs.groupBy('host').agg({ n: count() }).filter(col('status').eq(200))
})

test('a wrong type is a compile error', () => {
  // @ts-expect-error a sum over a string
  logs.agg({ s: sum('host') })
  // @ts-expect-error an average of timestamps
  logs.agg({ s: avg('time') })
  // @ts-expect-error arithmetic on a string
  logs.withColumn('x', col('host').plus(1))
  // @ts-expect-error arithmetic with a string
  logs.withColumn('x', col('status').plus(col('host')))
  // @ts-expect-error a string compared with a number
  logs.filter(col('host').eq(1))
  // @ts-expect-error a number compared with a string
  logs.filter(col('status').eq('200'))
  // @ts-expect-error not a condition
  logs.filter(col('host'))
  // @ts-expect-error not a condition
  logs.filter(length('host'))
  // @ts-expect-error not a condition
  logs.agg({ n: countIf('status') })
  // @ts-expect-error not a timestamp
  logs.withColumn('h', hour('host'))
  // @ts-expect-error not a timestamp
  logs.withColumn('h', timestampAdd('minute', 1, 'status'))
  // @ts-expect-error logic on a number
  logs.filter(col('status').and(true))
})

test('without a known schema every name is accepted', () => {
  const rows = readStream(source).parse(untyped)
  rows
    .filter(col('anything').eq(1))
    .groupBy('whatever')
    .agg({ n: sum('x') })
    .orderBy(desc('n'), 'whatever')
})
