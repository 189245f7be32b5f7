import type { Checkpoint } from '../../checkpoint/checkpoint.ts'
import type { Source } from '../../connector/source.ts'
import type { PendingBatch } from './recovery.ts'

/** Batches whose log files are kept, as Spark's minBatchesToRetain. */
const BATCHES_KEPT = 100

/** What is done after a commit and needed by nobody: a failure of it must not touch the batch, which is done. */
export class Housekeeping {
  readonly #checkpoint: Checkpoint
  readonly #source: Source
  #warned = false

  constructor({ checkpoint, source }: { checkpoint: Checkpoint; source: Source }) {
    this.#checkpoint = checkpoint
    this.#source = source
  }

  /** Tells the source, and removes files that no restart needs; a failure is warned of once, until it has passed. */
  async afterCommit({ batchId, end }: PendingBatch, warn: (message: string) => void): Promise<void> {
    const outcomes = await Promise.allSettled([
      this.#source.committed(end),
      this.#checkpoint.purge(batchId, BATCHES_KEPT),
    ])
    const failed = outcomes.find(outcome => outcome.status === 'rejected')
    if (failed !== undefined && !this.#warned)
      warn(`Tidying up after batch ${batchId} failed and is tried again later: ${messageOf(failed.reason)}`)
    this.#warned = failed !== undefined
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
