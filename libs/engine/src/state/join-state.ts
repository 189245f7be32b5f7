import { type ColumnBatch, isNull, type Schema } from '@millrace/columns'
import { allRows, ExpressionKernel, PredicateKernel, type Selection } from '../kernels/kernel.ts'
import { take, takeBatch } from '../kernels/take.ts'
import { withRoom } from '../operators/aggregate/arrays.ts'
import { GroupIndex } from '../operators/aggregate/group-index.ts'
import { concatBatches, emptyBatch } from '../operators/concat-batches.ts'
import { columnOfHosts } from '../operators/host-values.ts'
import type { JoinSide, MainJoin } from '../plan/main-stage.ts'
import { decodeBatches, encodeBatches } from './batch-codec.ts'
import { endsOf } from './event-time-key.ts'
import type { BatchWatermarks, StatefulOperator } from './stateful-operator.ts'

/** The rows of one side that may still find partners. */
class WaitingRows {
  readonly #side: JoinSide
  readonly #keys: readonly ExpressionKernel[]
  readonly #nullSafe: readonly boolean[]
  rows: ColumnBatch
  /** 1 for rows that had a partner, and for rows that are gone. */
  matched = new Uint8Array(0)
  gone = new Uint8Array(0)
  goneCount = 0
  ends = new Float64Array(0)
  /** By group of keys its last row, and by row the one before it in the group; both plus 1, 0 is none. */
  last = new Int32Array(0)
  before = new Int32Array(0)

  constructor(side: JoinSide, schema: Schema, keys: readonly ExpressionKernel[], nullSafe: readonly boolean[]) {
    this.#side = side
    this.#keys = keys
    this.#nullSafe = nullSafe
    this.rows = emptyBatch(schema)
  }

  /** The group of each row, by row; rows with a null key, which is equal to nothing, are not selected. */
  groupsOf(batch: ColumnBatch, index: GroupIndex): { readonly groups: Int32Array; readonly selection: Selection } {
    const columns = this.#keys.map(k => k.evaluate(batch))
    const strict = columns.filter((c, i) => !this.#nullSafe[i] && c.nullCount > 0)
    const rows = Int32Array.from({ length: batch.length }, (_, r) => r).filter(r => !strict.some(c => isNull(c, r)))
    const selection = { rows, count: rows.length }
    const groups = index.assign(columns, selection)
    return { groups: groups === null ? new Int32Array(batch.length) : groups.slice(0, batch.length), selection }
  }

  add(batch: ColumnBatch, index: GroupIndex): void {
    const from = this.rows.length
    this.rows = concatBatches(this.rows.schema, [this.rows, batch])
    this.matched = withRoom(this.matched, this.rows.length)
    this.gone = withRoom(this.gone, this.rows.length)
    this.before = withRoom(this.before, this.rows.length)
    this.ends = withRoom(this.ends, this.rows.length)
    const { expiry } = this.#side
    const ends =
      expiry === null ? null : endsOf(batch.columns[expiry.column], batch.length, { key: 0, length: expiry.after })
    for (let r = 0; r < batch.length; r++) this.ends[from + r] = ends === null ? Number.POSITIVE_INFINITY : ends[r]
    const { groups, selection } = this.groupsOf(batch, index)
    this.last = withRoom(this.last, index.size)
    for (let i = 0; i < selection.count; i++) {
      const r = selection.rows![i]
      this.before[from + r] = this.last[groups[r]]
      this.last[groups[r]] = from + r + 1
    }
  }

  /** Marks as gone the rows that can have no partner any more; gives those that had none. */
  expire(watermark: number): { readonly alone: Selection; readonly removed: number } {
    const alone: number[] = []
    let removed = 0
    for (let r = 0; r < this.rows.length; r++) {
      if (this.gone[r] === 1 || this.ends[r] > watermark) continue
      if (this.matched[r] === 0) alone.push(r)
      this.gone[r] = 1
      removed++
    }
    this.goneCount += removed
    return { alone: { rows: Int32Array.from(alone), count: alone.length }, removed }
  }

  /** The rows that are not gone, and whether each had a partner. */
  live(): { readonly rows: ColumnBatch; readonly matched: Uint8Array } {
    const live = Int32Array.from({ length: this.rows.length }, (_, r) => r).filter(r => this.gone[r] === 0)
    return {
      rows: takeBatch(this.rows, { rows: live, count: live.length }),
      matched: Uint8Array.from(live, r => this.matched[r]),
    }
  }
}

const FLAG = { name: 'matched', type: 'boolean', nullable: false } as const

/**
 * A join of two streams, as Spark's symmetric hash join: every row looks for partners among those of the other side that wait,
 * and then waits itself, until the watermark says that none can come. Rows of an outer side that had none are given then.
 */
export class JoinState implements StatefulOperator {
  readonly operatorName = 'symmetricHashJoin'
  readonly #spec: MainJoin
  readonly #residual: PredicateKernel | null
  readonly #conditions: { readonly left: PredicateKernel | null; readonly right: PredicateKernel | null }
  readonly #pairSchema: Schema
  #index!: GroupIndex
  #left!: WaitingRows
  #right!: WaitingRows
  #delta: readonly [ColumnBatch, ColumnBatch]
  #watermarks: BatchWatermarks = { eviction: 0, late: 0 }
  #numRowsUpdated = 0
  #numRowsRemoved = 0
  #numRowsDropped = 0

  constructor(spec: MainJoin) {
    this.#spec = spec
    this.#residual = spec.residual === null ? null : new PredicateKernel(spec.residual)
    const { left, right } = spec.sides
    this.#conditions = {
      left: left.condition === null ? null : new PredicateKernel(left.condition),
      right: right.condition === null ? null : new PredicateKernel(right.condition),
    }
    this.#pairSchema = [...spec.left.schema, ...spec.right.schema].map(f => ({ ...f, nullable: true }))
    this.#delta = [emptyBatch(spec.left.schema), emptyBatch(spec.right.schema)]
    this.#clear()
  }

  get hasEventTime(): boolean {
    return this.#spec.sides.left.expiry !== null || this.#spec.sides.right.expiry !== null
  }
  get numRowsTotal(): number {
    return this.#left.rows.length - this.#left.goneCount + this.#right.rows.length - this.#right.goneCount
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
    return this.#index.byteSize + (this.#left.rows.length + this.#right.rows.length) * 8 * this.#pairSchema.length
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
    const inTime = [this.#inTime(left, this.#spec.sides.left), this.#inTime(right, this.#spec.sides.right)] as const
    this.#delta = inTime
    this.#numRowsUpdated = inTime[0].length + inTime[1].length
    return concatBatches(this.#spec.schema, [...this.#take(...inTime), ...this.#expire(this.#watermarks.eviction)])
  }

  endBatch(): void {}

  delta(): Uint8Array {
    return encodeBatches(this.#delta)
  }

  snapshot(): Uint8Array {
    const sides = [this.#left.live(), this.#right.live()]
    return encodeBatches(
      sides.map(({ rows, matched }) => ({
        schema: [...rows.schema, FLAG],
        length: rows.length,
        columns: [
          ...rows.columns,
          { type: 'boolean', length: rows.length, values: matched, validity: null, nullCount: 0 },
        ],
      })),
    )
  }

  stateRows(): ColumnBatch {
    const { left, right } = this.#spec
    const sides = [
      { name: 'left', ...this.#left.live() },
      { name: 'right', ...this.#right.live() },
    ] as const
    const schema: Schema = [{ name: 'side', type: 'string', nullable: false }, FLAG, ...this.#pairSchema]
    const batches = sides.map(({ name, rows: { columns, length }, matched }): ColumnBatch => {
      const nulls = (name === 'left' ? right : left).schema.map(f => columnOfHosts(f.type, Array(length).fill(null)))
      return {
        schema,
        length,
        columns: [
          columnOfHosts('string', Array(length).fill(name)),
          { type: 'boolean', length, values: matched, validity: null, nullCount: 0 },
          ...(name === 'left' ? [...columns, ...nulls] : [...nulls, ...columns]),
        ],
      }
    })
    return concatBatches(schema, batches)
  }

  apply(delta: Uint8Array, evictionMs: number): void {
    const [left, right] = decodeBatches([this.#spec.left.schema, this.#spec.right.schema], delta)
    for (const _ of this.#take(left, right));
    for (const _ of this.#expire(evictionMs));
  }

  restore(snapshot: Uint8Array): void {
    const { left, right } = this.#spec
    const [l, r] = decodeBatches(
      [
        [...left.schema, FLAG],
        [...right.schema, FLAG],
      ],
      snapshot,
    )
    this.#clear()
    for (const [side, batch] of [
      [this.#left, l],
      [this.#right, r],
    ] as const) {
      const matched = batch.columns.at(-1)
      side.add({ ...batch, schema: batch.schema.slice(0, -1), columns: batch.columns.slice(0, -1) }, this.#index)
      if (matched !== undefined && 'values' in matched)
        side.matched.set(matched.values.subarray(0, batch.length) as Uint8Array)
    }
  }

  #inTime(batch: ColumnBatch, { eventTime }: JoinSide): ColumnBatch {
    if (eventTime === null) return batch
    const times = endsOf(batch.columns[eventTime], batch.length, { key: 0, length: 0 })
    const late = this.#watermarks.late * 1000
    const rows = Int32Array.from({ length: batch.length }, (_, r) => r).filter(r => times[r] > late)
    this.#numRowsDropped += batch.length - rows.length
    return takeBatch(batch, { rows, count: rows.length })
  }

  /** Rows of the left side look first, then those of the right, which see the left ones too. */
  *#take(left: ColumnBatch, right: ColumnBatch): Generator<ColumnBatch> {
    const { type } = this.#spec
    const leftAble = this.#able(left, this.#conditions.left)
    if (type === 'left' || type === 'full') yield this.#alone(leftAble.others, 'left')
    const rightAble = this.#able(right, this.#conditions.right)
    if (type === 'right' || type === 'full') yield this.#alone(rightAble.others, 'right')
    const from = this.#left.rows.length
    this.#left.add(leftAble.rows, this.#index)
    yield* this.#look(leftAble.rows, from, this.#right, 'left')
    const to = this.#right.rows.length
    this.#right.add(rightAble.rows, this.#index)
    yield* this.#look(rightAble.rows, to, this.#left, 'right')
  }

  #able(batch: ColumnBatch, condition: PredicateKernel | null): { rows: ColumnBatch; others: ColumnBatch } {
    if (condition === null) return { rows: batch, others: takeBatch(batch, { rows: null, count: 0 }) }
    const kept = condition.select(batch)
    const isKept = new Uint8Array(batch.length)
    for (let i = 0; i < kept.count; i++) isKept[kept.rows === null ? i : kept.rows[i]] = 1
    const others = Int32Array.from({ length: batch.length }, (_, r) => r).filter(r => isKept[r] === 0)
    return { rows: takeBatch(batch, kept), others: takeBatch(batch, { rows: others, count: others.length }) }
  }

  /** Pairs of new rows, which are the rows from `from` on of their side, with those that wait on the other. */
  *#look(batch: ColumnBatch, from: number, others: WaitingRows, side: 'left' | 'right'): Generator<ColumnBatch> {
    const own = side === 'left' ? this.#left : this.#right
    const { groups, selection } = own.groupsOf(batch, this.#index)
    const semi = this.#spec.type === 'leftSemi'
    const mine: number[] = []
    const theirs: number[] = []
    for (let i = 0; i < selection.count; i++) {
      const r = selection.rows![i]
      const partners: number[] = []
      for (let o = others.last[groups[r]] ?? 0; o > 0; o = others.before[o - 1])
        if (others.gone[o - 1] === 0) partners.push(o - 1)
      for (const o of partners.reverse()) {
        mine.push(r)
        theirs.push(o)
      }
    }
    const [l, r] = side === 'left' ? [mine, theirs] : [theirs, mine]
    const leftRows = Int32Array.from(l)
    const rightRows = Int32Array.from(r)
    const leftBatch = side === 'left' ? batch : this.#left.rows
    const rightBatch = side === 'left' ? this.#right.rows : batch
    const pairs: ColumnBatch = {
      schema: this.#pairSchema,
      length: mine.length,
      columns: [
        ...leftBatch.columns.map(c => take(c, leftRows, leftRows.length)),
        ...rightBatch.columns.map(c => take(c, rightRows, rightRows.length)),
      ],
    }
    const kept = this.#residual === null ? allRows(pairs) : this.#residual.select(pairs)
    const firsts: number[] = []
    for (let i = 0; i < kept.count; i++) {
      const p = kept.rows === null ? i : kept.rows[i]
      const leftRow = side === 'left' ? from + mine[p] : theirs[p]
      if (this.#left.matched[leftRow] === 0) firsts.push(leftRow)
      own.matched[from + mine[p]] = 1
      others.matched[theirs[p]] = 1
      this.#left.matched[leftRow] = 1
    }
    if (semi) {
      // A row that has its partner waits for no other.
      const rows = Int32Array.from(firsts)
      for (const row of rows) this.#left.gone[row] = 1
      this.#left.goneCount += rows.length
      yield { ...takeBatch(this.#left.rows, { rows, count: rows.length }), schema: this.#spec.schema }
    } else yield { ...takeBatch(pairs, kept), schema: this.#spec.schema }
  }

  *#expire(watermarkMs: number): Generator<ColumnBatch> {
    const { type } = this.#spec
    const left = this.#left.expire(watermarkMs * 1000)
    const right = this.#right.expire(watermarkMs * 1000)
    this.#numRowsRemoved = left.removed + right.removed
    if (type === 'left' || type === 'full') yield this.#alone(takeBatch(this.#left.rows, left.alone), 'left')
    if (type === 'right' || type === 'full') yield this.#alone(takeBatch(this.#right.rows, right.alone), 'right')
    if (this.#left.goneCount + this.#right.goneCount > this.numRowsTotal) this.restore(this.snapshot())
  }

  /** Rows of one side with nulls for the other. */
  #alone(rows: ColumnBatch, side: 'left' | 'right'): ColumnBatch {
    const other = side === 'left' ? this.#spec.right.schema : this.#spec.left.schema
    const nulls = other.map(f => columnOfHosts(f.type, new Array<null>(rows.length).fill(null)))
    const columns = side === 'left' ? [...rows.columns, ...nulls] : [...nulls, ...rows.columns]
    return { schema: this.#spec.schema, length: rows.length, columns }
  }

  #clear(): void {
    const { keys, left, right, sides } = this.#spec
    this.#index = new GroupIndex(keys.map(k => ({ type: k.left.type, nullable: true })))
    const nullSafe = keys.map(k => k.nullSafe)
    this.#left = new WaitingRows(
      sides.left,
      left.schema,
      keys.map(k => new ExpressionKernel(k.left)),
      nullSafe,
    )
    this.#right = new WaitingRows(
      sides.right,
      right.schema,
      keys.map(k => new ExpressionKernel(k.right)),
      nullSafe,
    )
  }
}
