import { expect, test } from 'vitest'
import {
  type AnyDataset,
  availableNow,
  batchOf,
  col,
  collect,
  count,
  desc,
  memoryStream,
  memoryTable,
  type OutputMode,
  readStream,
  readTable,
  rowsOf,
  startQuery,
  sum,
  tableOf,
} from '../index.ts'
import { MemoryFileSystem } from '../testing/memory-file-system.ts'
import { lag, over, rank, rowNumber } from './functions/index.ts'

const VISITS = [
  { name: 'user', type: 'string', nullable: false },
  { name: 'site', type: 'string', nullable: false },
  { name: 'pages', type: 'list<string>', nullable: true },
  { name: 'headers', type: 'map<string,int32>', nullable: true },
] as const

const rows = [
  { user: 'ann', site: 'a', pages: ['/', '/x'], headers: { keys: ['n'], values: [1] } },
  { user: 'bob', site: 'a', pages: [], headers: { keys: [], values: [] } },
  { user: 'ann', site: 'b', pages: null, headers: null },
] as const

function visits() {
  const stream = memoryStream('visits', VISITS)
  stream.add(batchOf(VISITS, rows))
  return readStream(stream)
}

async function run(dataset: AnyDataset, mode: OutputMode = 'append') {
  const table = memoryTable('t', { mode })
  const query = await startQuery({
    outputs: { t: { dataset, sinks: [table] } },
    checkpoint: { fs: new MemoryFileSystem(), path: '/checkpoint' },
    trigger: availableNow,
    retry: { attempts: 1 },
  })
  await query.awaitTermination()
  return rowsOf(table.rows!)
}

test('explode a list, with places, and rows without elements', async () => {
  expect(await run(visits().explode('pages', 'page').select('user', 'page'))).toEqual([
    { user: 'ann', page: '/' },
    { user: 'ann', page: '/x' },
  ])
  const outer = visits().explode('pages', 'page', { outer: true, position: 'at' }).select('user', 'at', 'page')
  expect(await run(outer)).toEqual([
    { user: 'ann', at: 0, page: '/' },
    { user: 'ann', at: 1, page: '/x' },
    { user: 'bob', at: null, page: null },
    { user: 'ann', at: null, page: null },
  ])
})

test('explode a map', async () => {
  expect(await run(visits().explode('headers', ['name', 'value']).select('name', 'value'))).toEqual([
    { name: 'n', value: 1 },
  ])
  expect(() => visits().explode('headers', ['user', 'value'])).toThrow('would add a column `user`')
})

test('rollup, cube and grouping sets', async () => {
  const totals = visits().rollup('user', 'site').agg({ n: count() }, { groupingId: 'level' })
  expect(await run(totals.orderBy('level', 'user', 'site'), 'complete')).toEqual([
    { user: 'ann', site: 'a', n: 1n, level: 0n },
    { user: 'ann', site: 'b', n: 1n, level: 0n },
    { user: 'bob', site: 'a', n: 1n, level: 0n },
    { user: 'ann', site: null, n: 2n, level: 1n },
    { user: 'bob', site: null, n: 1n, level: 1n },
    { user: null, site: null, n: 3n, level: 3n },
  ])
  const cube = visits().cube('user', 'site').agg({ n: count() }).filter(col('user').isNull()).orderBy(desc('n'), 'site')
  expect(await run(cube, 'complete')).toEqual([
    { user: null, site: null, n: 3n },
    { user: null, site: 'a', n: 2n },
    { user: null, site: 'b', n: 1n },
  ])
  const sets = visits().groupingSets(['site'], []).agg({ n: count() }).orderBy('site')
  expect(await run(sets, 'complete')).toEqual([
    { site: null, n: 3n },
    { site: 'a', n: 2n },
    { site: 'b', n: 1n },
  ])
  expect(() => visits().cube(...(Array(13).fill('user') as []))).toThrow('expected at most 12 keys')
})

test('distinct, and a union by name', async () => {
  expect(await run(visits().select('user').distinct().orderBy('user'), 'complete')).toEqual([
    { user: 'ann' },
    { user: 'bob' },
  ])
  const stream = visits()
  const turned = stream.select('site', 'user')
  const both = stream.select('user', 'site').unionByName(turned)
  expect((await run(both.filter(col('user').eq('bob')))).at(1)).toEqual({ user: 'bob', site: 'a' })
})

test('SQL over a dataset, and with another', async () => {
  const ages = [
    { name: 'name', type: 'string', nullable: false },
    { name: 'age', type: 'int32', nullable: true },
  ] as const
  const people = readTable(tableOf('people', ages, batchOf(ages, [{ name: 'ann', age: 30 }])))
  const aged = await visits().sql<{ user: string; age: number | null }>(
    'select user, age from this left join people on user = name where site = "a" ',
    { people },
  )
  expect(await run(aged.withColumn('next', col('age').plus(1)))).toEqual([
    { user: 'ann', age: 30, next: 31 },
    { user: 'bob', age: null, next: null },
  ])
  await expect(visits().sql('select usr from this')).rejects.toMatchObject({
    code: 'MILLRACE_ANALYSIS',
    place: { start: 7, end: 10 },
  })
})

test('columns as expressions of SQL', async () => {
  const made = await visits().selectExpr<{ shouted: string; site: string }>('upper(user) as shouted', 'site -- where')
  expect((await run(made.filter(col('site').eq('a')))).map(({ shouted }) => shouted)).toContain('BOB')
  await expect(visits().selectExpr('site', 'usr')).rejects.toMatchObject({ code: 'MILLRACE_ANALYSIS' })
})

test('tables alone', async () => {
  const numbers = [{ name: 'n', type: 'int32', nullable: false }] as const
  const table = () => readTable(tableOf('numbers', numbers, batchOf(numbers, [{ n: 1 }, { n: 2 }, { n: 3 }])))
  const { all } = await collect({ all: table().agg({ total: sum('n') }) })
  expect(rowsOf(all)).toEqual([{ total: 6n }])
  const even = table().filter(col('n').mod(2).eq(0))
  const pairs = table()
    .join(even.rename('n', 'm'), col('n').lte(col('m')))
    .orderBy(desc('n'))
  const { odd, joined } = await collect({ odd: table().union(table()).filter(col('n').eq(3)), joined: pairs })
  expect(rowsOf(odd)).toEqual([{ n: 3 }, { n: 3 }])
  expect(rowsOf(joined)).toEqual([
    { n: 2, m: 2 },
    { n: 1, m: 2 },
  ])
  const halves = table().withColumn('half', col('n').div(2).cast('int32'))
  const sets = await collect({
    both: table().intersect(even),
    rest: table().except(even).orderBy('n'),
    first: halves.dropDuplicates('half').orderBy('n'),
    once: halves.select('half').dropDuplicates().orderBy('half'),
  })
  expect(rowsOf(sets.both)).toEqual([{ n: 2 }])
  expect(rowsOf(sets.rest)).toEqual([{ n: 1 }, { n: 3 }])
  expect(rowsOf(sets.first)).toEqual([
    { n: 1, half: 0 },
    { n: 2, half: 1 },
  ])
  expect(rowsOf(sets.once)).toEqual([{ half: 0 }, { half: 1 }])
})

test('window functions over a table, refused on a stream', async () => {
  const sale = [
    { name: 'shop', type: 'string', nullable: false },
    { name: 'total', type: 'int32', nullable: false },
  ] as const
  const sales = readTable(
    tableOf(
      'sales',
      sale,
      batchOf(sale, [
        { shop: 'a', total: 3 },
        { shop: 'b', total: 9 },
        { shop: 'a', total: 5 },
        { shop: 'a', total: 5 },
      ]),
    ),
  )
  const byShop = { partitionBy: ['shop'], orderBy: [desc('total')] } as const
  const placed = sales
    .withColumn('place', over(rank(), byShop))
    .withColumn('share', col('total').div(over(sum('total'), { partitionBy: ['shop'] })))
    .withColumn('before', over(lag('total'), byShop))
    .withColumn('running', over(sum('total'), { ...byShop, rows: [null, 0] }))
    .orderBy('shop', 'place', 'running')
  const { rows } = await collect({ rows: placed })
  expect(rowsOf(rows)).toEqual([
    { shop: 'a', total: 5, place: 1, share: 5 / 13, before: null, running: 5n },
    { shop: 'a', total: 5, place: 1, share: 5 / 13, before: 5, running: 10n },
    { shop: 'a', total: 3, place: 3, share: 3 / 13, before: 5, running: 13n },
    { shop: 'b', total: 9, place: 1, share: 1, before: null, running: 9n },
  ])
  await expect(run(visits().withColumn('n', over(rowNumber(), { orderBy: [desc('user')] })))).rejects.toThrow(
    'NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING',
  )
})
