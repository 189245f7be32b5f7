import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parquetMetadata } from 'hyparquet'
import { afterAll, expect, test } from 'vitest'
import { duckdb } from '../../testing/duckdb.ts'
import { logBatch, logRows } from '../../testing/log-rows.ts'
import { memoryFile } from '../../testing/memory-file.ts'
import { typedBatch } from '../../testing/typed-rows.ts'
import { parquetFile } from '../parquet-file.ts'
import { boundValue } from './bound-value.ts'
import { emptyFile } from './empty-file.ts'
import { logicalTypeText } from './logical-type.ts'
import { readFileMetadata } from './read-file-metadata.ts'
import { readFooter } from './read-footer.ts'

const directory = mkdtempSync(join(tmpdir(), 'millrace-metadata-'))
afterAll(() => rmSync(directory, { recursive: true }))
const path = join(directory, 'file.parquet')

/** Every type that DuckDB writes. */
const TYPES = `select true as "boolean", 1::tinyint as int8, 200::utinyint as uint8, 3::smallint as int16, 4 as int32, 4::uinteger as uint32,
  5::bigint as int64, 18446744073709551615::ubigint as uint64, 0.5::float as single, 0.25 ::double as twice, 'ä' as string, 'x'::blob as bytes,
  date '1969-12-31' as date, time '10:00:00.5' as time, timestamp '1969-12-31 23:59:59.5' as ts, timestamptz '2026-01-01 10:00:00+00' as tz,
  timestamp_ns '2026-01-01 00:00:00.000000001' as ns, timestamp_ms '2026-01-01 00:00:00.001' as ms,
  -1.25::decimal(4,2) as dec4, -1.25::decimal(18,2) as dec18, -1.25::decimal(38,2) as dec38, uuid '00010203-0405-0607-0809-0a0b0c0d0e0f' as uuid,
  {'a': [1]} as nested, map {'k': 1} as entries, '{}'::json as json, 'a'::enum('a') as enum`

test('says of a file what hyparquet says', async () => {
  await duckdb(`copy (${TYPES}) to '${path}' (format parquet)`)
  const files = [
    readFileSync(path),
    await parquetFile(typedBatch()),
    await parquetFile(logBatch(logRows(0, 900)), { rowGroupRows: 400 }),
  ]
  for (const bytes of files) {
    const { fs, file } = memoryFile(bytes)
    const ours = await readFileMetadata(fs, file)
    const theirs = parquetMetadata(Uint8Array.from(bytes).buffer)
    expect(ours.rows).toBe(Number(theirs.num_rows))
    expect(ours.writer).toBe(theirs.created_by)
    expect(ours.rowGroups.map(group => group.rows)).toEqual(theirs.row_groups.map(group => Number(group.num_rows)))
    const chunks = theirs.row_groups.flatMap(group => group.columns.map(column => column.meta_data!))
    expect(
      ours.rowGroups.flatMap(group =>
        group.chunks.map(chunk => [
          chunk.leaf.path,
          chunk.encodings,
          chunk.codec,
          chunk.compressed,
          chunk.uncompressed,
          chunk.statistics.nulls,
        ]),
      ),
    ).toEqual(
      chunks.map(meta => [
        meta.path_in_schema,
        meta.encodings,
        meta.codec === 'UNCOMPRESSED' ? 'none' : meta.codec.toLowerCase(),
        Number(meta.total_compressed_size),
        Number(meta.total_uncompressed_size),
        meta.statistics?.null_count === undefined ? null : Number(meta.statistics.null_count),
      ]),
    )
  }
})

test('types and bounds as people read them', async () => {
  await duckdb(`copy (${TYPES}) to '${path}' (format parquet)`)
  const { fs, file } = memoryFile(readFileSync(path))
  const { rowGroups } = await readFileMetadata(fs, file)
  const shown = rowGroups[0].chunks.map(({ leaf, statistics }) => {
    const type = leaf.logical === null ? leaf.physical : logicalTypeText(leaf.logical)
    return `${leaf.path.join('.')} ${type} ${boundValue(statistics.min, leaf)?.text ?? null}`
  })
  expect(shown).toMatchInlineSnapshot(`
    [
      "boolean boolean true",
      "int8 int8 1",
      "uint8 uint8 200",
      "int16 int16 3",
      "int32 int32 4",
      "uint32 uint32 4",
      "int64 int64 5",
      "uint64 uint64 18446744073709551615",
      "single float 0.5",
      "twice double 0.25",
      "string string ä",
      "bytes byte array x'78'",
      "date date 1969-12-31",
      "time time(microseconds, local) 10:00:00.5",
      "ts timestamp(microseconds, local) 1969-12-31 23:59:59.5",
      "tz timestamp(microseconds, UTC) 2026-01-01 10:00:00Z",
      "ns timestamp(nanoseconds, local) 2026-01-01 00:00:00.000000001",
      "ms timestamp(milliseconds, local) 2026-01-01 00:00:00.001",
      "dec4 decimal(4,2) -1.25",
      "dec18 decimal(18,2) -1.25",
      "dec38 decimal(38,2) -1.25",
      "uuid uuid 00010203-0405-0607-0809-0a0b0c0d0e0f",
      "nested.a.list.element int32 1",
      "entries.key_value.key string k",
      "entries.key_value.value int32 1",
      "json json {}",
      "enum string a",
    ]
  `)
})

test('only the end of a file is read, in two ranges where the footer is long', async () => {
  const short = memoryFile(await parquetFile(logBatch(logRows(0, 20_000))))
  await readFileMetadata(short.fs, short.file)
  expect(short.file.read).toBe(64 * 1024)
  const metadata = { long: 'x'.repeat(200_000) }
  const long = memoryFile(await parquetFile(logBatch(logRows(0, 10)), { metadata }))
  expect((await readFileMetadata(long.fs, long.file)).keyValues).toEqual([{ key: 'long', value: metadata.long }])
  expect(long.file.read).toBeLessThan(long.file.length)
})

test('an empty file has the columns of another', async () => {
  for (const bytes of [
    await parquetFile(typedBatch()),
    await parquetFile(logBatch(logRows(0, 900)), { metadata: { k: 'v' } }),
  ]) {
    const { fs, file } = memoryFile(bytes)
    const other = join(directory, 'empty.parquet')
    writeFileSync(path, bytes)
    writeFileSync(other, emptyFile(await readFooter(fs, file)))
    const columns = (of: string) => duckdb(`select column_name, column_type from (describe select * from '${of}')`)
    expect(await columns(other)).toEqual(await columns(path))
    expect(await duckdb(`select count(*) as n from '${other}'`)).toEqual([{ n: 0n }])
    expect(await duckdb(`select * from '${other}'`)).toEqual([])
  }
})
