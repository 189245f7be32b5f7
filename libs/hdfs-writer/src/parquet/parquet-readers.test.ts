import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBBlobValue, DuckDBDateValue, DuckDBTimestampTZValue } from '@duckdb/node-api'
import { parquetMetadata } from 'hyparquet'
import { afterAll, describe, expect, test } from 'vitest'
import { duckdb } from '../testing/duckdb.ts'
import { LOG_SCHEMA, logBatch, logRows } from '../testing/log-rows.ts'
import { pageType } from '../testing/page-type.ts'
import { readParquet } from '../testing/read-parquet.ts'
import { type ParquetFlavour, parquetFile } from './parquet-file.ts'

const directory = mkdtempSync(join(tmpdir(), 'millrace-parquet-'))
afterAll(() => rmSync(directory, { recursive: true }))
const rows = logRows(0, 5000)
const FLAVOURS: ParquetFlavour[] = ['default', 'plain']
/** Columns of which many rows have the same value. */
const DICTIONARIES = ['host', 'method', 'path', 'status', 'utcOffset', 'dt']

async function write(parquet: ParquetFlavour) {
  const bytes = await parquetFile(logBatch(rows), { parquet, rowGroupRows: 1024, metadata: { answer: 'ü 42' } })
  const path = join(directory, `${parquet}.parquet`)
  writeFileSync(path, bytes)
  return { bytes, path }
}

describe.each(FLAVOURS)('%s Parquet', parquet => {
  test('hyparquet reads every value', async () => {
    expect(await readParquet((await write(parquet)).bytes)).toEqual(rows)
  })

  test('DuckDB reads every value, with the types meant', async () => {
    const { path } = await write(parquet)
    const types = await duckdb(`DESCRIBE SELECT * FROM '${path}'`)
    expect(types.map(row => [row.column_name, row.column_type])).toEqual([
      ['host', 'VARCHAR'],
      ['time', 'TIMESTAMP WITH TIME ZONE'],
      ['method', 'VARCHAR'],
      ['path', 'VARCHAR'],
      ['status', 'SMALLINT'],
      ['bytes', 'BIGINT'],
      ['utcOffset', 'INTEGER'],
      ['seconds', 'DOUBLE'],
      ['secure', 'BOOLEAN'],
      ['raw', 'BLOB'],
      ['dt', 'DATE'],
    ])
    const read = (await duckdb(`SELECT * FROM '${path}'`)).map(row => ({
      ...row,
      time: (row.time as DuckDBTimestampTZValue).micros,
      raw: row.raw === null ? null : Uint8Array.from((row.raw as DuckDBBlobValue).bytes),
      dt: row.dt === null ? null : (row.dt as DuckDBDateValue).days,
    }))
    expect(read).toEqual(rows)
    const [aggregate] = await duckdb(
      `SELECT count(*) AS n FROM '${path}' WHERE time >= TIMESTAMPTZ '1995-08-02 00:00:00+00' AND status = 404`,
    )
    const expected = rows.filter(row => row.time >= 807321600000000n && row.status === 404)
    expect(aggregate.n).toBe(BigInt(expected.length))
  })

  test('encodings, pages and statistics are as promised', async () => {
    const { bytes } = await write(parquet)
    const metadata = parquetMetadata(bytes.slice().buffer)
    expect(metadata.row_groups.map(group => Number(group.num_rows))).toEqual([1024, 1024, 1024, 1024, 904])
    expect(metadata.key_value_metadata).toContainEqual({ key: 'answer', value: 'ü 42' })
    // In the last row group, which is smaller, more than half of the hosts differ.
    for (const { meta_data: column } of metadata.row_groups.slice(0, 4).flatMap(group => group.columns)) {
      const name = column!.path_in_schema[0]
      const dictionary = parquet === 'default' && DICTIONARIES.includes(name)
      const small = Number(column!.total_uncompressed_size) < 250
      const codec = parquet === 'plain' ? 'SNAPPY' : 'ZSTD'
      expect([name, column!.codec]).toEqual([name, expect.toBeOneOf(small ? [codec, 'UNCOMPRESSED'] : [codec])])
      expect([name, column!.encodings.includes('RLE_DICTIONARY')]).toEqual([name, dictionary])
      expect([name, column!.dictionary_page_offset !== undefined]).toEqual([name, dictionary])
      const delta = parquet === 'default' && name === 'time'
      expect([name, column!.encodings.includes('DELTA_BINARY_PACKED')]).toEqual([name, delta])
      expect(pageType(bytes, Number(column!.data_page_offset))).toBe(0)
      expect(column!.statistics?.min_value).toBeDefined()
      const nullable = LOG_SCHEMA.find(field => field.name === name)!.nullable
      expect(Number(column!.statistics?.null_count) > 0).toBe(nullable)
    }
    const time = metadata.schema.find(element => element.name === 'time')
    expect(time).toMatchObject({
      type: 'INT64',
      converted_type: 'TIMESTAMP_MICROS',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
      repetition_type: 'REQUIRED',
    })
    const status = metadata.schema.find(element => element.name === 'status')
    expect(status).toMatchObject({
      type: 'INT32',
      converted_type: 'INT_16',
      logical_type: { type: 'INTEGER', bitWidth: 16, isSigned: true },
    })
  })

  test('a file without rows', async () => {
    const path = join(directory, `empty-${parquet}.parquet`)
    writeFileSync(path, await parquetFile(logBatch([]), { parquet }))
    expect((await duckdb(`SELECT count(*) AS n, count(host) AS hosts FROM '${path}'`))[0]).toEqual({ n: 0n, hosts: 0n })
  })
})

test('the simple reader parquetjs-lite reads plain Parquet', async () => {
  const { path } = await write('plain')
  const { ParquetReader } = createRequire(import.meta.url)('parquetjs-lite')
  const reader = await ParquetReader.openFile(path)
  const cursor = reader.getCursor()
  const read: unknown[] = []
  for (let row = await cursor.next(); row; row = await cursor.next()) {
    // It knows no nulls, and dates to the millisecond only.
    const raw = row.raw === undefined ? null : Uint8Array.from(row.raw)
    read.push(Object.fromEntries(LOG_SCHEMA.map(({ name }) => [name, name === 'raw' ? raw : (row[name] ?? null)])))
  }
  await reader.close()
  const expected = rows.map(row => ({
    ...row,
    time: new Date(Number(row.time / 1000n)),
    dt: row.dt === null ? null : new Date(row.dt * 86_400_000),
  }))
  expect(read).toEqual(expected)
})
