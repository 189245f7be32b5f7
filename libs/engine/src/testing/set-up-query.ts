import { type StartQueryOptions, startQuery } from '../runtime/query/start-query.ts'
import { visible } from './crash-run.ts'
import { type FaultPlan, Faults } from './faults.ts'
import { logLines, logOutputs } from './log-query.ts'
import { MemoryFileSystem } from './memory-file-system.ts'
import { MemorySource, MemoryTopic } from './memory-source.ts'

/** A topic with some lines, a file system, and a way to start the query over them. */
export function setUp({ lines = 50, plan }: { lines?: number; plan?: FaultPlan } = {}) {
  const topic = new MemoryTopic('logs', [logLines(0, lines)])
  const files = new MemoryFileSystem()
  const faults = plan && new Faults(plan)
  const fs = faults?.fileSystem(files) ?? files
  const inner = new MemorySource(topic)
  const start = (options: Partial<StartQueryOptions> = {}, source: MemorySource = inner) =>
    startQuery({
      outputs: logOutputs((faults?.source(source) as MemorySource | undefined) ?? source, fs),
      checkpoint: { fs, path: '/checkpoint' },
      maxOffsetsPerTrigger: 20,
      retry: { firstMs: 0, longestMs: 1 },
      ...options,
    })
  return { topic, files, source: inner, start }
}

/** Lines in the tables. */
export const seenLines = (files: MemoryFileSystem): number =>
  visible(files).lines.length + visible(files).refused.length
