import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFileSystem } from '@millrace/hdfs-writer'
import { type FileMetadata, readFileMetadata, verifyParquetFile } from '@millrace/hdfs-writer/reading'
import { describeWithServices, pythonCommand } from '@millrace/services/testing'
import { expect, onTestFinished, test } from 'vitest'
import { sparkPython } from './spark-parity/src/spark-python.ts'
import { describeWithSpark } from './support/describe-with-spark.ts'

const fs = localFileSystem()

/** Files of every page version, encoding and codec, and what pyarrow itself says of them. */
const PYARROW = `
import datetime, decimal, json, sys
import pyarrow as pa, pyarrow.parquet as pq
n = 5000
table = pa.table({
  'id': pa.array(range(n), pa.int64()), 'small': pa.array([i % 5 for i in range(n)], pa.uint8()),
  'text': pa.array([None if i % 7 == 0 else 'text %d' % (i % 300) for i in range(n)]),
  'number': pa.array([i / 3 for i in range(n)]), 'flag': pa.array([i % 2 == 0 for i in range(n)]),
  'time': pa.array([datetime.datetime(2026, 1, 1) + datetime.timedelta(seconds=i) for i in range(n)], pa.timestamp('us', 'UTC')),
  'list': pa.array([[i, None] if i % 3 else None for i in range(n)]), 'price': pa.array([decimal.Decimal(i) / 4 for i in range(n)], pa.decimal128(12, 2)),
  'fixed': pa.array([b'%04d' % (i % 9999) for i in range(n)], pa.binary(4)),
})
plain = dict(use_dictionary=False)
ways = {
  'v1': dict(), 'v2': dict(data_page_version='2.0'), 'crc': dict(write_page_checksum=True), 'gzip': dict(compression='gzip'),
  'zstd-v2': dict(compression='zstd', data_page_version='2.0', data_page_size=4096), 'lz4': dict(compression='lz4'), 'brotli': dict(compression='brotli'),
  'none': dict(compression='none', use_dictionary=False),
  'delta': dict(plain, column_encoding={'id': 'DELTA_BINARY_PACKED', 'text': 'DELTA_BYTE_ARRAY', 'number': 'BYTE_STREAM_SPLIT', 'flag': 'RLE',
    'time': 'DELTA_BINARY_PACKED', 'fixed': 'DELTA_BYTE_ARRAY'}),
  'lengths': dict(plain, column_encoding={'text': 'DELTA_LENGTH_BYTE_ARRAY'}, data_page_version='2.0'),
  'int96': dict(use_deprecated_int96_timestamps=True), 'old': dict(version='1.0'),
}
answers = {}
for name, options in ways.items():
  path = sys.argv[1] + '/' + name + '.parquet'
  pq.write_table(table, path, row_group_size=2000, **options)
  meta = pq.read_metadata(path)
  groups = [meta.row_group(g) for g in range(meta.num_row_groups)]
  answers[name] = {'rows': meta.num_rows, 'groups': [g.num_rows for g in groups], 'columns': [[
    [c.path_in_schema, c.total_compressed_size, c.total_uncompressed_size, c.statistics.null_count if c.statistics else None, sorted(set(c.encodings))]
    for c in (g.column(i) for i in range(g.num_columns))] for g in groups]}
print(json.dumps(answers))
`

const SPARK = `
import sys
from pyspark.sql import SparkSession
spark = (SparkSession.builder.master('local[1]').config('spark.ui.enabled', 'false').getOrCreate())
rows = spark.range(5000).selectExpr('id', 'cast(id % 5 as smallint) small', "if(id % 7 = 0, null, concat('text ', id % 300)) text", 'id / 3 number',
  'id % 2 = 0 flag', 'timestamp_micros(id * 1000000) time', 'array(id, null) list', 'map(id, text) entries', 'struct(id, array(struct(text))) nested',
  'cast(id as decimal(30,4)) price', 'id % 2 day')
for name, options in {'default': {}, 'v2': {'parquet.writer.version': 'v2'}, 'zstd': {'compression': 'zstd'},
  'lz4': {'compression': 'lz4'}}.items():
  rows.coalesce(1).write.partitionBy('day').options(**options).parquet(sys.argv[1] + '/' + name)
`

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'millrace-inspect-'))
  onTestFinished(() => rmSync(made, { recursive: true }))
  return made
}

async function inspected(path: string): Promise<FileMetadata> {
  const file = (await fs.status(path))!
  expect((await verifyParquetFile(fs, file)).problems, path).toEqual([])
  return readFileMetadata(fs, file)
}

describeWithServices(
  'files of pyarrow',
  () => {
    test('are right, and said to be what pyarrow says they are', async () => {
      const under = folder()
      const answers = JSON.parse(execFileSync(pythonCommand(), ['-c', PYARROW, under], { encoding: 'utf8' }))
      for (const [name, expected] of Object.entries(answers)) {
        const { rows, rowGroups } = await inspected(join(under, `${name}.parquet`))
        const columns = rowGroups.map(({ chunks }) =>
          chunks.map(({ leaf, compressed, uncompressed, statistics, encodings }) => [
            leaf.path.join('.'),
            compressed,
            uncompressed,
            statistics.nulls,
            [...new Set(encodings)].sort(),
          ]),
        )
        expect({ rows, groups: rowGroups.map(group => group.rows), columns }, name).toEqual(expected)
      }
    }, 60_000)
  },
  { needs: ['pyarrow'] },
)

describeWithSpark('files of Spark', () => {
  test('are right, whatever the codec and the version of pages', async () => {
    const under = folder()
    execFileSync(sparkPython(), ['-c', SPARK, under], { stdio: ['ignore', 'ignore', 'ignore'] })
    for (const name of ['default', 'v2', 'zstd', 'lz4']) {
      let rows = 0
      for (const day of [0, 1]) {
        const files = (await fs.list(join(under, name, `day=${day}`))).filter(file => file.name.endsWith('.parquet'))
        expect(files).toHaveLength(1)
        const metadata = await inspected(files[0].path)
        rows += metadata.rows
        expect(metadata.writer).toMatch(/^parquet-mr/)
      }
      expect(rows).toBe(5000)
    }
  }, 300_000)
})
