import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeWithServices, pythonCommand } from '@millrace/services/testing'
import { afterAll, expect, test } from 'vitest'
import { LOG_SCHEMA, logBatch, logRows } from '../testing/log-rows.ts'
import { type ParquetFlavour, parquetFile } from './parquet-file.ts'

const SCRIPT = `
import json, sys
import pyarrow.parquet as pq
table = pq.read_table(sys.argv[1], partitioning=None)
def plain(value):
    if isinstance(value, bytes): return list(value)
    if hasattr(value, 'tzinfo'): return int(value.timestamp()) * 1000000 + value.microsecond
    if hasattr(value, 'isoformat'): return value.isoformat()
    return value
rows = [[plain(value) for value in row.values()] for row in table.to_pylist()]
types = [str(field.type.value_type if hasattr(field.type, 'value_type') else field.type) for field in table.schema]
print(json.dumps({'types': types, 'rows': rows}))
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
  },
  { needs: ['pyarrow'] },
)
