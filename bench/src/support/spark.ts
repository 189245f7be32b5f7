import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { benchFolder, repositoryFile } from './paths.ts'

/** The Python of Spark's rival: `SPARK_PYTHON`, else `python3`. */
export const sparkPython = (): string => process.env['SPARK_PYTHON'] || 'python3'

/** pyspark's version; undefined when that Python does not have it. */
export function sparkVersion(): string | undefined {
  const script = 'import pyspark; print(pyspark.__version__)'
  const { status, stdout } = spawnSync(sparkPython(), ['-c', script], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

/** The folder of Spark's Kafka connector and what it needs, fetched once with Maven. */
export function sparkKafkaJars(): string {
  const folder = join(benchFolder(), 'spark-kafka-jars')
  if (existsSync(folder)) return folder
  const partial = mkdtempSync(`${folder}.partial-`)
  const pom = repositoryFile('bench/src/rivals/spark-kafka.pom.xml')
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${partial}`]
  execFileSync('mvn', ['-q', '-B', '-ntp', '-f', pom, ...goal], { stdio: ['ignore', 'ignore', 'inherit'] })
  renameSync(partial, folder)
  return folder
}
