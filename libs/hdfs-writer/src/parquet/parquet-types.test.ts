import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { duckdb } from '../testing/duckdb.ts'
import { typedBatch } from '../testing/typed-rows.ts'
import { parquetEncoder } from './parquet-encoder.ts'
import { type ParquetFlavour, parquetFile } from './parquet-file.ts'

const directory = mkdtempSync(join(tmpdir(), 'millrace-parquet-types-'))
afterAll(() => rmSync(directory, { recursive: true }))

const TYPES = [
  ['price', 'DECIMAL(12,2)'],
  ['wide', 'DECIMAL(38,10)'],
  ['tags', 'VARCHAR[]'],
  ['nested', 'INTEGER[][]'],
  ['headers', 'MAP(VARCHAR, BIGINT)'],
  ['client', 'STRUCT("name" VARCHAR, score DOUBLE, seen TIMESTAMP)'],
  ['tiny', 'TINYINT'],
  ['ratio', 'FLOAT'],
  ['local', 'TIMESTAMP'],
  ['duration', 'BIGINT'],
  ['years', 'INTEGER'],
]

const ROWS = [
  [
    '-123.45',
    '1000000000000000000000000000.0000000000',
    '[a, NULL, ü]',
    '[[1, 2], [], NULL]',
    '{x=1, y=NULL}',
    "{'name': n, 'score': 0.5, 'seen': '1970-01-01 00:00:01'}",
    '-128',
    '0.5',
    '1970-01-01 00:00:00',
    '5',
    '12',
  ],
  [
    null,
    '-0.0000000001',
    '[]',
    null,
    '{}',
    "{'name': NULL, 'score': NULL, 'seen': NULL}",
    '0',
    null,
    '1969-12-31 23:59:59.999999',
    '6',
    '24',
  ],
  ['999999999.99', null, null, '[[3]]', null, null, '127', '3.0', '1970-01-01 00:00:01.5', '7', '-36'],
]

async function expectRows(path: string): Promise<void> {
  const described = await duckdb(`DESCRIBE SELECT * FROM '${path}'`)
  expect(described.map(row => [row.column_name, row.column_type])).toEqual(TYPES)
  const texts = TYPES.map(([name]) => `CAST(${name} AS VARCHAR) AS ${name}`)
  const rows = await duckdb(`SELECT ${texts.join(', ')} FROM '${path}'`)
  expect(rows.map(row => Object.values(row))).toEqual(ROWS)
}

describe.each(['default', 'plain'] satisfies ParquetFlavour[])('%s Parquet', parquet => {
  test('DuckDB reads values of every type', async () => {
    const path = join(directory, `${parquet}.parquet`)
    writeFileSync(path, await parquetFile(typedBatch(), { parquet }))
    await expectRows(path)
  })

  test('the encoder joins row groups of them', async () => {
    const batch = typedBatch()
    const encoder = await parquetEncoder({ parquet, rowGroupRows: 2 }, batch.schema)
    const files: Uint8Array[] = []
    const emit = ({ bytes }: { readonly bytes: Uint8Array }): void => {
      files.push(bytes)
    }
    encoder.append(batch, emit)
    encoder.end(emit)
    expect(files).toHaveLength(1)
    const path = join(directory, `joined-${parquet}.parquet`)
    writeFileSync(path, files[0])
    await expectRows(path)
  })
})

test.each(['interval', 'void', 'list<interval>', 'struct<>'] as const)('%s has no place in Parquet', async type => {
  const schema = [{ name: 'v', type, nullable: true }]
  await expect(async () => parquetEncoder({}, schema)).rejects.toThrow(`cannot write a column of type`)
  await expect(
    parquetFile({ schema, length: 0, columns: [{ type, length: 0, objects: [], nullCount: 0 }] }),
  ).rejects.toThrow('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE')
})
