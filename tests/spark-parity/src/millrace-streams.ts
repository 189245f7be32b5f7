import type { ColumnBatch } from '@millrace/columns'
import {
  availableNow,
  compilePipeline,
  Dataset,
  foreachBatch,
  type MemoryStream,
  memoryStream,
  readStream,
  readTable,
  startQuery,
  tableOf,
} from '@millrace/engine'
import { SqlSession } from '@millrace/engine/sql'
import { hiveText, hostReader, typeText } from '@millrace/engine/values'
import { MemoryFileSystem } from '../../../libs/engine/src/testing/memory-file-system.ts'
import type { BatchAnswer, Cell, StreamAnswer } from './answer.ts'
import type { SourceData, StreamCase } from './case.ts'
import { errorAnswer } from './millrace-errors.ts'
import { castRows, givenRows } from './millrace-tables.ts'

/** What a query over streams emits, batch by batch. Throws where it does not start. */
export async function answerStream(streamCase: StreamCase): Promise<StreamAnswer> {
  const { tables = {}, sources, views = {}, query, mode, restartAfter = [], timeZone } = streamCase
  const session = new SqlSession({ timeZone })
  for (const [name, { schema, rows }] of Object.entries(tables)) {
    const given = givenRows(schema, rows)
    await registerView(session, name, schema, readTable(tableOf(name, given.schema, given)))
  }
  const streams: Record<string, MemoryStream> = {}
  for (const [name, source] of Object.entries(sources)) {
    streams[name] = memoryStream(name, givenRows(source.schema, []).schema)
    const view = await registerView(session, name, source.schema, readStream(streams[name]))
    session.registerDataset(name, prepared(view, source))
  }
  for (const [name, view] of Object.entries(views)) {
    const dataset = await session.dataset(view.query)
    session.registerDataset(name, prepared(new Dataset(dataset.sources, dataset.plan), view))
  }
  const dataset = await session.dataset(query)
  const fields = compilePipeline({ result: { plan: dataset.plan, mode } }).outputs.result.schema
  const answer = { schema: fields.map(({ name, type }) => ({ name, type: typeText(type) })) }
  const fs = new MemoryFileSystem()
  const batches: BatchAnswer[] = []
  const count = Math.max(...Object.values(sources).map(source => source.batches.length))
  let given = 0
  for (const [run, end] of [...restartAfter.map(after => after + 1), count].entries()) {
    for (const [name, { schema, batches: all }] of Object.entries(sources))
      for (const rows of all.slice(given, end)) streams[name].add(givenRows(schema, rows))
    given = end
    const emitted = new Map<number, BatchAnswer['rows']>()
    const sink = foreachBatch((rows, id) => void emitted.set(id, printed(rows, timeZone)), { mode })
    const running = await startQuery({
      outputs: { result: { dataset, sinks: [sink] } },
      checkpoint: { fs, path: '/checkpoint' },
      trigger: availableNow,
      maxOffsetsPerTrigger: 1,
    })
    const failure = await running.awaitTermination().catch(errorAnswer)
    for (const { batchId: id, eventTime, sources: read } of running.recentProgress)
      batches.push({
        id,
        run,
        data: read.some(({ startOffset, endOffset }) => JSON.stringify(startOffset) !== JSON.stringify(endOffset)),
        ...(eventTime === undefined ? {} : { watermark: eventTime.watermark }),
        rows: emitted.get(id) ?? [],
      })
    if (failure !== undefined) return { ...answer, batches, ...failure }
  }
  return { ...answer, batches }
}

/** A view of what a case gives as text, in the types of its schema. */
async function registerView(
  session: SqlSession,
  name: string,
  schema: string,
  given: Dataset<unknown>,
): Promise<Dataset<Readonly<Record<string, never>>>> {
  session.registerDataset(`${name}_given`, given)
  const view = await session.dataset(castRows(name, schema))
  session.registerDataset(name, view)
  return new Dataset(given.sources, view.plan)
}

/** What is called on the dataset before SQL reads it. */
function prepared(
  view: Dataset<Readonly<Record<string, never>>>,
  { watermark, dropDuplicates, dropDuplicatesWithinWatermark }: Omit<SourceData, 'schema' | 'batches'>,
): Dataset<Readonly<Record<string, never>>> {
  const timed = watermark === undefined ? view : view.withWatermark(watermark.column, watermark.delay)
  const distinct = dropDuplicates === undefined ? timed : timed.dropDuplicates(...dropDuplicates)
  return dropDuplicatesWithinWatermark === undefined
    ? distinct
    : distinct.dropDuplicatesWithinWatermark(...dropDuplicatesWithinWatermark)
}

/** Rows as spark-sql prints them. */
function printed({ schema, columns, length }: ColumnBatch, timeZone?: string): Cell[][] {
  const cells = columns.map((column, i) => {
    const read = hostReader(column)
    const text = hiveText(schema[i].type, timeZone)
    return (row: number): Cell => {
      const value = read(row)
      return value === null ? null : text(value)
    }
  })
  return Array.from({ length }, (_, row) => cells.map(cell => cell(row)))
}
