import type { Schema } from '@millrace/columns'
import { expectTypeOf, test } from 'vitest'
import type { Source } from '../connector/source.ts'
import type { StaticTable } from '../connector/static-table.ts'
import { avg, count, filterWhere, max, min } from './aggregate-functions.ts'
import { collectSet, topK } from './collecting-functions.ts'
import type { DateString, HostMap } from './host-type.ts'
import { readStream } from './read-stream.ts'
import { readTable } from './read-table.ts'
import { coalesce, col, concat, lit, toDate } from './scalar-functions.ts'
import { type TimeRange, window } from './window.ts'

const visit = [
  { name: 'user', type: 'string', nullable: false },
  { name: 'time', type: 'timestamp', nullable: false },
  { name: 'price', type: 'decimal(10,2)', nullable: true },
  { name: 'pages', type: 'list<struct<path:string,`took ms`:int32,sizes:list<int64>>>', nullable: true },
  { name: 'headers', type: 'map<string,list<date>>', nullable: false },
] as const satisfies Schema
const person = [
  { name: 'id', type: 'string', nullable: false },
  { name: 'age', type: 'int32', nullable: true },
] as const satisfies Schema

declare const source: Source & { readonly structured: true; readonly schema: typeof visit }
declare const table: StaticTable & { readonly schema: typeof person }

const visits = readStream(source)
const people = readTable(table)

type Page = {
  readonly path: string | null
  readonly 'took ms': number | null
  readonly sizes: readonly (bigint | null)[] | null
}

test('nested types of a schema', () => {
  expectTypeOf(visits.rowType).toEqualTypeOf<{
    readonly user: string
    readonly time: Date
    readonly price: bigint | null
    readonly pages: readonly (Page | null)[] | null
    readonly headers: HostMap<string, readonly (DateString | null)[] | null>
  }>()
})

test('select, withColumn, drop, rename', () => {
  expectTypeOf(visits.select('user', toDate('time').as('day')).rowType).toEqualTypeOf<{
    readonly user: string
    readonly day: DateString | null
  }>()
  // A replaced column has the new type alone.
  const replaced = visits.withColumn('time', toDate('time'))
  expectTypeOf(replaced.rowType.time).toEqualTypeOf<DateString | null>()
  expectTypeOf(replaced.drop('pages', 'headers', 'price').rowType).toEqualTypeOf<{
    readonly user: string
    readonly time: DateString | null
  }>()
  expectTypeOf(visits.select('user').rename('user', 'who').rowType).toEqualTypeOf<{ readonly who: string }>()
  expectTypeOf(visits.withColumn('cost', coalesce('price', lit(0n))).rowType.cost).toEqualTypeOf<bigint>()
  // @ts-expect-error renamed away
  visits.rename('user', 'who').select('user')
})

test('explode', () => {
  const pages = visits.explode('pages', 'page', { position: 'place' })
  expectTypeOf(pages.rowType.page).toEqualTypeOf<Page | null>()
  expectTypeOf(pages.rowType.place).toEqualTypeOf<number | null>()
  expectTypeOf(pages.rowType.user).toEqualTypeOf<string>()
  const headers = visits.explode('headers', ['name', 'days'])
  expectTypeOf(headers.rowType.name).toEqualTypeOf<string | null>()
  expectTypeOf(headers.rowType.days).toEqualTypeOf<readonly (DateString | null)[] | null>()
  headers.explode('days', 'day').select('day')
  // @ts-expect-error no list
  visits.explode('user', 'letter')
  // @ts-expect-error a map has two columns
  visits.explode('headers', 'header')
  // @ts-expect-error no such column
  visits.explode('page', 'x')
})

test('groupBy, agg, window, rollup, distinct', () => {
  const perMinute = visits
    .groupBy(window('time', '1 minute'), 'user')
    .agg({ hits: count(), best: max('price'), mean: avg('price') })
  expectTypeOf(perMinute.rowType).toEqualTypeOf<{
    readonly window: TimeRange
    readonly user: string
    readonly hits: bigint
    readonly best: bigint | null
    readonly mean: number | null
  }>()
  expectTypeOf(visits.agg({ hits: count() }).rowType).toEqualTypeOf<{ readonly hits: bigint }>()
  const totals = visits.rollup('user', toDate('time').as('day')).agg({ hits: count() }, { groupingId: 'level' })
  expectTypeOf(totals.rowType).toEqualTypeOf<{
    readonly user: string | null
    readonly day: DateString | null
    readonly hits: bigint
    readonly level: bigint
  }>()
  expectTypeOf(visits.cube('user').agg({ hits: count() }).rowType.user).toEqualTypeOf<string | null>()
  const sets = visits.groupingSets(['user', 'price'], ['user'], []).agg({ hits: count() })
  expectTypeOf(sets.rowType).toEqualTypeOf<{
    readonly user: string | null
    readonly price: bigint | null
    readonly hits: bigint
  }>()
  expectTypeOf(visits.select('user').distinct().rowType).toEqualTypeOf<{ readonly user: string }>()
  // @ts-expect-error no such key
  visits.rollup('usr')
  // @ts-expect-error no such key
  visits.groupingSets(['user', 'prise'])
})

test('an aggregate outside of agg', () => {
  // @ts-expect-error in select
  visits.select(count().as('hits'))
  // @ts-expect-error in withColumn
  visits.withColumn('best', max('price'))
  // @ts-expect-error in filter
  visits.filter(max('price').isNotNull())
  // @ts-expect-error as a key
  visits.groupBy(count().as('hits'))
  // @ts-expect-error in an expression
  visits.withColumn('x', col('price').plus(count()))
  // @ts-expect-error in an aggregate
  visits.agg({ x: max(count()) })
})

test('expressions over aggregates and keys', () => {
  const perUser = visits.groupBy('user', toDate('time').as('day')).agg({
    spread: max('price').minus(min('price')),
    label: concat('user', lit(' '), max('time').cast('string')),
    day2: col('day'),
    dear: filterWhere(count(), col('price').gt(1000)),
    newest: max('time'),
  })
  expectTypeOf(perUser.rowType.newest).toEqualTypeOf<Date | null>()
  expectTypeOf(perUser.rowType.label).toEqualTypeOf<string | null>()
  expectTypeOf(perUser.rowType.day2).toEqualTypeOf<DateString | null>()
  expectTypeOf(perUser.rowType.spread).toEqualTypeOf<number | bigint | null>()
  // @ts-expect-error a column that is no key, outside of an aggregate
  visits.groupBy('user').agg({ x: col('price') })
  // @ts-expect-error times have no difference
  visits.agg({ x: max('time').minus(min('time')) })
  // @ts-expect-error a key is no column of the rows
  visits.groupBy(toDate('time').as('day')).agg({ x: max('day') })
  expectTypeOf(visits.agg({ all: collectSet('price') }).rowType.all).toEqualTypeOf<readonly bigint[]>()
  expectTypeOf(visits.agg({ top: topK('user') }).rowType.top).toEqualTypeOf<
    readonly { readonly value: string; readonly count: bigint }[]
  >()
})

test('join and union', () => {
  const sameUser = col('user').eq(col('id'))
  expectTypeOf(visits.select('user').join(people, sameUser).rowType).toEqualTypeOf<{
    readonly user: string
    readonly id: string
    readonly age: number | null
  }>()
  expectTypeOf(visits.select('user').join(people, sameUser, 'left').rowType).toEqualTypeOf<{
    readonly user: string
    readonly id: string | null
    readonly age: number | null
  }>()
  expectTypeOf(visits.select('user').join(people, sameUser, 'right').rowType).toEqualTypeOf<{
    readonly user: string | null
    readonly id: string
    readonly age: number | null
  }>()
  expectTypeOf(visits.select('user').join(people, sameUser, 'full').rowType).toEqualTypeOf<{
    readonly user: string | null
    readonly id: string | null
    readonly age: number | null
  }>()
  expectTypeOf(visits.select('user').join(people, sameUser, 'leftSemi').rowType).toEqualTypeOf<{
    readonly user: string
  }>()
  // @ts-expect-error only the left side's columns are left
  visits.join(people, sameUser, 'leftAnti').select('age')
  // @ts-expect-error no such column on either side
  visits.join(people, col('user').eq(col('name')))
  // Either side may have nulls.
  const both = people.select('id', 'age').union(people.select('id', coalesce('age', lit(0)).as('age')))
  expectTypeOf(both.rowType).toEqualTypeOf<{ readonly id: string; readonly age: number | null }>()
  expectTypeOf(people.select('age').unionByName(people).rowType).toEqualTypeOf<{ readonly age: number | null }>()
  // @ts-expect-error a column is missing
  people.union(people.select('id'))
})
