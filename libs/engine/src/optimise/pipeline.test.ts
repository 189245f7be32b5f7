import '../function-library.ts'
import type { Schema } from '@millrace/columns'
import { describe, expect, test } from 'vitest'
import { avg, count, countDistinct, countIf, max, sum } from '../api/aggregate-functions.ts'
import type { Dataset } from '../api/dataset.ts'
import { readStream } from '../api/read-stream.ts'
import { coalesce, col, concat, hour, length, lit, timestampAdd, toDate } from '../api/scalar-functions.ts'
import { desc } from '../api/sort-order.ts'
import type { Source } from '../connector/source.ts'
import { explainPipeline } from '../plan/explain.ts'
import { compilePipeline } from './pipeline.ts'

const schema = [
  { name: 'host', type: 'string', nullable: true },
  { name: 'time', type: 'timestamp', nullable: false },
  { name: 'utcOffset', type: 'int16', nullable: false },
  { name: 'path', type: 'string', nullable: true },
  { name: 'query', type: 'string', nullable: true },
  { name: 'status', type: 'int16', nullable: false },
  { name: 'bytes', type: 'int64', nullable: true },
  { name: 'referrer', type: 'string', nullable: true },
] as const satisfies Schema

const sourceSchema = [
  { name: 'topic', type: 'string', nullable: false },
  { name: 'partition', type: 'int32', nullable: false },
  { name: 'offset', type: 'int64', nullable: false },
] as const satisfies Schema

const source = {
  description: 'TestSource[logs]',
  schema: sourceSchema,
  position: { source: 'topic', position: 'offset' },
} as unknown as Source & { readonly schema: typeof sourceSchema }

const parser = {
  parser: { module: 'file:///parser.ts', name: 'createParser' },
  format: { preset: 'test' },
  schema,
  reasons: ['bad'],
}
const logs = readStream(source).parse(parser)
const endpoint = coalesce(concat('path', lit('?'), 'query'), 'path')

type AnyDataset = Pick<Dataset<unknown>, 'plan'>
const complete = (datasets: Readonly<Record<string, AnyDataset>>) =>
  compilePipeline(Object.fromEntries(Object.entries(datasets).map(([n, d]) => [n, { plan: d.plan, mode: 'complete' }])))
const append = (dataset: AnyDataset) => compilePipeline({ rows: { plan: dataset.plan, mode: 'append' } })

describe('columns asked for', () => {
  test('only those that an output reads', () => {
    const worker = complete({ hosts: logs.groupBy('host').agg({ n: count() }) }).streams[0].worker
    expect(worker.needs).toEqual({ parser: { host: 'values' }, source: [] })
    expect(worker.parsed.schema.map(f => f.name)).toEqual(['host'])
  })

  test('only the nulls where no value is read', () => {
    const missing = logs.agg({ referrers: count('referrer'), all: count() })
    expect(complete({ missing }).streams[0].worker.needs.parser).toEqual({ referrer: 'validity' })
    const nulls = logs.agg({ a: countIf(col('referrer').isNull()), b: countIf(col('referrer').isNotNull()) })
    const worker = complete({ nulls }).streams[0].worker
    expect(worker.needs.parser).toEqual({ referrer: 'validity' })
    expect(worker.parsed.aggregations[0].spec.functions.map(f => f.name)).toEqual(['countNull', 'count'])
    const without = logs.filter(col('referrer').isNull()).agg({ n: count(), hosts: countDistinct('host') })
    expect(complete({ without }).streams[0].worker.needs.parser).toEqual({ host: 'values', referrer: 'validity' })
  })

  test('values as soon as one output needs them, whatever the order', () => {
    const counted = logs.agg({ n: count('bytes') })
    const summed = logs.agg({ n: sum('bytes') })
    expect(complete({ counted, summed }).streams[0].worker.needs.parser).toEqual({ bytes: 'values' })
    expect(complete({ summed, counted }).streams[0].worker.needs.parser).toEqual({ bytes: 'values' })
    const expression = logs.agg({ n: count(length('referrer')) })
    expect(complete({ counted, expression }).streams[0].worker.needs.parser).toEqual({
      bytes: 'validity',
      referrer: 'values',
    })
  })

  test('a column that is dropped again is not read', () => {
    const rows = logs.withColumn('dt', toDate('time')).select('dt', 'offset')
    expect(append(rows).streams[0].worker.needs).toEqual({ parser: { time: 'values' }, source: ['offset'] })
  })

  test('count(*) reads nothing', () => {
    expect(complete({ all: logs.agg({ n: count() }) }).streams[0].worker.needs).toEqual({ parser: {}, source: [] })
  })

  test('malformed lines ask for the position columns of the source', () => {
    const worker = append(logs.malformed).streams[0].worker
    expect(worker.needs).toEqual({ parser: {}, source: ['topic', 'offset'] })
    expect(
      complete({ r: logs.malformed.groupBy('reason').agg({ n: count() }) }).streams[0].worker.needs.source,
    ).toEqual([])
  })
})

describe('sharing', () => {
  const failed = logs.filter(col('status').gte(400))

  test('the same input and keys are one aggregation with all functions', () => {
    const { aggregations, outputs } = complete({
      a: logs.agg({ n: count(), m: max('bytes') }),
      b: logs.agg({ mean: avg('bytes'), n: count() }),
      c: failed.agg({ n: count() }),
    })
    expect(aggregations.map(a => a.functions.map(f => f.name))).toEqual([['count', 'max', 'avg'], ['count']])
    expect(outputs.a).toMatchObject({ aggregation: 0 })
    expect(outputs.b).toMatchObject({ aggregation: 0 })
    expect(outputs.c).toMatchObject({ aggregation: 1 })
  })

  test('equal filters and expressions are computed once, whatever names they go by', () => {
    const worker = complete({
      all: logs.groupBy(endpoint.as('endpoint')).agg({ n: count() }),
      failed: failed.withColumn('target', endpoint).groupBy('target').agg({ n: count() }),
      missing: failed.filter(col('status').eq(404)).agg({ n: count() }),
    }).streams[0].worker
    expect(worker.parsed.selections.map(s => s.input)).toEqual([-1, 0])
    expect(worker.parsed.expressions).toHaveLength(1)
    expect(worker.parsed.expressions[0].selection).toBe(-1)
  })

  test('an expression that can fail sees only the rows that its filters let through', () => {
    const ratio = col('bytes').div(col('status'))
    const worker = complete({
      all: logs.agg({ r: sum(ratio) }),
      some: logs.filter(col('status').neq(0)).agg({ r: sum(ratio) }),
    }).streams[0].worker
    expect(worker.parsed.expressions.map(e => e.selection)).toEqual([-1, 0])
  })
})

test('plans and pipelines survive JSON', () => {
  const daily = logs
    .withColumn('day', toDate(timestampAdd('minute', 'utcOffset', 'time')))
    .filter(
      col('bytes')
        .gt(2n ** 62n)
        .or(col('host').neq('ü')),
    )
    .groupBy('day')
    .agg({ n: count(), big: sum(col('bytes').times(2)) })
    .orderBy(desc('n'))
    .limit(3)
  expect(JSON.parse(JSON.stringify(daily.plan))).toEqual(daily.plan)
  const pipeline = complete({ daily, refused: logs.malformed.agg({ n: count() }) })
  expect(JSON.parse(JSON.stringify(pipeline))).toEqual(pipeline)
  expect(complete({ daily: { plan: JSON.parse(JSON.stringify(daily.plan)) } })).toEqual(complete({ daily }))
})

describe('analysis errors are in the words of Spark', () => {
  const loose = readStream(source as Source).parse({ ...parser, schema: schema as Schema })
  test.each([
    [
      'UNRESOLVED_COLUMN',
      'Did you mean one of the following? [`host`',
      () => append(loose.filter(col('hots').eq('a'))),
    ],
    ['UNRESOLVED_COLUMN', '`nothing` cannot be resolved', () => append(loose.select('nothing'))],
    ['DATATYPE_MISMATCH', 'got ("DATE")', () => complete({ x: loose.agg({ s: sum(toDate('time') as never) }) })],
    ['DATATYPE_MISMATCH', '"(time = bytes)"', () => append(loose.filter(col('time').eq(col('bytes'))))],
    ['DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN', 'is int16', () => append(loose.filter(col('status') as never))],
    [
      'DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION',
      'cannot cast int16 to date',
      () => append(loose.withColumn('d', col('status').cast('date'))),
    ],
    ['MISSING_AGGREGATION', '"path"', () => complete({ x: loose.groupBy('host').agg({ p: col('path') }) })],
    ['NESTED_AGGREGATE_FUNCTION', 'sum(count(*))', () => complete({ x: loose.agg({ p: sum(count()) }) })],
    ['UNSUPPORTED_EXPR_FOR_OPERATOR', 'count(*)', () => append(loose.withColumn('n', count()))],
    ['COLUMN_ALREADY_EXISTS', '`host`', () => append(loose.select('host', 'host'))],
    ['STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION', 'append', () => append(loose.agg({ n: count() }))],
    ['STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION', 'complete', () => complete({ x: loose })],
    ['Sorting is not supported', '', () => append(loose.orderBy('host'))],
    [
      'in the same format',
      '',
      () =>
        complete({
          a: logs.agg({ n: count() }),
          b: readStream(source)
            .parse({ ...parser, format: { preset: 'other' } })
            .agg({ n: count() }),
        }),
    ],
    [
      'UNRESOLVED_ROUTINE',
      '`nope`',
      () => append({ plan: { op: 'filter', input: loose.plan, condition: { kind: 'call', name: 'nope', args: [] } } }),
    ],
  ] as const)('%s %s', (code, text, run) => {
    expect(run).toThrow(expect.objectContaining({ code: 'MILLRACE_ANALYSIS', message: expect.stringContaining(code) }))
    expect(run).toThrow(text)
  })

  test('a source column with the name of a parsed one', () => {
    const clash = { ...source, schema: [{ name: 'host', type: 'string', nullable: false }] } as unknown as Source
    expect(() => readStream(clash).parse(parser)).toThrow('COLUMN_ALREADY_EXISTS')
  })
})

test('keys may be used beside aggregates, and an aggregate may be computed with', () => {
  const { outputs } = complete({
    x: logs
      .groupBy(hour('time').as('hour'))
      .agg({ next: col('hour').plus(1) as never, mean: sum('bytes').div(count()) }),
  })
  expect(outputs.x.schema).toEqual([
    { name: 'hour', type: 'int32', nullable: false },
    { name: 'next', type: 'int32', nullable: false },
    { name: 'mean', type: 'double', nullable: true },
  ])
})

test('explain shows what is parsed, filtered, aggregated and done afterwards', () => {
  const top = logs.filter(col('status').eq(404)).groupBy('path').agg({ n: count() }).orderBy(desc('n')).limit(5)
  expect(top.explain()).toBe(`== Logical Plan ==
Limit 5
+- Sort [n desc nulls last]
   +- Aggregate [path], [count(*) AS n]
      +- Filter (status = 404)
         +- Parse test [host, time, utcOffset, path, query, status, bytes, referrer]
            +- Scan TestSource[logs]
== Physical Plan ==
Stream TestSource[logs]
Parse test [path, status]
Source columns []
Parsed rows [path, status]
   #0: Filter (cast(status as int) = 404)
   Partial aggregation 0 where #0 [key0 = path], [value0 = count()]
Output result: aggregation 0, complete
   +- Project [key0 AS path, value0 AS n]
   +- Sort [n desc nulls last]
   +- Limit 5`)
  expect(explainPipeline(append(logs.malformed))).toContain('Rows rows [reason, raw, topic, offset]')
  expect(logs.orderBy('host').explain()).toContain('Sorting is not supported')
})
