import { resolve } from 'node:path'
import { callerDirectory } from '@millrace/config'
import { type AnyDataset, consoleSink, every, query, type Sink, type StreamingWrite } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { parquetSink, parquetTableSink } from '@millrace/hdfs-writer'
import type { OpenLocation } from '../open-location.ts'
import type { PipelineStatement } from './pipeline-statement.ts'
import { takeCluster } from './take-cluster.ts'
import { TakenOptions } from './take-options.ts'

/** The query of CREATE STREAMING TABLE name USING parquet|kafka|journal|console. */
export async function openQuery(
  { name, format, options }: Extract<PipelineStatement, { kind: 'query' }>,
  dataset: AnyDataset,
  openLocation: OpenLocation,
): Promise<StreamingWrite> {
  const taken = new TakenOptions(`Streaming table ${name} using ${format}`, options)
  const mode = taken.choice('mode', ['append', 'update', 'complete'], 'append')
  const sink = await sinkOf(name, format, mode, taken, openLocation)
  const trigger = taken.optional('trigger')
  const maxOffsetsPerTrigger = taken.integer('maxOffsetsPerTrigger')
  const stateMemory = taken.size('stateMemory')
  const stateDirectory = taken.optional('stateDirectory')
  const write = query({
    outputs: { [name]: { dataset, sink, mode } },
    name,
    checkpoint: taken.required('checkpoint'),
    ...(trigger === undefined ? {} : { trigger: every(trigger) }),
    ...(maxOffsetsPerTrigger === undefined ? {} : { maxOffsetsPerTrigger }),
    ...(stateMemory === undefined ? {} : { stateMemory }),
    ...(stateDirectory === undefined ? {} : { stateDirectory: resolve(callerDirectory(), stateDirectory) }),
  })
  taken.done()
  return write
}

async function sinkOf(
  name: string,
  format: string,
  mode: 'append' | 'update' | 'complete',
  taken: TakenOptions,
  openLocation: OpenLocation,
): Promise<Sink> {
  if (format === 'console') return consoleSink({ mode })
  if (format === 'kafka') {
    const { kafkaSink } = await import('@millrace/kafka')
    return kafkaSink({ ...(await takeCluster(taken)), topic: taken.required('topic'), mode })
  }
  if (format === 'journal') {
    const { journalSink } = await import('@millrace/journal')
    return journalSink({ path: openLocation(taken.required('path')).path, topic: taken.required('topic'), mode })
  }
  if (format !== 'parquet')
    throw new MillraceError(
      'MILLRACE_UNSUPPORTED',
      `USING ${format} is not supported as a sink; expected parquet, kafka, journal or console.`,
    )
  const { fs, path: table } = openLocation(taken.required('path'))
  if (mode === 'complete') return parquetTableSink({ fs, table, name })
  const partitionBy = taken.optional('partitionBy')
  return parquetSink({ fs, table, ...(partitionBy === undefined ? {} : { partitionBy }) })
}
