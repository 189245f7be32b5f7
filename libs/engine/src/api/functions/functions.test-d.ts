import type { Schema } from '@millrace/columns'
import { expectTypeOf, test } from 'vitest'
import type { Source } from '../../connector/source.ts'
import type { DateString, HostMap } from '../host-type.ts'
import { readStream } from '../read-stream.ts'
import * as F from './index.ts'

const { col, lit } = F

const schema = [
  { name: 'user', type: 'string', nullable: false },
  { name: 'note', type: 'string', nullable: true },
  { name: 'time', type: 'timestamp', nullable: false },
  { name: 'ms', type: 'double', nullable: false },
  { name: 'tags', type: 'list<string>', nullable: true },
  { name: 'sizes', type: 'map<string,int64>', nullable: true },
  { name: 'page', type: 'struct<path:string,hits:int32>', nullable: true },
] as const satisfies Schema

declare const source: Source & { readonly structured: true; readonly schema: typeof schema }
const logs = readStream(source)

test('results have types', () => {
  const { rowType } = logs.select(
    F.left('user', 3).as('left'),
    F.regexpExtractAll('user', '(a)', 1).as('all'),
    F.dateTrunc('hour', 'time').as('hour'),
    F.lastDay('time').as('last'),
    F.ifnull('note', 'user').as('note'),
    F.round('ms', 1).as('ms'),
    F.elementAt('tags', 1).as('first'),
    F.arrayMax('tags').as('max'),
    F.array('user', 'note').as('array'),
    F.mapKeys('sizes').as('keys'),
    F.greatest('user', 'note').as('greatest'),
    col('sizes').getItem('a').as('a'),
    col('page').getField('hits').as('hits'),
    col('ms').cast('decimal(10,2)').as('exact'),
    F.fromJson('note', 'struct<a:list<int64>,day:date>').as('json'),
    F.fromJson('note', 'struct<a:list<int64>,day:date>').getField('a').getItem(0).as('a0'),
  )
  expectTypeOf(rowType).toEqualTypeOf<{
    readonly left: string | null
    readonly all: readonly string[] | null
    readonly hour: Date | null
    readonly last: DateString | null
    readonly note: string
    readonly ms: number | bigint | null
    readonly first: string | null
    readonly max: string | null
    readonly array: readonly (string | null)[]
    readonly keys: readonly string[] | null
    readonly greatest: string | null
    readonly a: bigint | null
    readonly hits: number | null
    readonly exact: bigint | null
    readonly json: { readonly a: readonly (bigint | null)[] | null; readonly day: DateString | null } | null
    readonly a0: bigint | null
  }>()
})

test('functions over elements', () => {
  const { rowType } = logs.select(
    F.transform('tags', (tag, i) => F.concat(tag, i.cast('string'))).as('numbered'),
    F.filter('tags', tag => tag.eq('a')).as('some'),
    F.transformValues('sizes', (_, size) => size.gt(1)).as('large'),
    F.aggregate('tags', 0, (n, tag) => n.plus(F.length(tag))).as('letters'),
    F.struct('user', F.length('user').as('letters')).as('pair'),
  )
  expectTypeOf(rowType).toEqualTypeOf<{
    readonly numbered: readonly (string | null)[] | null
    readonly some: readonly (string | null)[] | null
    readonly large: HostMap<string, boolean | null> | null
    readonly letters: number | null
    readonly pair: { readonly user: string; readonly letters: number | null }
  }>()
})

test('window functions', () => {
  const { rowType } = logs.select(
    F.over(F.rank(), { partitionBy: ['user'], orderBy: [F.desc('ms')] }).as('place'),
    F.over(F.lag('time', 2), { orderBy: [F.asc('time')] }).as('before'),
    F.over(F.max('ms'), { partitionBy: ['user', 'note'] }).as('slowest'),
    F.over(F.collectSet('note')).as('notes'),
  )
  expectTypeOf(rowType).toEqualTypeOf<{
    readonly place: number
    readonly before: Date | null
    readonly slowest: number | null
    readonly notes: readonly string[]
  }>()
  // @ts-expect-error no such column to partition by
  logs.select(F.over(F.rank(), { partitionBy: ['usr'] }).as('x'))
  // @ts-expect-error no such column to sort by
  logs.select(F.over(F.rank(), { orderBy: [F.desc('mss')] }).as('x'))
  // @ts-expect-error no such column
  logs.select(F.over(F.lag('tiem')).as('x'))
  // @ts-expect-error without over
  logs.select(F.rank().as('x'))
  // @ts-expect-error no window function
  logs.select(F.over(F.upper('user')).as('x'))
})

test('a wrong column or type is a compile error', () => {
  // @ts-expect-error no such column
  logs.select(F.left('usr', 3).as('x'))
  // @ts-expect-error not a text
  logs.select(F.left('ms', 3).as('x'))
  // @ts-expect-error not a number
  logs.select(F.sqrt('user').as('x'))
  // @ts-expect-error not a list
  logs.select(F.arrayMax('user').as('x'))
  // @ts-expect-error not a time
  logs.select(F.dateTrunc('hour', 'ms').as('x'))
  // @ts-expect-error a length is a number
  F.left('user', 'three')
  // @ts-expect-error an argument is missing
  F.lpad('user')
  // @ts-expect-error one argument too many
  F.upper('user', 1)
  // @ts-expect-error no such field
  logs.select(col('page').getField('pth').as('x'))
  // @ts-expect-error not a struct
  logs.select(col('user').getField('path').as('x'))
  // @ts-expect-error not a collection
  logs.select(col('user').getItem(0).as('x'))
  // @ts-expect-error elements are texts
  logs.select(F.transform('tags', tag => tag.plus(1)).as('x'))
  // @ts-expect-error no condition
  logs.select(F.filter('tags', tag => tag).as('x'))
  // @ts-expect-error not a list
  logs.select(F.exists('user', x => x.eq('a')).as('x'))
  // @ts-expect-error no such column inside
  logs.select(F.transform('tags', tag => F.concat(tag, 'usr')).as('x'))
  // @ts-expect-error a text among numbers
  logs.filter(col('ms').isin('a', 'b'))
  // @ts-expect-error between texts
  logs.filter(col('ms').between('a', 'b'))
  // @ts-expect-error not a text
  logs.filter(col('ms').like('a%'))
  // The values of a text, and texts of a column.
  logs.filter(col('user').isin('a', 'b').and(col('ms').between(1, 2)).and(col('user').like('a%')))
  logs.select(F.nullif('user', lit('-')).as('x'))
})
