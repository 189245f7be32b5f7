/**
 * Kafka -> parse -> Parquet on local disk, whole processes: the analyzer of the package that users install (which computes
 * every analysis besides) beside the pipeline of kafkajs, RegExp and parquetjs-lite, and beside Spark Structured Streaming.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { defineOptions, helpText, parseOptions, wantsHelp } from '@millrace/config'
import { startKafka } from '@millrace/services'
import { type Contender, contest } from './support/contest.ts'
import { printMachine } from './support/machine.ts'
import { type MeasuredProcess, measureProcess } from './support/measured-process.ts'
import { nasaLog } from './support/nasa-log.ts'
import { packedTool } from './support/packed-tool.ts'
import { parquetAnswer } from './support/parquet-answer.ts'
import { benchFolder, repositoryFile } from './support/paths.ts'
import { sparkKafkaJars, sparkPython, sparkVersion } from './support/spark.ts'

const schema = defineOptions({
  size: { type: 'size', default: '200MB', help: 'Size of the log in the topic' },
  rounds: { type: 'integer', default: 3, min: 1, help: 'Runs of each contender' },
  partitions: { type: 'integer', default: 4, min: 1, help: 'Partitions of the topic' },
  compression: {
    type: 'choice',
    choices: ['gzip', 'none'],
    default: 'gzip',
    help: 'Of the topic; kafkajs reads no other',
  },
})

if (wantsHelp(process.argv.slice(2))) {
  console.log(helpText({ name: 'bench kafka-parquet', summary: 'The analyzer beside kafkajs and Spark' }, schema))
  process.exit()
}
const { size, rounds, partitions, compression } = parseOptions(schema, process.argv.slice(2))
const log = nasaLog(size)
const folder = mkdtempSync(join(benchFolder(), 'kafka-parquet-'))
const kafka = await startKafka()
const brokers = kafka.bootstrap.join(',')
const topic = 'bench'
let outputs = 0

/** Runs a contender with an output of its own, reads what it wrote and removes it. */
async function withOutput(files: string, run: (output: string) => Promise<MeasuredProcess>) {
  const output = join(folder, `output${++outputs}`)
  const { stdout: _, ...measured } = await run(output)
  const answer = await parquetAnswer(`${output}${files}`)
  rmSync(output, { recursive: true })
  return { ...measured, answer }
}

const tool = await packedTool()
const millrace: Contender = {
  name: 'millrace analyzer',
  run: () =>
    withOutput('/*/*.parquet', table => {
      const source = ['--kafka', brokers, '--topic', topic]
      const command = [tool.command, 'analyzer', ...source, '--table', table, '--once', '--no-tables']
      return measureProcess(process.execPath, command)
    }),
}

const kafkajs: Contender = {
  name: 'kafkajs + RegExp + parquetjs-lite',
  run: () =>
    withOutput('', file => {
      const script = repositoryFile('bench/src/rivals/kafkajs-parquetjs.mjs')
      return measureProcess(process.execPath, [script, brokers, topic, file, String(log.lines)])
    }),
}

const spark = sparkVersion()
const sparkStreaming: Contender = {
  name: 'Spark Structured Streaming',
  absent: spark === undefined ? `${sparkPython()} has no pyspark; SPARK_PYTHON names one that does` : undefined,
  run: () =>
    withOutput('/*.parquet', output => {
      const script = repositoryFile('bench/src/rivals/spark-streaming.py')
      return measureProcess(sparkPython(), [script, brokers, topic, output, sparkKafkaJars()])
    }),
}

try {
  printMachine('kafka-parquet', { Kafka: '4.3.1', kafkajs: '2.2.4', 'parquetjs-lite': '0.8.7', Spark: spark })
  const ingest = repositoryFile('apps/ingest/src/main.ts')
  const target = [
    '--kafka',
    brokers,
    '--topic',
    topic,
    '--partitions',
    String(partitions),
    '--compression',
    compression,
  ]
  const filled = await measureProcess(process.execPath, [ingest, '--file', log.path, ...target])
  const rate = (log.lines / filled.seconds / 1000).toFixed(0)
  console.log(`${(log.bytes / 1e6).toFixed(0)} MB, ${log.lines} lines, ${compression}, ${partitions} partitions;`)
  console.log(`ingest sent them in ${filled.seconds.toFixed(1)} s (${rate} thousand lines/s, start included)\n`)
  await contest({ lines: log.lines, rounds, contenders: [millrace, kafkajs, sparkStreaming] })
} finally {
  await kafka.stop()
  tool.remove()
  rmSync(folder, { recursive: true, force: true })
}
