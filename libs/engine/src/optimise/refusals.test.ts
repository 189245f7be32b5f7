import { expect, test } from 'vitest'
import {
  batchOf,
  col,
  compilePipeline,
  count,
  type Dataset,
  memoryStream,
  type OutputMode,
  readStream,
  readTable,
  tableOf,
  when,
} from '../index.ts'

const LOGS = [
  { name: 'host', type: 'string', nullable: true },
  { name: 'time', type: 'timestamp', nullable: false },
  { name: 'status', type: 'int16', nullable: false },
  { name: 'tags', type: 'list<string>', nullable: true },
] as const
const OTHERS = [
  { name: 'id', type: 'string', nullable: true },
  { name: 'at', type: 'timestamp', nullable: false },
] as const

// What the compiler of TypeScript refuses too.
type Any = Dataset<never, never>
const logs = readStream(memoryStream('logs', LOGS)) as unknown as Any
const others = readStream(memoryStream('others', OTHERS)) as unknown as Any
const table = readTable(tableOf('table', OTHERS, batchOf(OTHERS, []))) as unknown as Any
const perHost = logs.groupBy('host' as never).agg({ hits: count() } as never) as unknown as Any

const named = (name: string): never => name as never

/** Programs that are wrong, and what of the message says where, which column, and what to do. */
const WRONG: readonly (readonly [title: string, make: () => unknown, mode: OutputMode, message: readonly string[]])[] =
  [
    [
      'a column',
      () => logs.select(named('hots')),
      'append',
      ['`hots` cannot be resolved', '[`host`', 'in Project [hots]'],
    ],
    [
      'a condition',
      () => logs.filter(col('stats').eq(1) as never),
      'append',
      ['`stats`', '[`status`', 'in Filter (stats = 1)'],
    ],
    [
      'one of many columns',
      () => logs.withColumn('x', col('tags').plus(1) as never),
      'append',
      ['"(tags + 1)"', '("ARRAY<STRING>" and "INT")', 'in Project [(tags + 1) AS x]'],
    ],
    [
      'a key',
      () => logs.groupBy(named('hots')).agg({ n: count() } as never),
      'update',
      ['`hots`', 'in Aggregate [hots]'],
    ],
    [
      'values of a case',
      () => logs.withColumn('x', when(col('status').gt(1), 'a').otherwise(col('tags')) as never),
      'append',
      ['Input to `casewhen` should all be the same type, but it\'s ("STRING" or "ARRAY<STRING>")'],
    ],
    ['a list', () => logs.explode('host' as never, 'x'), 'append', ['explode(host)', 'a list or a map', 'in Generate']],
    [
      'an event time',
      () => logs.withWatermark(named('tiem'), '1 minute'),
      'append',
      ['`tiem`', '[`time`', 'EventTimeWatermark'],
    ],
    [
      'duplicates',
      () => logs.dropDuplicates(named('hots')),
      'append',
      ['"hots" among (host, ', 'in Deduplicate [hots]'],
    ],
    [
      'the key of a program',
      () => logs.transformWithState([named('hots')], { name: 'p', output: OTHERS, processor: () => null as never }),
      'append',
      ['`hots`', '[`host`', 'in TransformWithState p'],
    ],
    [
      'append mode',
      () => perHost,
      'append',
      ['without watermark (output result): call withWatermark', 'or write in update'],
    ],
    ['complete mode', () => logs, 'complete', ['(output result): write in append or update mode, or aggregate']],
    ['a limit', () => logs.limit(3), 'update', ['Limits are not supported', 'write in append mode', 'in Limit 3']],
    [
      'a sort',
      () => logs.orderBy(named('host')),
      'append',
      ['in complete output mode: sort where', 'in Sort [host asc'],
    ],
    [
      'two aggregations',
      () => perHost.distinct(),
      'update',
      ['Multiple streaming aggregations', 'write in append mode'],
    ],
    [
      'duplicates within a watermark',
      () => logs.dropDuplicatesWithinWatermark(named('host')),
      'append',
      ['without watermark: call withWatermark before it'],
    ],
    [
      'a join',
      () => logs.join(others, col('host').gt(col('id')) as never),
      'append',
      ['without equality predicate', 'add a condition such as', 'in Join inner, (host > id)'],
    ],
    [
      'a stream and a table',
      () => others.union(table),
      'append',
      ['union between streaming and batch Datasets is not supported: join the stream with the table', 'in Union all'],
    ],
  ]

test.each(WRONG)('%s: says which operator, which column, and what to do', (_, make, mode, message) => {
  let told = ''
  try {
    compilePipeline({ result: { plan: (make() as Any).plan, mode } })
  } catch (error) {
    told = (error as Error).message
  }
  for (const part of message) expect(told).toContain(part)
})
