/**
 * Rows per second of filters, expressions and two-phase aggregation over synthetic parsed rows: 50,000 hosts and 3,000 paths with
 * Zipf-like frequencies. Run: `node bench/src/aggregate.ts [rows]`.
 */
import { type ColumnBatch, Dictionary, type Schema } from '@millrace/columns'
import {
  AggregateState,
  asc,
  avg,
  coalesce,
  col,
  compilePipeline,
  concat,
  count,
  countDistinct,
  type Dataset,
  desc,
  lit,
  max,
  min,
  PostPipeline,
  readStream,
  type Source,
  stddev,
  timestampAdd,
  toDate,
  WorkerPipeline,
} from '@millrace/engine'

const BLOCK = 16_384
const HOSTS = 50_000
const PATHS = 3_000

const schema = [
  { name: 'host', type: 'string', nullable: true },
  { name: 'time', type: 'timestamp', nullable: false },
  { name: 'utcOffset', type: 'int16', nullable: false },
  { name: 'path', type: 'string', nullable: true },
  { name: 'query', type: 'string', nullable: true },
  { name: 'status', type: 'int16', nullable: false },
  { name: 'bytes', type: 'int64', nullable: true },
] as const satisfies Schema

/** xorshift32, so that every run sees the same rows. */
function randomSource(seed: number): () => number {
  let x = seed
  return () => {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    return (x >>> 0) / 4294967296
  }
}

function blocks(rows: number): ColumnBatch[] {
  const random = randomSource(1)
  const names = (prefix: string, n: number): Dictionary => {
    const dictionary = new Dictionary(n)
    for (let i = 0; i < n; i++) dictionary.internString(`${prefix}${i}.example.org`)
    return dictionary
  }
  const hosts = names('host', HOSTS)
  const paths = names('/path/', PATHS)
  const queries = names('q=', 50)
  // A power of a uniform number gives a long tail like that of real hosts and paths.
  const skewed = (n: number): number => Math.floor(n * random() ** 3)
  const made: ColumnBatch[] = []
  for (let start = 0; start < rows; start += BLOCK) {
    const length = Math.min(BLOCK, rows - start)
    const text = (dictionary: Dictionary, id: () => number) => {
      const ids = Int32Array.from({ length }, id)
      return { type: 'string', length, ids, dictionary, nullCount: ids.filter(i => i < 0).length } as const
    }
    const validity = new Uint8Array(Math.ceil(length / 64) * 8).fill(0xf7)
    const fixed = { length, validity: null, nullCount: 0 }
    const time = BigInt64Array.from({ length }, (_, i) => 804571201000000n + BigInt(start + i) * 300_000n)
    made.push({
      schema,
      length,
      columns: [
        text(hosts, () => skewed(HOSTS)),
        { type: 'timestamp', ...fixed, values: time },
        { type: 'int16', ...fixed, values: new Int16Array(length).fill(-240) },
        text(paths, () => skewed(PATHS)),
        text(queries, () => (random() < 0.05 ? skewed(50) : -1)),
        { type: 'int16', ...fixed, values: Int16Array.from({ length }, () => (random() < 0.9 ? 200 : 404)) },
        {
          type: 'int64',
          length,
          values: BigInt64Array.from({ length }, () => BigInt(Math.floor(random() * 60_000))),
          validity,
          nullCount: length >> 3,
        },
      ],
    })
  }
  return made
}

const source = {
  description: 'synthetic',
  schema: [
    { name: 'file', type: 'string', nullable: false },
    { name: 'at', type: 'int64', nullable: false },
  ],
  position: { source: 'file', position: 'at' },
} as unknown as Source

const logs = readStream(source).parse({
  parser: { module: '', name: '' },
  format: { preset: 'synthetic' },
  schema,
  reasons: [],
})
const rows = logs
  .withColumn('day', toDate(timestampAdd('minute', 'utcOffset', 'time')))
  .withColumn('endpoint', coalesce(concat('path', lit('?'), 'query'), 'path'))

const datasets: Record<string, Dataset<never>> = {
  'group by host': rows.groupBy('host').agg({ count: count() }).orderBy(desc('count'), asc('host')).limit(10) as never,
  'group by endpoint': rows.groupBy('endpoint').agg({ count: count() }).orderBy(desc('count')).limit(10) as never,
  'count distinct (day, host)': rows.groupBy('day').agg({ requests: count(), hosts: countDistinct('host') }) as never,
  'global statistics of bytes': rows.agg({
    count: count('bytes'),
    min: min('bytes'),
    max: max('bytes'),
    mean: avg('bytes'),
    stddev: stddev('bytes'),
  }) as never,
  '404 by endpoint': rows.filter(col('status').eq(404)).groupBy('endpoint').agg({ count: count() }) as never,
}

/** Nanoseconds of this thread's CPU time a row, of one pipeline over all blocks: the best of five runs. */
function measure(queries: readonly Dataset<never>[], input: readonly ColumnBatch[], total: number): number {
  const outputs = queries.map((q, i) => [`q${i}`, { plan: q.plan, mode: 'complete' }] as const)
  const pipeline = compilePipeline(Object.fromEntries(outputs))
  const names = pipeline.streams[0].worker.parsed.schema.map(f => schema.findIndex(s => s.name === f.name))
  let best = Infinity
  for (let run = 0; run < 5; run++) {
    const worker = new WorkerPipeline(pipeline.streams[0].worker)
    const states = pipeline.aggregations.map(a => new AggregateState(a))
    const start = process.threadCpuUsage()
    for (const batch of input) {
      worker.processParsed({
        schema: pipeline.streams[0].worker.parsed.schema,
        length: batch.length,
        columns: names.map(i => batch.columns[i]),
      })
    }
    for (const [i, partial] of worker.finish().entries()) {
      states[i].merge(partial)
      states[i].endBatch()
    }
    for (const output of Object.values(pipeline.outputs)) {
      if (output.kind === 'aggregate') new PostPipeline(output.post).run(states[output.aggregation].result())
    }
    const { user, system } = process.threadCpuUsage(start)
    best = Math.min(best, user + system)
  }
  return (best * 1e3) / total
}

const total = Number(process.argv[2] ?? 1_000_000)
const input = blocks(total)
console.log(
  `${total} rows in blocks of ${BLOCK}, ${HOSTS} hosts, ${PATHS} paths; node ${process.version}, one core, CPU time`,
)
const report = (name: string, ns: number): void =>
  console.log(`${name.padEnd(28)} ${ns.toFixed(1).padStart(7)} ns/row ${(1e3 / ns).toFixed(1).padStart(7)} M rows/s`)
for (const [name, dataset] of Object.entries(datasets)) report(name, measure([dataset], input, total))
report('all in one pipeline', measure(Object.values(datasets), input, total))
