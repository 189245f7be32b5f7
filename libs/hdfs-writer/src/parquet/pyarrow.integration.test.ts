import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeWithServices, pythonCommand } from '@millrace/services/testing'
import { afterAll, expect, test } from 'vitest'
import { LOG_SCHEMA, logBatch, logRows } from '../testing/log-rows.ts'
import { typedBatch } from '../testing/typed-rows.ts'
import { type ParquetFlavour, parquetFile } from './parquet-file.ts'

const SCRIPT = `
import json, sys
import pyarrow.parquet as pq
table = pq.read_table(sys.argv[1], partitioning=None, page_checksum_verification=True)
def plain(value):
    if isinstance(value, bytes): return list(value)
    if hasattr(value, 'tzinfo'): return int(value.timestamp()) * 1000000 + value.microsecond
    if hasattr(value, 'isoformat'): return value.isoformat()
    return value
rows = [[plain(value) for value in row.values()] for row in table.to_pylist()]
types = [str(field.type.value_type if hasattr(field.type, 'value_type') else field.type) for field in table.schema]
print(json.dumps({'types': types, 'rows': rows}))
`

const TYPES_SCRIPT = `
import json, re, sys
import pyarrow.parquet as pq
table = pq.read_table(sys.argv[1])
rows = [' '.join(repr(value) for value in row.values()) for row in table.to_pylist()]
print(json.dumps({'types': [re.sub(r" \\('\\w+'\\)", '', str(field.type)) for field in table.schema], 'rows': rows}))
`

describeWithServices(
  'pyarrow',
  () => {
    const directory = mkdtempSync(join(tmpdir(), 'millrace-pyarrow-'))
    afterAll(() => rmSync(directory, { recursive: true }))

    test.each(['default', 'plain'] satisfies ParquetFlavour[])('reads every value of %s Parquet', async parquet => {
      const rows = logRows(0, 3000)
      const path = join(directory, `${parquet}.parquet`)
      writeFileSync(path, await parquetFile(logBatch(rows), { parquet, rowGroupRows: 1024 }))
      const output = execFileSync(pythonCommand(), ['-c', SCRIPT, path], { maxBuffer: 1 << 28, encoding: 'utf8' })
      const read = JSON.parse(output)
      expect(read.types).toEqual([
        'string',
        'timestamp[us, tz=UTC]',
        'string',
        'string',
        'int16',
        'int64',
        'int32',
        'double',
        'bool',
        'binary',
        'date32[day]',
      ])
      const expected = rows.map(row =>
        LOG_SCHEMA.map(({ name }) => {
          const value = row[name as keyof typeof row]
          if (value instanceof Uint8Array) return [...value]
          if (name === 'dt' && row.dt !== null) return new Date(row.dt * 86_400_000).toISOString().slice(0, 10)
          return typeof value === 'bigint' ? Number(value) : value
        }),
      )
      expect(read.rows).toEqual(expected)
    })

    test('reads nested values and decimals', async () => {
      const path = join(directory, 'types.parquet')
      writeFileSync(path, await parquetFile(typedBatch()))
      const output = execFileSync(pythonCommand(), ['-c', TYPES_SCRIPT, path], { encoding: 'utf8' })
      expect(JSON.parse(output)).toEqual({
        types: [
          'decimal128(12, 2)',
          'decimal128(38, 10)',
          'list<element: string>',
          'list<element: list<element: int32>>',
          'map<string, int64>',
          'struct<name: string, score: double, seen: timestamp[us]>',
          'int8',
          'float',
          'timestamp[us]',
          'int64',
          'int32',
        ],
        rows: [
          "Decimal('-123.45') Decimal('1000000000000000000000000000.0000000000') ['a', None, 'ü'] [[1, 2], [], None] [('x', 1), ('y', None)] {'name': 'n', 'score': 0.5, 'seen': datetime.datetime(1970, 1, 1, 0, 0, 1)} -128 0.5 datetime.datetime(1970, 1, 1, 0, 0) 5 12",
          "None Decimal('-1E-10') [] None [] {'name': None, 'score': None, 'seen': None} 0 None datetime.datetime(1969, 12, 31, 23, 59, 59, 999999) 6 24",
          "Decimal('999999999.99') None None [[3]] None None 127 3.0 datetime.datetime(1970, 1, 1, 0, 0, 1, 500000) 7 -36",
        ],
      })
    })
  },
  { needs: ['pyarrow'] },
)
