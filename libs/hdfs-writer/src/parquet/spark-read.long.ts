/**
 * Reads a table of both flavours with Apache Spark and compares every value: `node libs/hdfs-writer/src/parquet/spark-read.long.ts`
 * with a Python that has pyspark (`MILLRACE_PYTHON`, default python3) and Java. It takes about a minute, so it is no part of
 * `npm test`.
 */
import { deepStrictEqual } from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { partFileName } from '../sink/part-file-name.ts'
import { encode } from '../testing/encode.ts'
import { dayText, LOG_SCHEMA, logBatch, logRows } from '../testing/log-rows.ts'
import type { ParquetFlavour } from './parquet-file.ts'

const SCRIPT = `
import json, sys
from pyspark.sql import SparkSession
spark = (SparkSession.builder.master('local[1]').config('spark.ui.enabled', 'false')
         .config('spark.sql.session.timeZone', 'UTC').getOrCreate())
table = spark.read.parquet(sys.argv[1])
columns = [c for c in table.columns]
rows = table.selectExpr("host", "unix_micros(time) AS time", "method", "path", "status", "bytes", "utcOffset", "seconds",
  "secure", "hex(raw) AS raw", "cast(dt AS string) AS dt").orderBy("time").collect()
slow = table.where("status = 404 AND time >= timestamp'1995-08-02 00:00:00'").count()
print('RESULT' + json.dumps({'types': dict(table.dtypes), 'rows': [list(r) for r in rows], 'slow': slow}))
`

const rows = logRows(0, 4000)
const expected = rows.map(row =>
  LOG_SCHEMA.map(({ name }) => {
    if (name === 'dt') return dayText(row)
    const value = row[name as keyof typeof row]
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex').toUpperCase()
    return typeof value === 'bigint' ? Number(value) : value
  }),
)
const slow = rows.filter(row => row.status === 404 && row.time >= 807321600000000n).length

for (const parquet of ['default', 'plain'] satisfies ParquetFlavour[]) {
  const table = mkdtempSync(join(tmpdir(), 'millrace-spark-'))
  try {
    for (const artefact of await encode({ partitionBy: 'dt', parquet }, LOG_SCHEMA, [logBatch(rows)])) {
      mkdirSync(join(table, artefact.group), { recursive: true })
      const name = partFileName({ task: 0, query: '0123abcd', batchId: 0, chunk: artefact.chunk }, parquet)
      writeFileSync(join(table, artefact.group, name), artefact.bytes)
    }
    const python = process.env.MILLRACE_PYTHON || 'python3'
    const output = execFileSync(python, ['-c', SCRIPT, table], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const read = JSON.parse(output.slice(output.indexOf('RESULT') + 6))
    deepStrictEqual(read.types, {
      host: 'string',
      time: 'timestamp',
      method: 'string',
      path: 'string',
      status: 'smallint',
      bytes: 'bigint',
      utcOffset: 'int',
      seconds: 'double',
      secure: 'boolean',
      raw: 'binary',
      dt: 'date',
    })
    deepStrictEqual(read.rows, expected)
    deepStrictEqual(read.slow, slow)
    console.log(`Spark reads ${rows.length} rows of ${parquet} Parquet alike.`)
  } finally {
    rmSync(table, { recursive: true })
  }
}
