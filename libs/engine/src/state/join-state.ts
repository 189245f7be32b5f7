import { type Column, type ColumnBatch, isNull, type Schema } from '@millrace/columns'
import { ExpressionKernel, PredicateKernel } from '../kernels/kernel.ts'
import { takeBatch } from '../kernels/take.ts'
import { concatBatches, emptyBatch } from '../operators/concat-batches.ts'
import { columnOfHosts } from '../operators/host-values.ts'
import type { JoinSide, MainJoin } from '../plan/main-stage.ts'
import { decodeBatches, encodeBatches } from './batch-codec.ts'
import { JoinPairs, joined } from './join-pairs.ts'
import { JoinSideRows } from './join-side.ts'
import { KeyCodec } from './keyed/key-bytes.ts'
import { KeyTable } from './keyed/key-table.ts'
import { rowsInTime } from './late-rows.ts'
import type { BatchWatermarks, StatefulOperator } from './stateful-operator.ts'

const FLAG = { name: 'matched', type: 'boolean', nullable: false } as const
const SIDES = ['left', 'right'] as const

type Side = (typeof SIDES)[number]
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
  readonly #keyKernels: Readonly<Record<Side, readonly ExpressionKernel[]>>
  readonly #codec: KeyCodec
  /** The keys of the waiting rows of both sides. */
  #keys!: KeyTable
  #waiting!: Readonly<Record<Side, JoinSideRows>>
  #delta: readonly [ColumnBatch, ColumnBatch]
  #watermarks: BatchWatermarks = { eviction: 0, late: 0 }
  #numRowsUpdated = 0
  #numRowsRemoved = 0
  #numRowsDropped = 0

  constructor(spec: MainJoin) {
    this.#spec = spec
    const { keys, left, right, sides } = spec
    this.#pairs = new JoinPairs(spec)
    this.#conditions = { left: predicate(sides.left), right: predicate(sides.right) }
    this.#keyKernels = {
      left: keys.map(k => new ExpressionKernel(k.left)),
      right: keys.map(k => new ExpressionKernel(k.right)),
    }
    this.#codec = new KeyCodec(keys.map(k => k.left.type))
    this.#delta = [emptyBatch(left.schema), emptyBatch(right.schema)]
    this.#clear()
  }

  get hasEventTime(): boolean {
    return SIDES.some(side => this.#spec.sides[side].expiry !== null)
  }
  get numRowsTotal(): number {
    return this.#waiting.left.size + this.#waiting.right.size
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
    return this.#keys.byteSize + this.#waiting.left.byteSize + this.#waiting.right.byteSize
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

  snapshot(): Uint8Array {
    return encodeBatches(
      SIDES.map(side => {
        const { rows, matched } = this.#waiting[side].all()
        return { ...rows, schema: [...rows.schema, FLAG], columns: [...rows.columns, matched] }
      }),
    )
  }

  stateRows(): ColumnBatch {
    const { left, right } = this.#spec
    const pairSchema = [...left.schema, ...right.schema].map(f => ({ ...f, nullable: true }))
    const schema: Schema = [{ name: 'side', type: 'string', nullable: false }, FLAG, ...pairSchema]
    const batches = SIDES.map((side): ColumnBatch => {
      const { rows, matched } = this.#waiting[side].all()
      const { length } = rows
      const { columns } = joined(pairSchema, side, rows, this.#nulls(side, length))
      return { schema, length, columns: [columnOfHosts('string', Array(length).fill(side)), matched, ...columns] }
    })
    return concatBatches(schema, batches)
  }

  apply(delta: Uint8Array, evictionMs: number): void {
    const [left, right] = decodeBatches([this.#spec.left.schema, this.#spec.right.schema], delta)
    this.#take(left, right, null)
    this.#expire(evictionMs, null)
  }

  restore(snapshot: Uint8Array): void {
    const { left, right } = this.#spec
    const schemas = [left, right].map(({ schema }): Schema => [...schema, FLAG])
    const batches = decodeBatches(schemas, snapshot)
    this.#clear()
    for (const [i, side] of SIDES.entries()) {
      const { schema, length, columns } = batches[i]
      const rows = { schema: schema.slice(0, -1), length, columns: columns.slice(0, -1) }
      const added = this.#waiting[side].add(rows, this.#keysOf(rows, side))
      const matched = columns[columns.length - 1]
      if ('values' in matched)
        for (let r = 0; r < length; r++) if (matched.values[r] === 1) this.#waiting[side].match(added[r])
    }
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
      const own = this.#waiting[side]
      const keys = this.#keysOf(batch, side)
      const rows = own.add(batch, keys)
      const others = this.#waiting[side === 'left' ? 'right' : 'left']
      const firsts = this.#pairs.find({ side, batch, rows, keys }, own, others, emit)
      if (this.#spec.type !== 'leftSemi') continue
      // A row that has its partner waits for no other.
      for (const row of firsts) this.#remove(row, 'left')
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

  /** The id of each row's key, -1 for one with a null that is equal to nothing. */
  #keysOf(batch: ColumnBatch, side: Side): Int32Array {
    const columns = this.#keyKernels[side].map(k => k.evaluate(batch))
    const strict = columns.filter((c, i) => !this.#spec.keys[i].nullSafe && c.nullCount > 0)
    const keys = this.#codec.encode(columns, batch.length)
    const ids = new Int32Array(batch.length)
    const isStrict = strict.length > 0
    for (let r = 0; r < batch.length; r++) ids[r] = isStrict && hasNull(strict, r) ? -1 : this.#keys.add(keys, r)
    return ids
  }

  #expire(watermarkMs: number, emit: Emit | null): void {
    this.#numRowsRemoved = 0
    for (const side of SIDES) {
      const waiting = this.#waiting[side]
      const expired = waiting.expired(watermarkMs)
      if (emit !== null && this.#isOuter(side)) {
        const alone = expired.filter(row => !waiting.isMatched(row))
        emit(this.#alone(waiting.take(alone), side))
      }
      for (const row of expired) this.#remove(row, side)
      this.#numRowsRemoved += expired.length
    }
    for (const side of SIDES) this.#waiting[side].tidy()
  }

  #remove(row: number, side: Side): void {
    const { left, right } = this.#waiting
    const key = this.#waiting[side].keyOf(row)
    this.#waiting[side].remove(row)
    if (key >= 0 && left.first(key) < 0 && right.first(key) < 0) this.#keys.remove(key)
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

  #clear(): void {
    const { left, right, sides } = this.#spec
    this.#keys = new KeyTable()
    this.#waiting = {
      left: new JoinSideRows(left.schema, sides.left),
      right: new JoinSideRows(right.schema, sides.right),
    }
  }
}

const predicate = ({ condition }: JoinSide): PredicateKernel | null =>
  condition === null ? null : new PredicateKernel(condition)

function hasNull(columns: readonly Column[], row: number): boolean {
  for (const column of columns) if (isNull(column, row)) return true
  return false
}
