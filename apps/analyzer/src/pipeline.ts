import { type AnalysisName, localDay, reportOf, type WebLogRow, webLogAnalyses } from '@millrace/analytics'
import {
  type MemorySink,
  memorySink,
  type ParsedDataset,
  type QueryOutput,
  readStream,
  type Source,
} from '@millrace/engine'
import { parquetSink, parquetTableSink, type TableLocation } from '@millrace/hdfs-writer'
import type { WebLogSpec } from '@millrace/log-parser'
import type { BatchFigures } from './figures.ts'

export interface PipelineOptions {
  readonly source: Source
  readonly table: TableLocation
  readonly parser: WebLogSpec
  readonly parquet: 'default' | 'plain'
  readonly adopt: boolean
  readonly sparkMetadata: boolean
  readonly top: number
}

/** Where a line came from: columns of both sources. */
interface RecordRow {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
}

export interface Pipeline {
  readonly outputs: Readonly<Record<string, QueryOutput>>
  /** What the newest batch has written, be it committed or not. */
  readonly figures: () => BatchFigures
}

/** One scan feeds the lines table (`dt` is the log's local day), the quarantine and every analysis. */
export function webLogPipeline({
  source,
  table,
  parser,
  parquet,
  adopt,
  sparkMetadata,
  top,
}: PipelineOptions): Pipeline {
  const { fs, path } = table
  const logs = readStream(source).parse(parser) as ParsedDataset<WebLogRow & RecordRow>
  const columns = parser.schema.map(({ name }) => name)
  const lines = logs.withColumn('dt', localDay).select(...columns, 'topic', 'partition', 'offset', 'dt')
  const analyses = webLogAnalyses(logs, logs.malformed, { top })
  const memory = new Map<string, MemorySink>()
  const writing = { parquet, adopt, sparkMetadata }
  const outputs: Record<string, QueryOutput> = {
    lines: { dataset: lines, sinks: [parquetSink({ fs, table: path, ...writing, partitionBy: 'dt' })] },
    quarantine: { dataset: logs.malformed, sinks: [parquetSink({ fs, table: `${path}.quarantine`, ...writing })] },
  }
  for (const [name, dataset] of Object.entries(analyses)) {
    const newest = memorySink(name)
    memory.set(name, newest)
    outputs[name] = { dataset, sinks: [parquetTableSink({ fs, table: path, name, parquet }), newest] }
  }
  return {
    outputs,
    figures: () => ({
      batchId: memory.get('parsed')?.current?.batchId ?? null,
      report: reportOf((name: AnalysisName) => memory.get(name)?.current?.rows),
    }),
  }
}
