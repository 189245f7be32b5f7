import type { Schema } from '@millrace/columns'
import { expectTypeOf, test } from 'vitest'
import type { FileSystem } from '../connector/file-system.ts'
import type { AppendSink, CompleteSink, RowsSink, Sink } from '../connector/sink.ts'
import type { Source } from '../connector/source.ts'
import type { StaticTable } from '../connector/static-table.ts'
import type { QueryOutput } from '../runtime/query/query-output.ts'
import { startQuery } from '../runtime/query/start-query.ts'
import { consoleSink } from '../sinks/console-sink.ts'
import { foreachBatch } from '../sinks/foreach-batch.ts'
import { memorySink } from '../sinks/memory-sink.ts'
import { count } from './aggregate-functions.ts'
import type { Dataset } from './dataset.ts'
import { readStream } from './read-stream.ts'
import { readTable } from './read-table.ts'
import { col } from './scalar-functions.ts'
import { query } from './streaming-write.ts'
import { sessionWindow, window } from './window.ts'

const schema = [
  { name: 'host', type: 'string', nullable: true },
  { name: 'time', type: 'timestamp', nullable: false },
] as const satisfies Schema
const other = [
  { name: 'client', type: 'string', nullable: true },
  { name: 'at', type: 'timestamp', nullable: false },
] as const satisfies Schema

declare const lines: Source & { readonly structured: true; readonly schema: typeof schema }
declare const others: Source & { readonly structured: true; readonly schema: typeof other }
declare const table: StaticTable & { readonly schema: typeof other }
declare const parquet: AppendSink
declare const latest: CompleteSink
declare const changed: RowsSink<'update'>
declare const any: Sink
declare const fs: FileSystem

const checkpoint = '/checkpoint'
const logs = readStream(lines)
const timed = logs.withWatermark('time', '10 minutes')
const perHost = logs.groupBy('host').agg({ hits: count() })
const perMinute = timed.groupBy(window('time', '1 minute'), 'host').agg({ hits: count() })
const clients = readStream(others).withWatermark('at', '1 minute')
const hosts = readTable(table)
const sameHost = col('host').eq(col('client'))

test('a dataset shows the modes in which it can be written', () => {
  expectTypeOf(logs.nature).toEqualTypeOf<'append' | 'update'>()
  expectTypeOf(timed.nature).toEqualTypeOf<'append' | 'update' | 'watermark'>()
  expectTypeOf(perHost.nature).toEqualTypeOf<'update' | 'complete'>()
  expectTypeOf(perMinute.nature).toEqualTypeOf<'append' | 'update' | 'complete' | 'watermark'>()
  expectTypeOf(hosts.nature).toEqualTypeOf<'table'>()
})

test('append mode: rows, and groups that end', () => {
  logs.writeStream({ sink: parquet, checkpoint })
  logs.select('host').filter(col('host').isNotNull()).writeStream({ sink: consoleSink(), checkpoint })
  perMinute.select('host', 'hits').writeStream({ sink: parquet, mode: 'append', checkpoint })
  timed.groupBy('time').agg({ hits: count() }).writeStream({ sink: parquet, checkpoint })
  timed.groupBy(sessionWindow('time', '5 minutes')).agg({ hits: count() }).writeStream({ sink: parquet, checkpoint })
  // @ts-expect-error an aggregation without watermark
  perHost.writeStream({ sink: parquet, checkpoint })
  // @ts-expect-error a window without watermark
  logs.groupBy(window('time', '1 minute')).agg({ hits: count() }).writeStream({ sink: consoleSink(), checkpoint })
  // @ts-expect-error a watermark, but no key that is a time
  timed.groupBy('host').agg({ hits: count() }).writeStream({ sink: parquet, checkpoint })
  // @ts-expect-error one row that changes with every batch
  timed.agg({ hits: count() }).writeStream({ sink: parquet, checkpoint })
  // @ts-expect-error an aggregation without watermark, written by a function
  perHost.writeStream({ sink: foreachBatch(() => {}), checkpoint })
  // @ts-expect-error distinct rows are groups
  logs.select('host').distinct().writeStream({ sink: parquet, checkpoint })
})

test('complete mode: aggregations', () => {
  perHost.orderBy('hits').limit(10).writeStream({ sink: latest, checkpoint })
  perMinute.writeStream({ sink: memorySink('perMinute'), mode: 'complete', checkpoint })
  // @ts-expect-error no aggregation
  logs.writeStream({ sink: latest, checkpoint })
  // @ts-expect-error no aggregation
  logs.writeStream({ sink: consoleSink({ mode: 'complete' }), checkpoint })
})

test('update mode', () => {
  logs.writeStream({ sink: changed, checkpoint })
  perHost.writeStream({ sink: changed, mode: 'update', checkpoint })
  // @ts-expect-error limited rows
  logs.limit(5).writeStream({ sink: changed, checkpoint })
  // @ts-expect-error an aggregation of an aggregation
  perHost.groupBy('hits').agg({ hosts: count() }).writeStream({ sink: changed, checkpoint })
  // @ts-expect-error two streams
  timed.join(clients, sameHost).writeStream({ sink: changed, checkpoint })
})

test('a mode beside a sink of another one', () => {
  // @ts-expect-error the sink is one of append mode
  perMinute.writeStream({ sink: parquet, mode: 'complete', checkpoint })
})

test('sorts, joins, unions, duplicates', () => {
  timed.join(clients, sameHost).writeStream({ sink: parquet, checkpoint })
  logs.join(hosts, sameHost).writeStream({ sink: changed, checkpoint })
  hosts.join(logs, sameHost, 'right').writeStream({ sink: parquet, checkpoint })
  logs.union(logs).writeStream({ sink: parquet, checkpoint })
  timed.dropDuplicatesWithinWatermark('host').writeStream({ sink: parquet, checkpoint })
  // @ts-expect-error only a complete result is sorted
  logs.orderBy('time').writeStream({ sink: parquet, checkpoint })
  // @ts-expect-error only a complete result is sorted
  perMinute.orderBy('hits').writeStream({ sink: parquet, checkpoint })
  // @ts-expect-error no watermark
  logs.dropDuplicatesWithinWatermark('host').writeStream({ sink: parquet, checkpoint })
  // @ts-expect-error a table is no stream
  hosts.writeStream({ sink: parquet, checkpoint })
  // @ts-expect-error one of them is aggregated
  logs.select('host').union(perHost.select('host')).writeStream({ sink: parquet, checkpoint })
})

test('outputs of one query are checked as well', () => {
  query({ outputs: { lines: { dataset: logs, sink: parquet }, hosts: { dataset: perHost, sink: latest } }, checkpoint })
  query({ outputs: { minutes: { dataset: perMinute, sinks: [latest, memorySink('minutes')] } }, checkpoint })
  // @ts-expect-error an aggregation without watermark
  query({ outputs: { hosts: { dataset: perHost, sink: parquet } }, checkpoint })
  // @ts-expect-error no aggregation
  query({ outputs: { lines: { dataset: logs, sinks: [latest] } }, checkpoint })
})

test('startQuery takes datasets with sinks of their modes', () => {
  const where = { fs, path: checkpoint }
  const good = { dataset: perHost, sinks: [latest] }
  startQuery({ outputs: { perHost: good }, checkpoint: where })
  startQuery({ outputs: { logs: { dataset: logs, sinks: [parquet] } }, checkpoint: where })
  // @ts-expect-error: no watermark
  startQuery({ outputs: { perHost: { dataset: perHost, sinks: [parquet] } }, checkpoint: where })
  // @ts-expect-error: one of the outputs is no aggregation
  const mixed = () => startQuery({ outputs: { a: good, b: { dataset: logs, sinks: [latest] } }, checkpoint: where })
  const outputs: Record<string, QueryOutput> = { perHost: { dataset: perHost, sinks: [parquet] } }
  startQuery({ outputs, checkpoint: where })
  expectTypeOf(mixed).toBeFunction()
})

test('what is not known is left to the analyser', () => {
  const unknown = logs as Dataset<typeof logs.rowType>
  unknown.writeStream({ sink: latest, checkpoint })
  unknown.groupBy('host').agg({ hits: count() }).writeStream({ sink: parquet, checkpoint })
  logs.writeStream({ sink: any, checkpoint })
  perHost.writeStream({ sink: any, checkpoint })
  const takes = (dataset: Dataset<{ readonly host: string | null }>): void => void dataset
  takes(logs.select('host'))
  takes(perHost.select('host'))
  takes(hosts.select(col('client').as('host')))
})
