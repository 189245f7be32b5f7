import type { BatchHeader } from './batch-header.ts'

/** `[producerId, firstOffset]` of an aborted transaction, as a Fetch answer lists them. */
export type AbortedTransaction = readonly [producerId: number, firstOffset: number]

const ABORT_MARKER = 0

/**
 * Decides which batches of one Fetch answer belong to aborted transactions, as the Java consumer does: a producer's
 * transaction is aborted from its first offset up to its abort marker.
 */
export class AbortedTransactions {
  readonly #pending: readonly AbortedTransaction[]
  readonly #active = new Set<number>()
  #next = 0

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#pending = [...aborted].sort((a, b) => a[1] - b[1])
  }

  /** True when the batch's records are data of a committed transaction or of none. Batches must come in log order. */
  keeps(batch: BatchHeader, bytes: Uint8Array): boolean {
    while (this.#next < this.#pending.length && this.#pending[this.#next][1] <= batch.lastOffset) {
      this.#active.add(this.#pending[this.#next++][0])
    }
    if (batch.control) {
      if (controlType(batch, bytes) === ABORT_MARKER) this.#active.delete(batch.producerId)
      return false
    }
    return !(batch.transactional && this.#active.has(batch.producerId))
  }
}

/** A marker's key is version int16, type int16; it follows six one-byte fields, and control batches are never compressed. */
function controlType(batch: BatchHeader, bytes: Uint8Array): number {
  let p = batch.start + 61
  while (p < batch.end && bytes[p] >= 128) p++
  // length | attributes, timestamp delta, offset delta, key length
  const key = p + 5
  return key + 4 <= batch.end ? (bytes[key + 2] << 8) | bytes[key + 3] : -1
}
