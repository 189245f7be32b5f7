import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ColumnBatch, HostValue, TypeName } from '@millrace/columns'
import { parquetMetadata } from 'hyparquet'
import { afterAll, expect, test } from 'vitest'
import { duckdb } from '../testing/duckdb.ts'
import { hostOfDuckdb, hostOfHyparquet } from '../testing/host-of-reader.ts'
import { readParquet } from '../testing/read-parquet.ts'
import { typedColumn } from '../testing/typed-column.ts'
import { parquetFile } from './parquet-file.ts'

const directory = mkdtempSync(join(tmpdir(), 'millrace-parquet-pages-'))
afterAll(() => rmSync(directory, { recursive: true }))

const single = (type: TypeName, values: readonly HostValue[]): ColumnBatch => ({
  schema: [{ name: 'v', type, nullable: true }],
  length: values.length,
  columns: [typedColumn(type, values)],
})

const repeat = (count: number, value: (i: number) => HostValue): HostValue[] =>
  Array.from({ length: count }, (_, i) => value(i))
/** Bytes that no codec makes smaller. */
const noise = (seed: number, length: number): Uint8Array => {
  let state = seed * 2_654_435_761 + 1
  return Uint8Array.from({ length }, () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 12_345
    return state >>> 24
  })
}
const mixed = (i: number): bigint => BigInt.asIntN(64, BigInt(i + 1) * 0x9e37_79b9_7f4a_7c15n)

const CASES: readonly [name: string, type: TypeName, values: readonly HostValue[], pages: number][] = [
  ['long binary values, some null', 'binary', repeat(60, i => (i % 4 === 1 ? null : noise(i, 90_000))), 4],
  ['values larger than a page', 'binary', repeat(3, i => noise(i, 1_500_000)), 3],
  ['long distinct strings', 'string', repeat(50, i => `${i}`.repeat(40_000)), 4],
  ['numbers without likeness', 'int64', repeat(300_000, i => (i % 5 === 0 ? null : mixed(i))), 2],
  [
    'lists of long values',
    'list<binary>',
    repeat(30, i => repeat(i % 4, k => (k === 1 ? null : noise(i + k, 80_000)))),
    3,
  ],
  ['nulls alone', 'string', repeat(200_000, () => null), 1],
  ['one value again and again', 'int32', repeat(200_000, () => 7), 1],
  ['growing numbers', 'int64', repeat(250_000, i => BigInt(i) * 3n), 1],
]

test.each(CASES)('%s', async (_, type, values, pages) => {
  const bytes = await parquetFile(single(type, values), { rowGroupRows: 1_000_000 })
  const path = join(directory, 'pages.parquet')
  writeFileSync(path, bytes)
  const read = await duckdb(`SELECT v FROM '${path}'`)
  const byDuckdb = read.map(row => hostOfDuckdb(row.v))
  const byHyparquet = (await readParquet(bytes)).map(row => hostOfHyparquet(type, row.v))
  for (const [row, value] of values.entries()) {
    // Comparing all at once would print megabytes.
    if (!same(byDuckdb[row], value)) expect([row, byDuckdb[row]]).toEqual([row, value])
    if (!same(byHyparquet[row], value)) expect([row, byHyparquet[row]]).toEqual([row, value])
  }
  expect([byDuckdb.length, byHyparquet.length]).toEqual([values.length, values.length])
  const [{ meta_data: column }] = parquetMetadata(bytes.slice().buffer).row_groups[0].columns
  const [data] = column!.encoding_stats!.filter(({ page_type }) => page_type === 'DATA_PAGE')
  expect(data.count).toBeGreaterThanOrEqual(pages)
  if (pages === 1) expect(data.count).toBe(1)
})

function same(a: HostValue, b: HostValue): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => same(item, b[i]))
  return a === b
}
