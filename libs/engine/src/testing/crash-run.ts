import type { Source } from '../connector/source.ts'
import { startQuery } from '../runtime/query/start-query.ts'
import { availableNow, type Trigger } from '../runtime/trigger/trigger.ts'
import { type FaultPlan, Faults, noFaults } from './faults.ts'
import { logLines, logOutputs } from './log-query.ts'
import type { MemoryFileSystem } from './memory-file-system.ts'
import { MemorySource, MemoryTopic } from './memory-source.ts'

/** Two partitions; batches of 40 rows are cut inside of both. */
export const crashTopic = (): MemoryTopic => new MemoryTopic('logs', [logLines(0, 63), logLines(1000, 41)])

export interface RunOptions {
  readonly plan?: FaultPlan
  readonly trigger?: Trigger
  readonly attempts?: number
  readonly topic?: MemoryTopic
  readonly rowsPerBatch?: number
  /** 0 has all state of groups on disk between batches. */
  readonly stateMemory?: number
}

/** One life of an engine over everything in the topic: to its end, or to what ended it. */
export async function runToEnd(
  files: MemoryFileSystem,
  {
    plan = noFaults,
    trigger = availableNow,
    attempts = 50,
    topic = crashTopic(),
    rowsPerBatch = 40,
    ...memory
  }: RunOptions = {},
): Promise<{ readonly calls: number; readonly names: readonly string[]; readonly error: Error | undefined }> {
  const faults = new Faults(plan)
  const source: Source = faults.source(new MemorySource(topic))
  const fs = faults.fileSystem(files)
  let error: Error | undefined
  try {
    const query = await startQuery({
      outputs: logOutputs(source as MemorySource, fs),
      checkpoint: { fs, path: '/checkpoint' },
      trigger,
      maxOffsetsPerTrigger: rowsPerBatch,
      ...memory,
      retry: { firstMs: 0, longestMs: 1, attempts },
    })
    await query.awaitTermination()
  } catch (thrown) {
    error = thrown as Error
  }
  return { calls: faults.calls, names: faults.names, error }
}

/** What readers see: rows of the tables, analyses, and the batches in the logs. */
export function visible(files: MemoryFileSystem) {
  const rows = (table: string) =>
    files
      .paths(`${table}/`)
      .flatMap(path => files.text(path).split('\n').slice(0, -1))
      .sort()
  const ids = (log: string) =>
    files
      .paths(`/checkpoint/${log}/`)
      .map(path => path.slice(path.lastIndexOf('/') + 1))
      .filter(name => /^\d+$/.test(name))
      .map(Number)
      .sort((a, b) => a - b)
  return {
    lines: rows('/lines'),
    refused: rows('/refused'),
    analyses: files
      .paths('/analyses/')
      .filter(path => path.endsWith('.json'))
      .map(path => files.text(path)),
    offsets: ids('offsets'),
    commits: ids('commits'),
  }
}
