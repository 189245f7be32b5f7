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
import { createLogger } from '@millrace/logging'
import type { OpenLocation } from '../open-location.ts'
import type { PipelineStatement } from './pipeline-statement.ts'
import { takeCluster } from './take-cluster.ts'
import { TakenOptions } from './take-options.ts'

const WEB_LOG = 'weblog'
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
  if (format === 'journal' || format === 'kafka') return topicOf(format, taken, openLocation, reader)
  if (!DIRECTORIES.includes(format)) return logOf(format, taken, openLocation)
  const rows = rowFormat(format, taken)
  const isStream = taken.choice('stream', ['true', 'false'], 'true') === 'true'
  if (!isStream) return readTable(fileTable({ ...openLocation(taken.required('path')), format: rows }) as StaticTable)
  return readStream(
    directorySource({ ...directoryOptions(taken, openLocation), format: rows }) as Source & { structured: true },
  )
}

/** Names of log formats that a view may be USING, loaded when they are asked for; `json` is that of rows. */
async function logFormats(): Promise<readonly string[]> {
  const { presetNames } = await import('@millrace/log-parser/formats')
  return presetNames.filter(name => name !== 'json')
}

/** Lines of files in a log format. */
async function logOf(format: string, taken: TakenOptions, openLocation: OpenLocation): Promise<AnyDataset> {
  const known = format === WEB_LOG ? [format] : await logFormats()
  if (!known.includes(format))
    throw new MillraceError(
      'MILLRACE_UNSUPPORTED',
      `USING ${format} is not supported as a source; expected one of ${[...known, ...DIRECTORIES, 'journal', 'kafka'].join(', ')}.`,
    )
  const lines = directorySource({ ...directoryOptions(taken, openLocation), format: linesFormat() })
  return readStream(lines as Source).parse(await parserOf(taken.optional('logFormat') ?? format))
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
  const parser = await parserOf(taken.optional('logFormat') ?? WEB_LOG)
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
