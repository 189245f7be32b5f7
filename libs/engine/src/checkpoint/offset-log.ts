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
  /** Event time in milliseconds since 1970 before which the batch evicts state. */
  readonly watermarkMs: number
}

/**
 * `offsets/N` in Spark's OffsetSeqLog format: version, a JSON line of metadata, a JSON line per source.
 */
export class OffsetLog {
  readonly #log: BatchLog
  readonly #sources: number

  /** @param sources how many offsets a file holds; an offset of several is the list of theirs */
  constructor(fs: FileSystem, directory: string, sources: number) {
    this.#log = new BatchLog(fs, directory)
    this.#sources = sources
  }

  ids(): Promise<number[]> {
    return this.#log.ids()
  }

  /** The file of a batch, for messages. */
  display(batchId: number): string {
    return this.#log.display(batchId)
  }

  async add(batchId: number, batch: PlannedBatch): Promise<void> {
    const metadata = { batchWatermarkMs: batch.watermarkMs, batchTimestampMs: batch.timestamp, conf: {} }
    const offsets = this.#sources === 1 ? [batch.end] : (batch.end as readonly Offset[])
    await this.#log.add(batchId, [JSON.stringify(metadata), ...offsets.map(offset => JSON.stringify(offset))])
  }

  /** MILLRACE_CHECKPOINT_DAMAGED, with the path, when the file is missing or does not hold one offset. */
  async read(batchId: number): Promise<PlannedBatch> {
    const lines = await this.#log.read(batchId)
    try {
      if (lines.length !== 1 + this.#sources) throw new Error(`${lines.length - 1} offsets`)
      const metadata = JSON.parse(lines[0]) as { batchTimestampMs?: unknown; batchWatermarkMs?: unknown }
      if (typeof metadata.batchTimestampMs !== 'number') throw new Error('no batchTimestampMs')
      const offsets = lines.slice(1).map(line => JSON.parse(line) as Json)
      const watermarkMs = Number(metadata.batchWatermarkMs ?? 0)
      if (!Number.isFinite(watermarkMs)) throw new Error('no batchWatermarkMs')
      return { timestamp: metadata.batchTimestampMs, end: this.#sources === 1 ? offsets[0] : offsets, watermarkMs }
    } catch (cause) {
      throw new MillraceError(
        'MILLRACE_CHECKPOINT_DAMAGED',
        `${this.display(batchId)} does not hold a metadata line and the offset of ${this.#sources === 1 ? 'one source' : `${this.#sources} sources`} in JSON: the checkpoint is damaged.`,
        { cause },
      )
    }
  }

  purge(batchId: number): Promise<void> {
    return this.#log.purge(batchId)
  }
}
