import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { availableNow, loadTable, memoryStream, readStream, startQuery } from '@millrace/engine'
import { columnOfHosts } from '@millrace/engine/values'
import { fileTable, parquetFormat } from '@millrace/files'
import { compactTable, localFileSystem, openTableLocation, parquetSink } from '@millrace/hdfs-writer'
import { expect, test } from 'vitest'
import { sparkPython } from './spark-parity/src/spark-python.ts'
import { describeWithSpark } from './support/describe-with-spark.ts'

const SCHEMA = [
  { name: 'n', type: 'int64', nullable: true },
  { name: 'day', type: 'date', nullable: true },
] as const

/** Rows of tables as a batch read of Spark finds them, and the number of files that it takes. */
const SCRIPT = `
import json, sys
from pyspark.sql import SparkSession
spark = (SparkSession.builder.master('local[1]').config('spark.ui.enabled', 'false')
         .config('spark.sql.shuffle.partitions', '1').getOrCreate())
answers = []
for path in sys.argv[1:]:
    table = spark.read.parquet(path)
    rows = table.selectExpr('count(*)', 'count(distinct n)', 'sum(n)', 'count(distinct day)').first()
    answers.append([*rows, len(table.inputFiles())])
print('RESULT' + json.dumps(answers))
`

function sparkReads(): void {
  test('a batch read of Spark takes the files of the log, and no others', async () => {
    const under = mkdtempSync(join(tmpdir(), 'millrace-spark-read-'))
    const fs = localFileSystem()
    try {
      const tables: string[] = []
      for (const batches of [3, 10, 25]) {
        const table = `${under}/table of ${batches}`
        await writeBatches(table, batches)
        // What a batch that was not committed has left.
        const [file] = (await fs.list(`${table}/day=1970-01-01`)).filter(({ name }) => name.endsWith('.parquet'))
        await fs.write(file.path.replace('-c000', '-c777'), await fs.read(file.path))
        tables.push(table)
      }
      // The log's newest compaction holds batches up to 19; later ones stay as they are.
      const compacted = `${under}/compacted`
      await writeBatches(compacted, 25)
      const settings = { fs, table: compacted, open: openTableLocation, olderThanMs: 0, graceMs: 0 }
      expect((await compactTable(settings)).merged.map(group => group.files)).toEqual([20, 20])
      tables.push(compacted)
      const arguments_ = ['-c', SCRIPT, ...tables]
      const output = execFileSync(sparkPython(), arguments_, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      expect(JSON.parse(output.slice(output.indexOf('RESULT') + 6))).toEqual([
        [6, 6, 15, 2, 6],
        [20, 20, 190, 2, 20],
        [50, 50, 1225, 2, 50],
        [50, 50, 1225, 2, 12],
      ])
      // Millrace reads the log too.
      const rows = await loadTable(
        fileTable({ fs, path: tables[2], format: parquetFormat({ schema: SCHEMA.slice(0, 1) }) }),
      )
      expect(rows.length).toBe(50)
    } finally {
      rmSync(under, { recursive: true })
    }
  }, 300_000)
}

/** A query of so many batches, each of a row in each of two folders. */
async function writeBatches(table: string, batches: number): Promise<void> {
  const fs = localFileSystem()
  const stream = memoryStream('numbers', SCHEMA)
  for (let i = 0; i < batches; i++) {
    const numbers = columnOfHosts('int64', [BigInt(2 * i), BigInt(2 * i + 1)])
    stream.add({ schema: SCHEMA, length: 2, columns: [numbers, columnOfHosts('date', [0, 1])] })
  }
  const sink = parquetSink({ fs, table, partitionBy: 'day', sparkMetadata: true })
  const query = await startQuery({
    outputs: { rows: { dataset: readStream(stream), sinks: [sink] } },
    checkpoint: { fs, path: `${table}.checkpoint` },
    trigger: availableNow,
    maxOffsetsPerTrigger: 1,
  })
  await query.awaitTermination()
}

describeWithSpark('Spark reads tables with a log', sparkReads)
