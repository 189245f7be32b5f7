import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ColumnBatch } from '@millrace/columns'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { type AnyColumn, anyColumns } from '../../testing/arbitrary-columns.ts'
import { duckdb } from '../../testing/duckdb.ts'
import { logBatch, logRows } from '../../testing/log-rows.ts'
import { memoryFile } from '../../testing/memory-file.ts'
import { typedColumn } from '../../testing/typed-column.ts'
import { parquetFile } from '../parquet-file.ts'
import { parseFileMetadata } from '../reading/file-metadata.ts'
import { readFooter } from '../reading/read-footer.ts'
import { verifyParquetFile } from './verify-file.ts'

const directory = mkdtempSync(join(tmpdir(), 'millrace-verify-'))
afterAll(() => rmSync(directory, { recursive: true }))

function verify(bytes: Uint8Array) {
  const { fs, file } = memoryFile(bytes)
  return verifyParquetFile(fs, file)
}

const batchOf = (columns: readonly AnyColumn[]): ColumnBatch => ({
  schema: columns.map(({ type, nullable }, i) => ({ name: `c${i}`, type, nullable })),
  length: columns[0].values.length,
  columns: columns.map(({ type, values }) => typedColumn(type, values)),
})

test('whatever the columns are, nothing is wrong with what was written', async () => {
  await fc.assert(
    fc.asyncProperty(anyColumns, fc.constantFrom('default', 'plain'), async (columns, parquet) => {
      const found = await verify(await parquetFile(batchOf(columns), { parquet, rowGroupRows: 100 }))
      expect(found.problems).toEqual([])
      expect(found.rows).toBe(columns[0].values.length)
      expect(found.checksums).toBe(found.pages)
    }),
    { numRuns: 60 },
  )
}, 60_000)

/** Every encoding and codec of DuckDB's writer. */
const DUCKDB = [
  'compression uncompressed',
  'compression snappy',
  'compression gzip',
  'compression zstd',
  'compression brotli',
  'compression lz4_raw',
  'compression zstd, parquet_version v2',
  'compression snappy, parquet_version v2, dictionary_size_limit 1',
]

test.each(DUCKDB)('files of DuckDB are right: %s', async options => {
  const path = join(directory, 'duckdb.parquet')
  await duckdb(
    `copy (select range as id, (range % 3)::smallint as small, case when range % 5 > 0 then 'text ' || (range % 500) end as text,
       random() as number, range % 2 = 0 as flag, [range, null] as list, {a: range, b: [{c: 'x'}]} as nested,
       map {'k': range} as entries, uuid() as id2, (range / 7)::decimal(30,2) as price, timestamptz '2026-01-01' + to_seconds(range) as time
     from range(5000)) to '${path}' (format parquet, row_group_size 2048, ${options})`,
  )
  expect(await verify(readFileSync(path))).toMatchObject({ rows: 5000, problems: [] })
})

test('every changed byte of a page is found, in its row group and column', async () => {
  const bytes = await parquetFile(logBatch(logRows(0, 600)), { rowGroupRows: 300 })
  const { fs, file } = memoryFile(bytes)
  const { rowGroups } = parseFileMetadata(await readFooter(fs, file))
  const places = rowGroups.flatMap((group, rowGroup) => group.chunks.map(chunk => ({ rowGroup, chunk })))
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...places),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(7),
      async ({ rowGroup, chunk }, share, bit) => {
        const changed = Uint8Array.from(bytes)
        // Behind the header of the first page, whose fields of statistics and the like nobody would miss.
        const header = 30
        const at = chunk.start + header + Math.floor(share * Math.max(0, chunk.compressed - header - 1))
        fc.pre(at < chunk.start + chunk.compressed)
        changed[at] ^= 1 << bit
        const { problems } = await verify(changed)
        expect(problems).toMatchObject([{ rowGroup, column: chunk.leaf.path.join('.') }])
      },
    ),
    { numRuns: 300 },
  )
}, 60_000)

test('whatever happened to a file, it is told and not thrown', async () => {
  const bytes = await parquetFile(
    batchOf([{ type: 'list<string>', nullable: true, values: [['a', null], null, []] }]),
    {
      metadata: { key: 'value' },
    },
  )
  const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255))
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 1, maxLength: 4 }),
      fc.option(fc.nat(bytes.length)),
      async (changes, cut) => {
        const changed = Uint8Array.from(bytes)
        for (const [at, value] of changes) changed[at] = value
        const { problems } = await verify(changed.subarray(0, cut ?? changed.length))
        if (cut !== null && cut < bytes.length) expect(problems.length).toBeGreaterThan(0)
      },
    ),
    { numRuns: 2000 },
  )
}, 60_000)

test('what is no Parquet file is told', async () => {
  expect((await verify(new Uint8Array())).problems[0].reason).toBe('it is empty')
  expect((await verify(Buffer.from('PAR'))).problems[0].reason).toContain('it is none, or it was cut')
  expect((await verify(Buffer.from('PAR1 something PARE'))).problems[0].reason).toBe('its footer is encrypted')
})
