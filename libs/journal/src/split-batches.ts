import type { LineTransaction } from '@millrace/engine'
import { BatchBuilder, type BatchPayload } from './batch-payload.ts'
import { partitionOf } from './partitioner.ts'

/** A batch on its way into a partition. */
export interface PendingBatch extends BatchPayload {
  readonly partition: number
}

/** A batch is closed when its lines have so many bytes. */
export const BATCH_BYTES = 1_000_000

/** Cuts transactions into batches: by key where there is one, otherwise batch after batch to the next partition. */
export class BatchSplitter {
  readonly #builders: BatchBuilder[]
  #sticky = 0

  constructor(partitions: number) {
    this.#builders = Array.from({ length: partitions }, () => new BatchBuilder(BATCH_BYTES + 65536))
  }

  split(transaction: LineTransaction): PendingBatch[] {
    const builders = this.#builders
    const done: PendingBatch[] = []
    let line = 0
    for (const { bytes, starts, ends, count } of transaction.blocks) {
      for (let i = 0; i < count; i++) {
        const key = transaction.keys?.[line++] ?? null
        const partition = key === null ? this.#sticky : partitionOf(key, builders.length)
        const builder = builders[partition]
        builder.append(bytes, starts[i], ends[i])
        if (key !== null) builder.setKey(key)
        if (builder.size >= BATCH_BYTES) this.#close(partition, done)
      }
    }
    for (let partition = 0; partition < builders.length; partition++) {
      if (builders[partition].count > 0) this.#close(partition, done)
    }
    return done
  }

  #close(partition: number, done: PendingBatch[]): void {
    done.push({ partition, ...this.#builders[partition].take() })
    if (partition === this.#sticky) this.#sticky = (partition + 1) % this.#builders.length
  }
}
