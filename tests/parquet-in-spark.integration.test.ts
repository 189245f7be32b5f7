import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ParquetFlavour, partFileName } from '@millrace/hdfs-writer'
import { expect, onTestFinished, test } from 'vitest'
import { encode } from '../libs/hdfs-writer/src/testing/encode.ts'
import { dayText, LOG_SCHEMA, logBatch, logRows } from '../libs/hdfs-writer/src/testing/log-rows.ts'
import { sparkPython } from './spark-parity/src/spark-python.ts'
import { describeWithSpark } from './support/describe-with-spark.ts'

const MINUTES = 60_000

/** Types, every value, and how many rows a filter that can use statistics finds. */
const SCRIPT = `
import json, sys
from pyspark.sql import SparkSession
spark = (SparkSession.builder.master('local[1]').config('spark.ui.enabled', 'false')
         .config('spark.sql.session.timeZone', 'UTC').getOrCreate())
answers = []
for path in sys.argv[1:]:
    table = spark.read.parquet(path)
    rows = table.selectExpr("host", "unix_micros(time) AS time", "method", "path", "status", "bytes", "utcOffset", "seconds",
      "secure", "hex(raw) AS raw", "cast(dt AS string) AS dt").orderBy("time").collect()
    late = table.where("status = 404 AND time >= timestamp'1995-08-02 00:00:00'").count()
    answers.append({'types': dict(table.dtypes), 'rows': [list(r) for r in rows], 'late': late})
print('RESULT' + json.dumps(answers))
`

const FLAVOURS: readonly ParquetFlavour[] = ['default', 'plain']
/** Microseconds of 2 August 1995, midnight UTC. */
const SECOND_DAY = 807_321_600_000_000n

describeWithSpark('Spark reads our Parquet', () => {
  test(
    'of both flavours: types, values, and what statistics leave out',
    async () => {
      const under = mkdtempSync(join(tmpdir(), 'millrace-parquet-in-spark-'))
      onTestFinished(() => rmSync(under, { recursive: true }))
      const rows = logRows(0, 4000)
      for (const parquet of FLAVOURS)
        for (const artefact of await encode({ partitionBy: 'dt', parquet }, LOG_SCHEMA, [logBatch(rows)])) {
          const folder = join(under, parquet, artefact.group)
          mkdirSync(folder, { recursive: true })
          const name = partFileName({ task: 0, query: '0123456789ab', batchId: 0, chunk: artefact.chunk }, parquet)
          writeFileSync(join(folder, name), artefact.bytes)
        }
      const tables = FLAVOURS.map(parquet => join(under, parquet))
      const output = execFileSync(sparkPython(), ['-c', SCRIPT, ...tables], {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      const answers = JSON.parse(output.slice(output.indexOf('RESULT') + 'RESULT'.length))
      expect(answers).toHaveLength(FLAVOURS.length)
      for (const answer of answers) {
        expect(answer.types).toEqual({
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
        expect(answer.rows).toEqual(rows.map(asSparkPrints))
        expect(answer.late).toBe(rows.filter(row => row.status === 404 && row.time >= SECOND_DAY).length)
      }
    },
    5 * MINUTES,
  )
})

function asSparkPrints(row: ReturnType<typeof logRows>[number]): unknown[] {
  return LOG_SCHEMA.map(({ name }) => {
    if (name === 'dt') return dayText(row)
    const value = row[name as keyof typeof row]
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex').toUpperCase()
    return typeof value === 'bigint' ? Number(value) : value
  })
}
