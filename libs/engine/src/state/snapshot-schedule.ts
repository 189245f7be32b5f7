import type { StateFileKind } from '../checkpoint/state-files.ts'

/** Deltas between two snapshots of a small state, as Spark's minDeltasForSnapshot; of a large one at most so many. */
const LEAST_DELTAS = 10
const MOST_DELTAS = 50
/** Each so many bytes of state allow a delta: where there are fewer, reading it at a start takes longer than writing them does. */
const BYTES_PER_DELTA = 2 ** 19
/** Deltas that together are as large as the last snapshot make the next one due, so that a start reads at most twice the state. */
const DELTAS_PER_SNAPSHOT_SIZE = 1

/** When a batch writes everything, and when only what it changed. */
export class SnapshotSchedule {
  #deltas = 0
  #deltaBytes = 0
  /** Of the last snapshot; none yet is of size 0. */
  #snapshotBytes = 0

  /** What the next batch writes. */
  next(): StateFileKind {
    const most = Math.min(MOST_DELTAS, Math.max(LEAST_DELTAS, this.#snapshotBytes / BYTES_PER_DELTA))
    const isDue = this.#deltas >= most || this.#deltaBytes >= DELTAS_PER_SNAPSHOT_SIZE * this.#snapshotBytes
    return isDue ? 'snapshot' : 'delta'
  }

  /** Takes in that a file was written, or is there. */
  count(kind: StateFileKind, bytes: number): void {
    if (kind === 'snapshot') this.#snapshotBytes = bytes
    this.#deltas = kind === 'snapshot' ? 0 : this.#deltas + 1
    this.#deltaBytes = kind === 'snapshot' ? 0 : this.#deltaBytes + bytes
  }
}
