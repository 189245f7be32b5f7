import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { localFileSystem } from '@millrace/hdfs-writer'
import { expect, test } from 'vitest'
import { parquetFormat } from '../formats/parquet/parquet-format.ts'
import { parquetBytes } from '../testing/parquet-bytes.ts'
import { rowsAsText, temporaryFolder } from '../testing/read-rows.ts'
import { fileTable } from './file-table.ts'
import { parquetTable } from './parquet-table.ts'

const fs = localFileSystem()

async function duckdbWrites(select: string, to: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' })
  const connection = await instance.connect()
  try {
    await connection.run("SET TimeZone = 'UTC'")
    await connection.run(`COPY (${select}) TO '${to}' (FORMAT parquet)`)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

test('every type of a file that another engine wrote', async () => {
  const path = join(temporaryFolder(), 't.parquet')
  const values: Readonly<Record<string, readonly [sql: string, type: string, text: string]>> = {
    a: ['1::TINYINT', 'int8', '1'],
    b: ['-2::SMALLINT', 'int16', '-2'],
    c: ['3::INTEGER', 'int32', '3'],
    d: ['(-9223372036854775808)::BIGINT', 'int64', '-9223372036854775808'],
    e: ['4294967295::UINTEGER', 'int64', '4294967295'],
    f: ['18446744073709551615::UBIGINT', 'decimal(20,0)', '18446744073709551615'],
    g: ['1.5::FLOAT', 'float', '1.5'],
    h: ["'-Infinity'::DOUBLE", 'double', '-Infinity'],
    i: ['-12.345::DECIMAL(10,3)', 'decimal(10,3)', '-12.345'],
    j: ['-98765432109876543210.12::DECIMAL(30,2)', 'decimal(30,2)', '-98765432109876543210.12'],
    k: ["'né'", 'string', 'né'],
    l: ["'\\x00\\xFF'::BLOB", 'binary', '\0\ufffd'],
    m: ['true', 'boolean', 'true'],
    n: ["'1960-02-03'::DATE", 'date', '1960-02-03'],
    o: ["'1950-01-02 03:04:05.123456+00'::TIMESTAMPTZ", 'timestamp', '1950-01-02 03:04:05.123456'],
    p: ["'2024-05-06 07:08:09'::TIMESTAMP", 'timestamp_ntz', '2024-05-06 07:08:09'],
    q: ['[1, null, 3]', 'list<int32>', '[1, null, 3]'],
    r: ["map {'k': 1, 'l': null}", 'map<string,int32>', '{k -> 1, l -> null}'],
    s: ["{'x': 1, 'y': [{'z': 'deep'}]}", 'struct<x:int32,y:list<struct<z:string>>>', '{1, [{deep}]}'],
  }
  const columns = Object.entries(values).map(([name, [sql]]) => `${sql} AS ${name}`)
  const nulls = Object.keys(values).map(name => `NULL AS ${name}`)
  await duckdbWrites(`SELECT ${columns} UNION ALL SELECT ${nulls}`, path)
  const table = await parquetTable({ fs, path })
  expect(table.schema.map(({ name, type }) => [name, type])).toEqual(
    Object.entries(values).map(([name, [, type]]) => [name, type]),
  )
  const rows = await rowsAsText(table)
  expect(rows).toContainEqual(Object.values(values).map(([, , text]) => text))
  expect(rows).toContainEqual(Object.values(values).map(() => null))
  expect(rows.length).toBe(2)
})

const N = [{ name: 'n', type: 'int64', nullable: true }] as const

test('folders are columns, and files may have fewer columns than the schema, or narrower ones', async () => {
  const path = temporaryFolder()
  const write = (name: string, bytes: Uint8Array): void => {
    mkdirSync(join(path, name, '..'), { recursive: true })
    writeFileSync(join(path, name), bytes)
  }
  write('y=2025/d=2026-01-02/c=a%2Fb/1.parquet', parquetBytes(N, [[1n], [null]]))
  write('y=2026/d=__HIVE_DEFAULT_PARTITION__/c=5/2.parquet', parquetBytes(N, [[3n]]))
  write('_hidden/3.parquet', parquetBytes(N, [[9n]]))
  const table = await parquetTable({ fs, path })
  expect(table.schema.map(({ name, type }) => `${name} ${type}`)).toEqual(['n int64', 'y int32', 'd date', 'c string'])
  expect(await rowsAsText(table)).toEqual([
    ['1', '2025', '2026-01-02', 'a/b'],
    [null, '2025', '2026-01-02', 'a/b'],
    ['3', '2026', null, '5'],
  ])
  expect(await rowsAsText(table, ['y'])).toEqual([['2025'], ['2025'], ['2026']])
  const more = [...N, { name: 'm', type: 'string', nullable: true }] as const
  expect(await rowsAsText(fileTable({ fs, path, format: parquetFormat({ schema: more }) }), ['m', 'n'])).toEqual([
    [null, '1'],
    [null, null],
    [null, '3'],
  ])
  const narrow = parquetBytes([{ name: 'n', type: 'int16', nullable: true }], [[7]])
  write('y=2027/4.parquet', narrow)
  const last = fileTable({ fs, path: join(path, 'y=2027'), format: parquetFormat({ schema: N }) })
  expect(await rowsAsText(last)).toEqual([['7']])
  const wrong = fileTable({
    fs,
    path,
    format: parquetFormat({ schema: [{ name: 'n', type: 'string', nullable: true }] }),
  })
  await expect(rowsAsText(wrong)).rejects.toMatchObject({ code: 'MILLRACE_ANALYSIS' })
})

test('damaged and missing files say so', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'x.parquet'), 'no Parquet at all')
  await expect(parquetTable({ fs, path: folder })).rejects.toMatchObject({ code: 'MILLRACE_INPUT_DAMAGED' })
  await expect(parquetTable({ fs, path: join(folder, 'none') })).rejects.toMatchObject({
    code: 'MILLRACE_FILE_MISSING',
  })
  const missing = fileTable({ fs, path: join(folder, 'none'), format: parquetFormat({ schema: N }) })
  await expect(rowsAsText(missing)).rejects.toMatchObject({ code: 'MILLRACE_INPUT_MISSING' })
})
