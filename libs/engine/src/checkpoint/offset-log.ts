import { MillraceError } from '@millrace/errors'
import type { FileSystem } from '../connector/file-system.ts'
import type { Json } from '../connector/json.ts'
import type { Offset } from '../connector/source.ts'
import { BatchLog } from './batch-log.ts'

/** What a batch was planned to read: written before it runs. */
export interface PlannedBatch {
  /** Milliseconds since 1970 when the batch was planned. */
  readonly timestamp: number
  /** The next offset to read after the batch. */
  readonly end: Offset
}

/**
 * `offsets/N` in Spark's OffsetSeqLog format: version, a JSON line of metadata, a JSON line per source.
 */
export class OffsetLog {
  readonly #fs: FileSystem
  readonly #directory: string
  readonly #log: BatchLog

  constructor(fs: FileSystem, directory: string) {
    this.#fs = fs
    this.#directory = directory
    this.#log = new BatchLog(fs, directory)
  }

  ids(): Promise<number[]> {
    return this.#log.ids()
  }

  async add(batchId: number, batch: PlannedBatch): Promise<void> {
    const metadata = { batchWatermarkMs: 0, batchTimestampMs: batch.timestamp, conf: {} }
    await this.#log.add(batchId, [JSON.stringify(metadata), JSON.stringify(batch.end)])
  }

  async read(batchId: number): Promise<PlannedBatch> {
    const lines = await this.#log.read(batchId)
    try {
      const metadata = JSON.parse(lines[0]) as { batchTimestampMs: number }
      return { timestamp: metadata.batchTimestampMs, end: JSON.parse(lines[1]) as Json }
    } catch (cause) {
      throw new MillraceError(
        'MILLRACE_CHECKPOINT_DAMAGED',
        `${this.#fs.display(`${this.#directory}/${batchId}`)} does not hold a metadata line and an offset line in JSON: the checkpoint is damaged.`,
        { cause },
      )
    }
  }

  purge(batchId: number): Promise<void> {
    return this.#log.purge(batchId)
  }
}
