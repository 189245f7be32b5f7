// The engine's own speed: windows over a memory source, the time of small batches, and recovery of a large state.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { ColumnBatch, Schema } from '@millrace/columns'
import { Dictionary } from '@millrace/columns'
import {
  availableNow,
  avg,
  count,
  memoryStream,
  type OutputMode,
  type RowsSink,
  readStream,
  type StreamingQuery,
  startQuery,
  window,
} from '@millrace/engine'
import { localFileSystem } from '@millrace/hdfs-writer'
import { median } from './support/contest.ts'
import { keyedStates } from './support/keyed-state.ts'
import { printMachine } from './support/machine.ts'
import { sparkPython, sparkVersion } from './support/spark.ts'
import { sparkWindows } from './support/spark-windows.ts'

const SCHEMA = [
  { name: 'time', type: 'timestamp', nullable: false },
  { name: 'status', type: 'int32', nullable: false },
  { name: 'bytes', type: 'int64', nullable: true },
] as const satisfies Schema

const STATUSES = [200, 200, 200, 304, 404, 500]
const START = 804_571_201_000_000

/** Rows of a log: 20 a second, out of order by up to a second. */
function rows(from: number, length: number): ColumnBatch {
  const time = new BigInt64Array(length)
  const status = new Int32Array(length)
  const bytes = new BigInt64Array(length)
  for (let i = 0; i < length; i++) {
    const n = from + i
    time[i] = BigInt(START + n * 50_000 + ((n * 7919) % 1_000_000))
    status[i] = STATUSES[(n * 31) % STATUSES.length]
    bytes[i] = BigInt((n * 7919) % 65_536)
  }
  const fixed = { length, validity: null, nullCount: 0 }
  return {
    schema: SCHEMA,
    length,
    columns: [
      { ...fixed, type: 'timestamp', values: time },
      { ...fixed, type: 'int32', values: status },
      { ...fixed, type: 'int64', values: bytes },
    ],
  }
}

const nowhere = (mode: OutputMode): RowsSink => ({
  mode,
  description: 'nowhere',
  async open() {},
  addBatch: async (_, batch) => ({ rows: batch.length }),
  async close() {},
})

const directories: string[] = []
async function checkpoint() {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-bench-'))
  directories.push(directory)
  return { fs: localFileSystem(), path: directory }
}

/** Rows a second of windows by minute and status with a watermark, in batches of a million rows. */
async function windows(total: number, parallelism: number): Promise<number> {
  const stream = memoryStream('rows', SCHEMA, { partitions: Math.max(1, parallelism) })
  const block = 65_536
  for (let at = 0; at < total; at += block) stream.add(rows(at, Math.min(block, total - at)))
  const dataset = readStream(stream)
    .withWatermark('time', '10 minutes')
    .groupBy(window('time', '1 minute'), 'status')
    .agg({ hits: count(), mean: avg('bytes') })
  const query = await startQuery({
    outputs: { windows: { dataset, sinks: [nowhere('append')] } },
    checkpoint: await checkpoint(),
    trigger: availableNow,
    maxOffsetsPerTrigger: 16,
    parallelism,
  })
  await query.awaitTermination()
  const batches = query.recentProgress.filter(p => p.numInputRows > 0).slice(1)
  const counted = batches.reduce((sum, p) => sum + p.numInputRows, 0)
  return (counted / batches.reduce((sum, p) => sum + p.batchDuration, 0)) * 1000
}

/** Milliseconds of batches of 100 rows, from trigger to commit. */
async function smallBatches(batches: number): Promise<number[]> {
  const stream = memoryStream('rows', SCHEMA)
  for (let i = 0; i < batches; i++) stream.add(rows(i * 100, 100))
  const dataset = readStream(stream)
    .withWatermark('time', '10 minutes')
    .groupBy(window('time', '1 minute'), 'status')
    .agg({ hits: count(), mean: avg('bytes') })
  const durations: number[] = []
  const query = await startQuery({
    outputs: { windows: { dataset, sinks: [nowhere('update')] } },
    checkpoint: await checkpoint(),
    trigger: availableNow,
    maxOffsetsPerTrigger: 1,
    listener: { onQueryProgress: progress => void durations.push(progress.batchDuration) },
  })
  await query.awaitTermination()
  return durations.slice(20)
}

/** Milliseconds of a start that finds a state of so many keys. */
async function recovery(keys: number): Promise<number> {
  const schema = [{ name: 'host', type: 'string', nullable: false }] as const
  const stream = memoryStream('hosts', schema)
  const block = 100_000
  for (let at = 0; at < keys; at += block) {
    const dictionary = new Dictionary(block)
    const ids = Int32Array.from({ length: block }, (_, i) => dictionary.internString(`host-${at + i}.example.org`))
    stream.add({
      schema,
      length: block,
      columns: [{ type: 'string', length: block, ids, dictionary, nullCount: 0 }],
    })
  }
  const where = await checkpoint()
  const start = (): Promise<StreamingQuery> =>
    startQuery({
      outputs: {
        hosts: { dataset: readStream(stream).groupBy('host').agg({ hits: count() }), sinks: [nowhere('update')] },
      },
      checkpoint: where,
      trigger: availableNow,
      maxOffsetsPerTrigger: 1,
    })
  await (await start()).awaitTermination()
  const from = performance.now()
  const query = await start()
  const taken = performance.now() - from
  await query.awaitTermination()
  return taken
}

const spark = sparkVersion()
printMachine('stream', { Spark: spark })
try {
  for (const parallelism of [0, 2]) {
    const rates: number[] = []
    for (let round = 0; round < 3; round++) rates.push(await windows(16_000_000, parallelism))
    const million = (rate: number): string => (rate / 1e6).toFixed(2)
    console.log(
      `windows by minute and status, ${parallelism === 0 ? 'one thread' : `${parallelism} threads`}: ${rates.map(million).join(' ')} million rows/s`,
    )
  }
  const durations = await smallBatches(220)
  console.log(`100 rows a batch: median ${median(durations)} ms, worst ${Math.max(...durations)} ms`)
  if (spark === undefined)
    console.log(`Spark left out: ${sparkPython()} has no pyspark; SPARK_PYTHON names one that does`)
  else {
    const { rowsPerSecond, milliseconds } = sparkWindows(9, 80)
    const million = (rowsPerSecond / 1e6).toFixed(2)
    console.log(
      `Spark, the same windows, two cores: ${million} million rows/s; 100 rows a batch: median ${median(milliseconds)} ms`,
    )
  }
  console.log(`start with a state of 1 million keys: ${(await recovery(1_000_000)).toFixed(0)} ms`)
  for await (const { name, rows, median, cpu, worst } of keyedStates(1_000_000, checkpoint))
    console.log(
      `${name}, 10,000 rows a batch, ${rows} in state: median ${median} ms, processor time ${cpu} ms, worst ${worst} ms`,
    )
} finally {
  for (const directory of directories) await rm(directory, { recursive: true })
}
