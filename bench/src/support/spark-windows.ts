import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { benchFolder, repositoryFile } from './paths.ts'
import { sparkPython } from './spark.ts'

/** What Spark Structured Streaming takes for the queries of `bench stream`. */
export interface SparkWindows {
  readonly rowsPerSecond: number
  /** Milliseconds of each small batch, from trigger to commit. */
  readonly milliseconds: readonly number[]
}

/** Runs rivals/spark-windows.py: `batches` of a million rows, then `smallBatches` of 100. */
export function sparkWindows(batches: number, smallBatches: number): SparkWindows {
  const folder = mkdtempSync(join(benchFolder(), 'spark-windows-'))
  try {
    const script = repositoryFile('bench/src/rivals/spark-windows.py')
    const args = [script, folder, String(batches), '1000000', String(smallBatches)]
    const output = execFileSync(sparkPython(), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return JSON.parse(output) as SparkWindows
  } finally {
    rmSync(folder, { recursive: true })
  }
}
