import { type AnyDataset, type Dataset, readStream, readTable, type Source, type StaticTable } from '@millrace/engine'
import { schemaOfText } from '@millrace/engine/sql'
import { MillraceError } from '@millrace/errors'
import {
  csvFormat,
  directorySource,
  fileTable,
  jsonFormat,
  linesFormat,
  parquetFormat,
  textFormat,
} from '@millrace/files'
import { parserOf } from '@millrace/log-parser'
import { presetNames } from '@millrace/log-parser/formats'
import { createLogger } from '@millrace/logging'
import type { OpenLocation } from '../open-location.ts'
import type { PipelineStatement } from './pipeline-statement.ts'
import { takeCluster } from './take-cluster.ts'
import { TakenOptions } from './take-options.ts'

/** Log formats that a view may be USING: `json` is that of rows. */
const LOGS: readonly string[] = presetNames.filter(name => name !== 'json')
const DIRECTORIES = ['csv', 'json', 'parquet', 'text']

/** The dataset of CREATE TEMPORARY VIEW ... USING: a stream, or with `stream 'false'` a table. `reader` names the query to a journal. */
export async function openSource(
  { name, format, options }: Extract<PipelineStatement, { kind: 'source' }>,
  openLocation: OpenLocation,
  reader: string,
): Promise<AnyDataset> {
  const taken = new TakenOptions(`View ${name} using ${format}`, options)
  const dataset = await datasetOf(format, taken, openLocation, reader)
  const eventTime = taken.optional('eventTime')
  const delay = taken.optional('watermarkDelay')
  taken.done()
  if ((eventTime === undefined) !== (delay === undefined))
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `View ${name} needs both options or none: eventTime and watermarkDelay.`,
    )
  if (eventTime === undefined || delay === undefined) return dataset
  return (dataset as Dataset<Record<string, Date>>).withWatermark(eventTime, delay)
}

async function datasetOf(
  format: string,
  taken: TakenOptions,
  openLocation: OpenLocation,
  reader: string,
): Promise<AnyDataset> {
  if (LOGS.includes(format)) {
    const lines = directorySource({ ...directoryOptions(taken, openLocation), format: linesFormat() })
    return readStream(lines as Source).parse(await parserOf(taken.optional('logFormat') ?? format))
  }
  if (format === 'journal' || format === 'kafka') return topicOf(format, taken, openLocation, reader)
  if (!DIRECTORIES.includes(format))
    throw new MillraceError(
      'MILLRACE_UNSUPPORTED',
      `USING ${format} is not supported as a source; expected one of ${[...LOGS, ...DIRECTORIES, 'journal', 'kafka'].join(', ')}.`,
    )
  const rows = rowFormat(format, taken)
  const isStream = taken.choice('stream', ['true', 'false'], 'true') === 'true'
  if (!isStream) return readTable(fileTable({ ...openLocation(taken.required('path')), format: rows }) as StaticTable)
  return readStream(
    directorySource({ ...directoryOptions(taken, openLocation), format: rows }) as Source & { structured: true },
  )
}

function directoryOptions(taken: TakenOptions, openLocation: OpenLocation) {
  const maxFilesPerTrigger = taken.integer('maxFilesPerTrigger')
  return {
    ...openLocation(taken.required('path')),
    ...(maxFilesPerTrigger === undefined ? {} : { maxFilesPerTrigger }),
  }
}

function rowFormat(format: string, taken: TakenOptions) {
  if (format === 'text') return textFormat()
  const schema = schemaOfText(taken.required('schema'))
  if (format === 'json') return jsonFormat({ schema })
  if (format === 'parquet') return parquetFormat({ schema })
  const header = taken.choice('header', ['true', 'false'], 'false') === 'true'
  const delimiter = taken.optional('sep') ?? ','
  return csvFormat({ schema, header, delimiter })
}

/** Lines of a topic, which a log format parses. */
async function topicOf(
  format: 'journal' | 'kafka',
  taken: TakenOptions,
  openLocation: OpenLocation,
  reader: string,
): Promise<AnyDataset> {
  const parser = await parserOf(taken.optional('logFormat') ?? 'weblog')
  const topic = taken.required('topic')
  const startingOffsets = taken.choice('startingOffsets', ['earliest', 'latest'], 'earliest')
  const log = createLogger('run')
  const onWarning = (message: string): void => log.warn(message)
  if (format === 'journal') {
    const { journalSource } = await import('@millrace/journal')
    const { path } = openLocation(taken.required('path'))
    return readStream(journalSource({ path, topic, startingOffsets, reader, onWarning })).parse(parser) as AnyDataset
  }
  const { kafkaSource } = await import('@millrace/kafka')
  const cluster = await takeCluster(taken)
  const source = kafkaSource({ ...cluster, topic: [topic], startingOffsets, onWarning })
  return readStream(source).parse(parser) as AnyDataset
}
