import type { Column, Schema } from '@millrace/columns'
import { createLineParser, type LineBlock, reasonsOf, webLog, webLogSchema } from '@millrace/log-parser'
import { expect, test } from 'vitest'
import { avg, count, countDistinct, max } from '../api/aggregate-functions.ts'
import type { Dataset } from '../api/dataset.ts'
import { readStream } from '../api/read-stream.ts'
import { coalesce, col, concat, hour, lit, timestampAdd, toDate } from '../api/scalar-functions.ts'
import { asc, desc } from '../api/sort-order.ts'
import type { Source } from '../connector/source.ts'
import { compilePipeline, type PhysicalPipeline } from '../optimise/pipeline.ts'
import { AggregateState } from '../state/aggregate-state.ts'
import { transferList } from './aggregate/partial-aggregator.ts'
import { PostPipeline } from './post-pipeline.ts'
import { rowsOf } from './rows.ts'
import { columnFrom } from './testing/columns.ts'
import { WorkerPipeline } from './worker-pipeline.ts'

const sourceSchema = [
  { name: 'partition', type: 'int32', nullable: false },
  { name: 'offset', type: 'int64', nullable: false },
] as const satisfies Schema

const source = {
  description: 'TestSource[logs]',
  schema: sourceSchema,
  position: { source: 'partition', position: 'offset' },
} as unknown as Source & { readonly schema: typeof sourceSchema }

const logs = readStream(source).parse({
  parser: { module: '', name: '' },
  format: webLog,
  schema: webLogSchema,
  reasons: reasonsOf(webLog),
})
const local = logs
  .withColumn('local', timestampAdd('minute', 'utcOffset', 'time'))
  .withColumn('day', toDate('local'))
  .withColumn('endpoint', coalesce(concat('path', lit('?'), 'query'), 'path'))

const line = (host: string, day: number, target: string, status: number, bytes: number | '-'): string =>
  `${host} - - [0${day}/Jul/1995:23:59:59 -0400] "GET ${target} HTTP/1.0" ${status} ${bytes}`

const LINES = [
  line('a.example', 1, '/x?q=1', 200, 10),
  'garbage',
  line('b.example', 1, '/x', 404, '-'),
  line('a.example', 2, '/x', 200, 30),
  line('a.example', 2, '/y', 404, '-'),
  'more garbage',
  line('c.example', 2, '/x', 200, 20),
]

/** The lines, split into blocks before the given indices. */
function blocksOf(cuts: readonly number[]): (LineBlock & { readonly columns: Record<string, Column> })[] {
  const bounds = [0, ...cuts, LINES.length]
  return bounds.slice(1).map((to, i) => {
    const lines = LINES.slice(bounds[i], to)
    const starts = new Int32Array(lines.length)
    for (let k = 1; k < lines.length; k++) starts[k] = starts[k - 1] + lines[k - 1].length + 1
    return {
      bytes: new Uint8Array(Buffer.from(`${lines.join('\n')}\n`)),
      starts,
      ends: starts.map((s, k) => s + lines[k].length),
      count: lines.length,
      columns: {
        partition: columnFrom(
          'int32',
          lines.map(() => 3),
        ),
        offset: columnFrom(
          'int64',
          lines.map((_, k) => BigInt(100 + bounds[i] + k)),
        ),
      },
    }
  })
}

/** Runs all lines through one task and gives every output's rows. */
function run(pipeline: PhysicalPipeline, cuts: readonly number[]): Record<string, unknown[]> {
  const plan = JSON.parse(JSON.stringify(pipeline.streams[0].worker))
  const parser = createLineParser(plan.parser!.format, plan.needs.parser)
  const worker = new WorkerPipeline(plan)
  const results: Record<string, unknown[]> = {}
  for (const block of blocksOf(cuts)) {
    for (const { output, batch } of worker.process(parser.parse(block), block)) {
      results[output] = [...(results[output] ?? []), ...rowsOf(batch)]
    }
    parser.reset()
  }
  const states = pipeline.aggregations.map(a => new AggregateState(a))
  for (const [i, partial] of worker.finish().entries()) {
    states[i].merge(structuredClone(partial, { transfer: transferList(partial) }))
    states[i].endBatch()
  }
  for (const [name, output] of Object.entries(pipeline.outputs)) {
    if (output.kind === 'aggregate') {
      const batch = new PostPipeline(output.post).run(states[output.aggregation].result())
      expect(batch.schema).toEqual(output.schema)
      results[name] = rowsOf(batch)
    }
  }
  return results
}

const complete = (dataset: Pick<Dataset<unknown>, 'plan'>) => ({ plan: dataset.plan, mode: 'complete' }) as const
const append = (dataset: Pick<Dataset<unknown>, 'plan'>) => ({ plan: dataset.plan, mode: 'append' }) as const

test.each([[[]], [[1]], [[2, 5]], [[1, 2, 3, 4, 5, 6]]])('one scan, many outputs (blocks cut at %j)', cuts => {
  const hosts = local.groupBy('host').agg({ hits: count(), largest: max('bytes') })
  const pipeline = compilePipeline({
    rows: append(local.filter(col('status').eq(200)).select('host', 'day', 'endpoint').withColumn('dt', col('day'))),
    positions: append(logs.select('offset', 'host')),
    quarantine: append(logs.malformed),
    reasons: complete(logs.malformed.groupBy('source').agg({ lines: count() })),
    hosts: complete(hosts.orderBy(desc('hits'), asc('host')).limit(2)),
    busy: complete(hosts.filter(col('hits').gt(1)).select('host')),
    endpoints: complete(local.groupBy('endpoint').agg({ hits: count() }).orderBy(desc('hits'), 'endpoint')),
    missing: complete(local.filter(col('status').eq(404)).groupBy(hour('local').as('hour')).agg({ n: count() })),
    daily: complete(
      local
        .groupBy('day')
        .agg({ requests: count(), hosts: countDistinct('host') })
        .withColumn('average', col('requests').div(col('hosts')))
        .orderBy('day'),
    ),
    size: complete(logs.agg({ n: count('bytes'), mean: avg('bytes') })),
    again: complete(hosts.agg({ hosts: count(), most: max('hits') })),
  })
  expect(run(pipeline, cuts)).toEqual({
    rows: [
      { host: 'a.example', day: '1995-07-01', endpoint: '/x?q=1', dt: '1995-07-01' },
      { host: 'a.example', day: '1995-07-02', endpoint: '/x', dt: '1995-07-02' },
      { host: 'c.example', day: '1995-07-02', endpoint: '/x', dt: '1995-07-02' },
    ],
    positions: [
      { offset: 100n, host: 'a.example' },
      { offset: 102n, host: 'b.example' },
      { offset: 103n, host: 'a.example' },
      { offset: 104n, host: 'a.example' },
      { offset: 106n, host: 'c.example' },
    ],
    quarantine: [
      { reason: expect.any(String), raw: new Uint8Array(Buffer.from('garbage')), source: '3', position: 101n },
      { reason: expect.any(String), raw: new Uint8Array(Buffer.from('more garbage')), source: '3', position: 105n },
    ],
    reasons: [{ source: '3', lines: 2n }],
    hosts: [
      { host: 'a.example', hits: 3n, largest: 30n },
      { host: 'b.example', hits: 1n, largest: null },
    ],
    busy: [{ host: 'a.example' }],
    endpoints: [
      { endpoint: '/x', hits: 3n },
      { endpoint: '/x?q=1', hits: 1n },
      { endpoint: '/y', hits: 1n },
    ],
    missing: [{ hour: 23, n: 2n }],
    daily: [
      { day: '1995-07-01', requests: 2n, hosts: 2n, average: 1 },
      { day: '1995-07-02', requests: 3n, hosts: 2n, average: 1.5 },
    ],
    size: [{ n: 3n, mean: 20 }],
    again: [{ hosts: 3n, most: 3n }],
  })
})

test('the reason of a malformed line is the parser\u2019s', () => {
  const reasons = compilePipeline({ q: append(logs.malformed.select('reason')) })
  expect(run(reasons, []).q).toEqual([{ reason: 'host' }, { reason: 'ident' }])
})

test('reset forgets the task so far', () => {
  const pipeline = compilePipeline({ n: complete(logs.agg({ n: count() })) })
  const worker = new WorkerPipeline(pipeline.streams[0].worker)
  const parser = createLineParser(webLog, pipeline.streams[0].worker.needs.parser)
  const [block] = blocksOf([])
  worker.process(parser.parse(block), block)
  worker.reset()
  worker.process(parser.parse(block), block)
  const state = new AggregateState(pipeline.aggregations[0])
  state.merge(worker.finish()[0])
  state.endBatch()
  expect(rowsOf(state.result())).toEqual([{ value0: 5n }])
})
