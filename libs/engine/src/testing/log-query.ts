import { common, webLogParser } from '@millrace/log-parser'
import { avg, count, countDistinct } from '../api/aggregate-functions.ts'
import { readStream } from '../api/read-stream.ts'
import { stddev } from '../api/statistical-functions.ts'
import type { FileSystem } from '../connector/file-system.ts'
import type { RecordSource } from '../connector/record-source.ts'
import type { QueryOutput } from '../runtime/query/query-output.ts'
import { jsonFileSink, jsonLinesSink } from './file-sinks.ts'
import type { MemorySource } from './memory-source.ts'

/** Lines in common format, every 17th malformed; the same for the same numbers. */
export function logLines(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, k) => {
    const i = from + k
    if (i % 17 === 16) return `malformed line ${i}`
    const day = String(1 + (i % 28)).padStart(2, '0')
    const status = [200, 200, 304, 404, 500][i % 5]
    const bytes = i % 11 === 0 ? '-' : String((i * 7919) % 65_536)
    return `host${i % 13} - - [${day}/Jul/1995:00:00:01 -0400] "GET /page/${i} HTTP/1.0" ${status} ${bytes}`
  })
}

export const logAnalyses = (source: RecordSource) => {
  const logs = readStream(source).parse(webLogParser(common))
  return {
    status: logs
      .groupBy('status')
      .agg({ hits: count(), sd: stddev('bytes'), mean: avg('bytes') })
      .orderBy('status'),
    hosts: logs.agg({ hosts: countDistinct('host'), sd: stddev('bytes') }),
    malformed: logs.malformed.agg({ lines: count() }),
  }
}

/** One scan into a table of the parsed lines, one of the malformed, and three analyses. */
export function logOutputs(source: MemorySource, fs: FileSystem): Record<string, QueryOutput> {
  const logs = readStream(source).parse(webLogParser(common))
  const outputs: Record<string, QueryOutput> = {
    lines: { dataset: logs.select('path', 'topicPartition', 'offset'), sinks: [jsonLinesSink(fs, '/lines')] },
    refused: { dataset: logs.malformed, sinks: [jsonLinesSink(fs, '/refused')] },
  }
  for (const [name, dataset] of Object.entries(logAnalyses(source)))
    outputs[name] = { dataset, sinks: [jsonFileSink(fs, `/analyses/${name}.json`)] }
  return outputs
}
