import type { Column, ColumnBatch, Schema } from '@millrace/columns'
import { Dictionary } from '@millrace/columns'
import {
  availableNow,
  col,
  count,
  type Dataset,
  memoryStream,
  type QueryOutput,
  type RowsSink,
  readStream,
  type StreamingQueryProgress,
  sessionWindow,
  startQuery,
  sum,
  timestampAdd,
} from '@millrace/engine'
import { median } from './contest.ts'

const START = 804_571_201_000_000
/** Rows that a batch adds once the state is full. */
const ROWS = 10_000
/** Rows of the batches that fill it. */
const FILL = 100_000
const BATCHES = 33

type Checkpoint = Parameters<typeof startQuery>[0]['checkpoint']

/** What one kind of state needs a batch, in milliseconds from trigger to commit. */
export interface StateFigures {
  readonly name: string
  /** Rows in the state at the end. */
  readonly rows: number
  readonly median: number
  /** Processor time of all threads, the median of all batches. */
  readonly cpu: number
  /** The slowest batch: most often one that writes a snapshot. */
  readonly worst: number
}

const SCHEMA = [
  { name: 'id', type: 'string', nullable: false },
  { name: 'time', type: 'timestamp', nullable: false },
  { name: 'bytes', type: 'int64', nullable: false },
] as const satisfies Schema

/** Requests `from` ...: 100 a second, each with an id of its own among `ids`. */
function requests(from: number, length: number, ids: number, schema: Schema = SCHEMA): ColumnBatch {
  const dictionary = new Dictionary(length)
  const texts = new Int32Array(length)
  const times = new BigInt64Array(length)
  const bytes = new BigInt64Array(length)
  for (let i = 0; i < length; i++) {
    const n = from + i
    texts[i] = dictionary.internString(`request-${(n * 7919) % ids}.example.org`)
    times[i] = BigInt(START + n * 10_000)
    bytes[i] = BigInt((n * 31) % 65_536)
  }
  const fixed = { length, validity: null, nullCount: 0 }
  const columns: Column[] = [
    { type: 'string', length, ids: texts, dictionary, nullCount: 0 },
    { ...fixed, type: 'timestamp', values: times },
    { ...fixed, type: 'int64', values: bytes },
  ]
  return { schema, length, columns }
}

const OTHER = SCHEMA.map(f => ({ ...f, name: `${f.name}2` })) as unknown as readonly [
  { name: 'id2'; type: 'string'; nullable: false },
  { name: 'time2'; type: 'timestamp'; nullable: false },
  { name: 'bytes2'; type: 'int64'; nullable: false },
]

const nowhere: RowsSink = {
  mode: 'append',
  description: 'nowhere',
  async open() {},
  addBatch: async (_, batch) => ({ rows: batch.length }),
  async close() {},
}

interface Streams {
  readonly dataset: QueryOutput['dataset']
  /** Adds the rows from `from` on to every stream. */
  add(from: number, length: number): void
}

/** Ids of `rows` requests, each forgotten when so many have come after it. */
function deduplication(rows: number): Streams {
  const stream = memoryStream('requests', SCHEMA)
  const delay = `${rows / 200} seconds`
  return {
    dataset: readStream(stream).withWatermark('time', delay).dropDuplicatesWithinWatermark('id'),
    add: (from, length) => stream.add(requests(from, length, 1_000_000_007)),
  }
}

/** Requests and their answers, half the rows each; answers come up to `rows` / 200 seconds after. */
function join(rows: number): Streams {
  const asked = memoryStream('requests', SCHEMA)
  const answered = memoryStream('answers', OTHER)
  const range = rows / 400
  const left = readStream(asked).withWatermark('time', `${range} seconds`)
  const right = readStream(answered).withWatermark('time2', `${range} seconds`)
  const near = col('id')
    .eq(col('id2'))
    .and(col('time2').gte(col('time')))
    .and(col('time2').lte(timestampAdd('second', range, 'time')))
  return {
    dataset: left.join(right, near) as Dataset<unknown> as QueryOutput['dataset'],
    add(from, length) {
      asked.add(requests(from / 2, length / 2, 1_000_000_007))
      answered.add(requests(from / 2, length / 2, 1_000_000_007, OTHER))
    },
  }
}

/** Sessions of `rows` visitors, each of whom comes back all the time. */
function sessions(rows: number): Streams {
  const stream = memoryStream('requests', SCHEMA)
  return {
    dataset: readStream(stream)
      .withWatermark('time', `${rows / 200} seconds`)
      .groupBy(sessionWindow('time', `${rows / 200} seconds`), 'id')
      .agg({ hits: count(), bytes: sum('bytes') }) as Dataset<unknown> as QueryOutput['dataset'],
    add: (from, length) => stream.add(requests(from, length, 1_000_000_007)),
  }
}

/** Batches of 10,000 rows against a state of about `rows` rows, whose oldest go as new ones come. */
async function measure(name: string, { dataset, add }: Streams, rows: number, checkpoint: Checkpoint) {
  let added = 0
  // Twice what stays, so that the watermark takes out as much as comes in before anything is measured.
  for (; added < 2 * rows; added += FILL) add(added, FILL)
  for (let i = 0; i < BATCHES; i++, added += ROWS) add(added, ROWS)
  const batches: (StreamingQueryProgress & { readonly cpu: number })[] = []
  let used = process.cpuUsage()
  const query = await startQuery({
    outputs: { rows: { dataset, sinks: [nowhere] } },
    checkpoint,
    trigger: availableNow,
    maxOffsetsPerTrigger: 1,
    listener: {
      onQueryProgress(progress) {
        const { user, system } = process.cpuUsage(used)
        batches.push({ ...progress, cpu: (user + system) / 1000 })
        used = process.cpuUsage()
      },
    },
  })
  await query.awaitTermination()
  const measured = batches.filter(p => p.numInputRows === ROWS)
  const durations = measured.map(p => p.batchDuration)
  // The first operators are those that find the newest event times.
  const rowsHeld = measured.at(-1)!.stateOperators.at(-1)!.numRowsTotal
  const cpu = Math.round(median(measured.map(p => p.cpu)))
  return { name, rows: rowsHeld, median: median(durations), cpu, worst: Math.max(...durations) }
}

/** Deduplication, a join of two streams and sessions with a state of about so many rows. */
export async function* keyedStates(rows: number, checkpoint: () => Promise<Checkpoint>): AsyncGenerator<StateFigures> {
  yield await measure('dropDuplicatesWithinWatermark', deduplication(rows), rows, await checkpoint())
  yield await measure('join of two streams', join(rows), rows, await checkpoint())
  yield await measure('session windows', sessions(rows), rows, await checkpoint())
}
