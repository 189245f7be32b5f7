import type { ColumnBatch, Schema } from '@millrace/columns'
import { PredicateKernel } from '../kernels/kernel.ts'
import { takeBatch } from '../kernels/take.ts'
import { concatBatches, emptyBatch } from '../operators/concat-batches.ts'
import { columnOfHosts } from '../operators/host-values.ts'
import type { JoinSide, MainJoin } from '../plan/main-stage.ts'
import { decodeBatches, encodeBatches } from './batch-codec.ts'
import { JoinPairs, joined } from './join-pairs.ts'
import { isMatched, MATCHED, withoutMatched } from './join-side.ts'
import { JoinWaiting, SIDES, type Side } from './join-waiting.ts'
import { rowsInTime } from './late-rows.ts'
import type { SpillSpace } from './spill/spill-space.ts'
import type { BatchWatermarks, SpilledSize, StatefulOperator } from './stateful-operator.ts'

type Emit = (rows: ColumnBatch) => void

/**
 * A join of two streams, as Spark's symmetric hash join: every row looks for partners among those of the other side that wait,
 * and then waits itself, until the watermark says that none can come. Rows of an outer side that had none are given then.
 */
export class JoinState implements StatefulOperator {
  readonly operatorName = 'symmetricHashJoin'
  readonly #spec: MainJoin
  readonly #pairs: JoinPairs
  readonly #conditions: Readonly<Record<Side, PredicateKernel | null>>
  readonly #waiting: JoinWaiting
  #delta: readonly [ColumnBatch, ColumnBatch]
  #watermarks: BatchWatermarks = { eviction: 0, late: 0 }
  #numRowsUpdated = 0
  #numRowsRemoved = 0
  #numRowsDropped = 0

  /** @param space local disk for rows that memory has no room for; null keeps all in memory */
  constructor(spec: MainJoin, space: SpillSpace | null = null) {
    this.#spec = spec
    this.#waiting = new JoinWaiting(spec, space)
    const { left, right, sides } = spec
    this.#pairs = new JoinPairs(spec)
    this.#conditions = { left: predicate(sides.left), right: predicate(sides.right) }
    this.#delta = [emptyBatch(left.schema), emptyBatch(right.schema)]
  }

  get hasEventTime(): boolean {
    return SIDES.some(side => this.#spec.sides[side].expiry !== null)
  }
  get numRowsTotal(): number {
    return this.#waiting.size
  }
  get numRowsUpdated(): number {
    return this.#numRowsUpdated
  }
  get numRowsRemoved(): number {
    return this.#numRowsRemoved
  }
  get numRowsDroppedByWatermark(): number {
    return this.#numRowsDropped
  }
  get memoryUsedBytes(): number {
    return this.#waiting.byteSize
  }
  get spilled(): SpilledSize | undefined {
    const { spilled } = this.#waiting
    return spilled === null ? undefined : { rows: spilled.size, bytes: spilled.byteSize }
  }

  beginBatch(watermarks: BatchWatermarks): void {
    this.#watermarks = watermarks
    this.#numRowsUpdated = 0
    this.#numRowsRemoved = 0
    this.#numRowsDropped = 0
    this.#delta = [emptyBatch(this.#spec.left.schema), emptyBatch(this.#spec.right.schema)]
  }

  /** Takes the rows of a batch in; gives pairs, and rows of outer sides that are alone for good. */
  process(left: ColumnBatch, right: ColumnBatch): ColumnBatch {
    this.#delta = [this.#inTime(left, 'left'), this.#inTime(right, 'right')]
    this.#numRowsUpdated = this.#delta[0].length + this.#delta[1].length
    const found: ColumnBatch[] = []
    const emit: Emit = rows => void found.push(rows)
    this.#take(...this.#delta, emit)
    this.#expire(this.#watermarks.eviction, emit)
    return concatBatches(this.#spec.schema, found)
  }

  endBatch(): void {}

  delta(): Uint8Array {
    return encodeBatches(this.#delta)
  }

  snapshot(): Generator<Uint8Array> {
    return this.#waiting.snapshot()
  }

  stateRows(): ColumnBatch {
    const { left, right } = this.#spec
    const pairSchema = [...left.schema, ...right.schema].map(f => ({ ...f, nullable: true }))
    const schema: Schema = [{ name: 'side', type: 'string', nullable: false }, MATCHED, ...pairSchema]
    const shown = (rows: ColumnBatch, side: Side): ColumnBatch => {
      const { length, columns: own } = rows
      const { columns } = joined(pairSchema, side, withoutMatched(rows), this.#nulls(side, length))
      const sides = columnOfHosts('string', Array(length).fill(side))
      return { schema, length, columns: [sides, own[own.length - 1], ...columns] }
    }
    const pages = [...this.#waiting.all()]
    return concatBatches(
      schema,
      SIDES.flatMap(side => pages.map(page => shown(page[side], side))),
    )
  }

  apply(delta: Uint8Array, evictionMs: number): void {
    const [left, right] = decodeBatches([this.#spec.left.schema, this.#spec.right.schema], delta)
    this.#take(left, right, null)
    this.#expire(evictionMs, null)
  }

  restore(piece: Uint8Array, _evictionMs: number, isFirst = true): void {
    this.#waiting.restore(piece, isFirst)
  }

  spill(bytes: number): void {
    this.#waiting.spill(bytes)
  }

  #inTime(batch: ColumnBatch, side: Side): ColumnBatch {
    const rows = rowsInTime(batch, this.#spec.sides[side].eventTime, this.#watermarks.late)
    this.#numRowsDropped += batch.length - rows.length
    return rows
  }

  /** Rows of the left side look first, then those of the right, which see the left ones too. Without `emit` no result is made. */
  #take(left: ColumnBatch, right: ColumnBatch, emit: Emit | null): void {
    const able = { left: this.#able(left, 'left', emit), right: this.#able(right, 'right', emit) }
    for (const side of SIDES) {
      const batch = able[side]
      const other = side === 'left' ? 'right' : 'left'
      const [own, others] = [this.#waiting.side(side), this.#waiting.side(other)]
      const keys = this.#waiting.keysOf(batch, side)
      const rows = own.add(batch, keys)
      this.#waiting.fetch(other, keys)
      const firsts = this.#pairs.find({ side, batch, rows, keys }, own, others, emit)
      if (this.#spec.type !== 'leftSemi') continue
      // A row that has its partner waits for no other.
      for (const row of firsts) this.#waiting.remove(row, 'left')
    }
  }

  /** The rows that may have partners at all; `emit` is given those of outer sides that may not. */
  #able(batch: ColumnBatch, side: Side, emit: Emit | null): ColumnBatch {
    const condition = this.#conditions[side]
    if (condition === null) return batch
    const kept = condition.select(batch)
    if (emit !== null && this.#isOuter(side)) {
      const others = new Uint8Array(batch.length).fill(1)
      for (let i = 0; i < kept.count; i++) others[kept.rows === null ? i : kept.rows[i]] = 0
      const rows = Int32Array.from({ length: batch.length }, (_, r) => r).filter(r => others[r] === 1)
      emit(this.#alone(takeBatch(batch, { rows, count: rows.length }), side))
    }
    return takeBatch(batch, kept)
  }

  #expire(watermarkMs: number, emit: Emit | null): void {
    this.#numRowsRemoved = 0
    for (const side of SIDES) {
      const waiting = this.#waiting.side(side)
      const expired = waiting.expired(watermarkMs)
      if (emit !== null && this.#isOuter(side)) {
        const alone = expired.filter(row => !waiting.isMatched(row))
        emit(this.#alone(waiting.take(alone), side))
      }
      for (const row of expired) this.#waiting.remove(row, side)
      this.#numRowsRemoved += expired.length
    }
    for (const side of SIDES) this.#waiting.side(side).tidy()
    for (const over of this.#waiting.takeSpilledOver(watermarkMs * 1000))
      for (const side of SIDES) {
        const batch = over[side]
        this.#numRowsRemoved += batch.length
        if (emit === null || !this.#isOuter(side)) continue
        const rows = Int32Array.from({ length: batch.length }, (_, r) => r).filter(r => !isMatched(batch, r))
        emit(this.#alone(takeBatch(withoutMatched(batch), { rows, count: rows.length }), side))
      }
  }

  #isOuter(side: Side): boolean {
    return this.#spec.type === 'full' || this.#spec.type === side
  }

  /** Rows of one side with nulls for the other. */
  #alone(rows: ColumnBatch, side: Side): ColumnBatch {
    return joined(this.#spec.schema, side, rows, this.#nulls(side, rows.length))
  }

  /** Rows of nulls for the side beside this one. */
  #nulls(side: Side, length: number): ColumnBatch {
    const { schema } = this.#spec[side === 'left' ? 'right' : 'left']
    return { schema, length, columns: schema.map(f => columnOfHosts(f.type, new Array<null>(length).fill(null))) }
  }
}

const predicate = ({ condition }: JoinSide): PredicateKernel | null =>
  condition === null ? null : new PredicateKernel(condition)
