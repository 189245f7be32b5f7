import { MillraceError } from '@millrace/errors'
import type { FileSystem } from '../connector/file-system.ts'
import { BatchLog } from './batch-log.ts'

/** What is known when a batch is done. */
export interface CommittedBatch {
  /** The watermark of the next batch, in milliseconds since 1970. */
  readonly nextWatermarkMs: number
}

/** `commits/N` in Spark's format: version, a JSON line `{"nextBatchWatermarkMs":0}`. */
export class CommitLog {
  readonly #log: BatchLog

  constructor(fs: FileSystem, directory: string) {
    this.#log = new BatchLog(fs, directory)
  }

  ids(): Promise<number[]> {
    return this.#log.ids()
  }

  /** The file of a batch, for messages. */
  display(batchId: number): string {
    return this.#log.display(batchId)
  }

  async add(batchId: number, { nextWatermarkMs }: CommittedBatch): Promise<void> {
    await this.#log.add(batchId, [JSON.stringify({ nextBatchWatermarkMs: nextWatermarkMs })])
  }

  /** MILLRACE_CHECKPOINT_DAMAGED, with the path, when the file is missing or holds something else. */
  async read(batchId: number): Promise<CommittedBatch> {
    const lines = await this.#log.read(batchId)
    try {
      const { nextBatchWatermarkMs } = JSON.parse(lines[0]) as { nextBatchWatermarkMs?: unknown }
      if (typeof nextBatchWatermarkMs === 'number') return { nextWatermarkMs: nextBatchWatermarkMs }
    } catch {
      // Told below, as other content is.
    }
    throw new MillraceError(
      'MILLRACE_CHECKPOINT_DAMAGED',
      `${this.display(batchId)} does not hold {"nextBatchWatermarkMs":...}: the checkpoint is damaged.`,
    )
  }

  purge(batchId: number): Promise<void> {
    return this.#log.purge(batchId)
  }
}
