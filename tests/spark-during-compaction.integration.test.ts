import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { sparkPython } from './spark-parity/src/spark-python.ts'
import { describeWithSpark } from './support/describe-with-spark.ts'
import { mergedTable } from './support/merged-table.ts'

/** For each line of standard input one of output: all rows of the table and the distinct ones, or Spark's error. */
const SCRIPT = `
import json, sys
from pyspark.sql import SparkSession
spark = (SparkSession.builder.master('local[1]').config('spark.ui.enabled', 'false')
         .config('spark.sql.shuffle.partitions', '1').getOrCreate())
for _ in sys.stdin:
    try:
        answer = list(spark.read.parquet(sys.argv[1]).selectExpr('count(*)', 'count(distinct time)').first())
    except Exception as error:
        answer = str(error)
    print('ANSWER' + json.dumps(answer), flush=True)
`

type Answer = readonly [rows: number, distinct: number] | string

function readsByPath(): void {
  test('a batch read of Spark in a loop while batches come and are merged misses no row', async () => {
    const under = mkdtempSync(join(tmpdir(), 'millrace-spark-readers-'))
    const table = await mergedTable(under)
    const spark = spawn(sparkPython(), ['-c', SCRIPT, table.path], { stdio: ['pipe', 'pipe', 'ignore'] })
    try {
      const lines = createInterface({ input: spark.stdout })[Symbol.asyncIterator]()
      const read = async (): Promise<Answer> => {
        spark.stdin.write('\n')
        for (;;) {
          const { value, done } = await lines.next()
          if (done === true) throw new Error('Spark ended.')
          if (value.startsWith('ANSWER')) return JSON.parse(value.slice('ANSWER'.length))
        }
      }
      expect(await read()).toEqual([table.rows, table.rows])
      let answered = 0
      for (let round = 0; round < 10; round++) {
        const least = table.rows
        const [answer] = await Promise.all([read(), table.grow()])
        // A file that went after it was listed is an error of Spark's, and never fewer rows.
        if (typeof answer === 'string') expect(answer).toMatch(/FILE_NOT_EXIST|does not exist|NoSuchFile|FileNotFound/)
        else {
          expect(answer[1]).toBeGreaterThanOrEqual(least)
          answered++
        }
      }
      expect(await read()).toEqual([table.rows, table.rows])
      console.log(
        `reads by Spark beside a compaction: ${answered} answered, ${10 - answered} ended with a missing file`,
      )
      await table.close()
    } finally {
      spark.stdin.end()
      if (spark.exitCode === null) await once(spark, 'exit')
      rmSync(under, { recursive: true })
    }
  }, 300_000)
}

describeWithSpark('Spark reads a table by its path', readsByPath)
