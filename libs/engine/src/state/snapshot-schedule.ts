import type { StateFileKind } from '../checkpoint/state-files.ts'

/** Deltas between two snapshots, as Spark's minDeltasForSnapshot. */
const DELTAS_PER_SNAPSHOT = 10
/** Deltas that together are as large as the last snapshot make the next one due. */
const DELTAS_PER_SNAPSHOT_SIZE = 1

/** When a batch writes everything, and when only what it changed. */
export class SnapshotSchedule {
  #deltas = 0
  #deltaBytes = 0
  /** Of the last snapshot; none yet is of size 0. */
  #snapshotBytes = 0

  /** What the next batch writes. */
  next(): StateFileKind {
    const isDue =
      this.#deltas >= DELTAS_PER_SNAPSHOT || this.#deltaBytes >= DELTAS_PER_SNAPSHOT_SIZE * this.#snapshotBytes
    return isDue ? 'snapshot' : 'delta'
  }

  /** Takes in that a file was written, or is there. */
  count(kind: StateFileKind, bytes: number): void {
    if (kind === 'snapshot') this.#snapshotBytes = bytes
    this.#deltas = kind === 'snapshot' ? 0 : this.#deltas + 1
    this.#deltaBytes = kind === 'snapshot' ? 0 : this.#deltaBytes + bytes
  }
}
