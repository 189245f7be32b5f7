import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ColumnBatch, HostValue } from '@millrace/columns'
import fc from 'fast-check'
import { parquetMetadata } from 'hyparquet'
import { afterAll, expect, test } from 'vitest'
import { type AnyColumn, anyColumns } from '../testing/arbitrary-columns.ts'
import { duckdb } from '../testing/duckdb.ts'
import { encode } from '../testing/encode.ts'
import { hostOfDuckdb, hostOfHyparquet, isExactInHyparquet, sortedMaps } from '../testing/host-of-reader.ts'
import { readParquet } from '../testing/read-parquet.ts'
import { typedColumn } from '../testing/typed-column.ts'
import { parquetFile } from './parquet-file.ts'

const directory = mkdtempSync(join(tmpdir(), 'millrace-parquet-any-'))
afterAll(() => rmSync(directory, { recursive: true }))

const batchOf = (columns: readonly AnyColumn[], from = 0, to = columns[0].values.length): ColumnBatch => ({
  schema: columns.map(({ type, nullable }, i) => ({ name: `c${i}`, type, nullable })),
  length: to - from,
  columns: columns.map(({ type, values }) => typedColumn(type, values.slice(from, to))),
})

const options = fc.record({
  parquet: fc.constantFrom('default', 'plain'),
  rowGroupRows: fc.constantFrom(1, 7, 100, 131_072),
})

test('whatever the columns are, DuckDB and hyparquet read what was written', async () => {
  const path = join(directory, 'any.parquet')
  await fc.assert(
    fc.asyncProperty(anyColumns, options, async (columns, { parquet, rowGroupRows }) => {
      const bytes = await parquetFile(batchOf(columns), { parquet, rowGroupRows })
      writeFileSync(path, bytes)
      const byDuckdb = await duckdb(`SELECT * FROM '${path}'`)
      const byHyparquet = await readParquet(bytes)
      for (const [i, { type, values }] of columns.entries()) {
        const cell = (row: Record<string, unknown>) => row[`c${i}`]
        expect(byDuckdb.map(row => sortedMaps(hostOfDuckdb(cell(row) as never)))).toEqual(values.map(sortedMaps))
        if (!isExactInHyparquet(type)) continue
        expect(byHyparquet.map(row => sortedMaps(hostOfHyparquet(type, cell(row))))).toEqual(values.map(sortedMaps))
      }
    }),
    { numRuns: 40 },
  )
}, 60_000)

test('a file depends on its rows alone, not on the batches they came in', async () => {
  const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(anyColumns, options, cuts, async (columns, { parquet, rowGroupRows }, shares) => {
      const { length } = columns[0].values
      fc.pre(length > 0)
      const whole = batchOf(columns)
      const edges = [0, ...shares.map(share => Math.floor(share * length)).sort((a, b) => a - b), length]
      const batches = edges.slice(1).map((to, i) => batchOf(columns, edges[i], to))
      const [made, ...none] = await encode({ parquet, rowGroupRows }, whole.schema, batches)
      expect(none).toEqual([])
      expect(Buffer.compare(made.bytes, await parquetFile(whole, { parquet, rowGroupRows }))).toBe(0)
    }),
    { numRuns: 40 },
  )
}, 60_000)

/** Types whose literals need no care in SQL, with the order that SQL gives them. */
const COMPARABLE = ['int8', 'int32', 'int64', 'boolean', 'string']

test('DuckDB finds by statistics the rows that are there', async () => {
  const path = join(directory, 'found.parquet')
  const literal = (value: HostValue): string =>
    typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
  const order = (a: HostValue, b: HostValue): number =>
    typeof a === 'string' ? Buffer.compare(Buffer.from(a), Buffer.from(b as string)) : Number(a! > b!) - Number(a! < b!)
  await fc.assert(
    fc.asyncProperty(anyColumns, fc.nat(), async (columns, pick) => {
      const at = columns.findIndex(column => COMPARABLE.includes(column.type))
      fc.pre(at >= 0)
      const present = columns[at].values.filter(value => value !== null)
      fc.pre(present.length > 0)
      const value = present[pick % present.length]
      fc.pre(typeof value !== 'string' || !value.includes('\0'))
      writeFileSync(path, await parquetFile(batchOf(columns), { rowGroupRows: 20 }))
      const counts = await duckdb(
        ['=', '<', '>']
          .map(op => `SELECT count(*) AS n FROM '${path}' WHERE c${at} ${op} ${literal(value)}`)
          .join(' UNION ALL '),
      )
      const expected = [0, -1, 1].map(sign => BigInt(present.filter(v => order(v, value) === sign).length))
      expect(counts.map(row => row.n)).toEqual(expected)
    }),
    { numRuns: 40 },
  )
}, 60_000)

test('statistics count nulls', async () => {
  await fc.assert(
    fc.asyncProperty(anyColumns, async columns => {
      const bytes = await parquetFile(batchOf(columns), { rowGroupRows: 50 })
      const { row_groups, num_rows } = parquetMetadata(bytes.slice().buffer)
      expect(Number(num_rows)).toBe(columns[0].values.length)
      for (const [g, group] of row_groups.entries()) {
        const flat = columns.filter(({ type }) => !type.includes('<'))
        for (const column of flat) {
          const name = `c${columns.indexOf(column)}`
          const chunk = group.columns.find(({ meta_data }) => meta_data!.path_in_schema[0] === name)!
          const nulls = column.values.slice(g * 50, g * 50 + 50).filter(value => value === null)
          expect(Number(chunk.meta_data!.statistics!.null_count)).toBe(nulls.length)
        }
      }
    }),
  )
})
