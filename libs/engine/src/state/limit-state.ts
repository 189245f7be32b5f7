import type { ColumnBatch } from '@millrace/columns'
import { takeBatch } from '../kernels/take.ts'
import { columnOfHosts } from '../operators/host-values.ts'
import { decodeJson, encodeJson } from './json-codec.ts'
import type { StatefulOperator } from './stateful-operator.ts'

/** How many rows of a stream are still to come: Spark's StreamingGlobalLimitExec. */
export class LimitState implements StatefulOperator {
  readonly operatorName = 'globalLimit'
  readonly hasEventTime = false
  readonly numRowsTotal = 1
  readonly numRowsRemoved = 0
  readonly numRowsDroppedByWatermark = 0
  readonly memoryUsedBytes = 8
  readonly #count: number
  /** Rows given until now, and in the last batch. */
  #taken = 0
  #coming = 0

  constructor(count: number) {
    this.#count = count
  }

  get numRowsUpdated(): number {
    return this.#coming > 0 ? 1 : 0
  }

  beginBatch(): void {
    this.#coming = 0
  }

  process(batch: ColumnBatch): ColumnBatch {
    this.#coming = Math.min(batch.length, this.#count - this.#taken)
    this.#taken += this.#coming
    return takeBatch(batch, { rows: null, count: this.#coming })
  }

  endBatch(): void {}

  delta(): Uint8Array {
    return encodeJson(this.#coming)
  }

  snapshot(): Uint8Array {
    return encodeJson(this.#taken)
  }

  apply(delta: Uint8Array): void {
    this.#taken += Number(decodeJson(delta))
  }

  restore(snapshot: Uint8Array): void {
    this.#taken = Number(decodeJson(snapshot))
  }

  stateRows(): ColumnBatch {
    const schema = [{ name: 'rows', type: 'int64', nullable: false }] as const
    return { schema, length: 1, columns: [columnOfHosts('int64', [BigInt(this.#taken)])] }
  }
}
