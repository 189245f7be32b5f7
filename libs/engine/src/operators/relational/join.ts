import { type Column, type ColumnBatch, isNull, type Schema } from '@millrace/columns'
import { allRows, ExpressionKernel, PredicateKernel, type Selection } from '../../kernels/kernel.ts'
import { take, takeBatch } from '../../kernels/take.ts'
import type { TypedJoin } from '../../plan/typed-plan.ts'
import { GroupIndex } from '../aggregate/group-index.ts'
import { concatBatches } from '../concat-batches.ts'
import { columnOfHosts } from '../host-values.ts'
import type { Batches } from './execute.ts'

/** Pairs that are looked at in one go. */
const PAIRS = 65536

/**
 * Joins of all types: the right side is held in memory and found by its keys, the left side streams by. Without keys every pair
 * is looked at.
 */
export async function* joinRows(plan: TypedJoin, left: Batches, right: Batches): Batches {
  const held: ColumnBatch[] = []
  for await (const batch of right) held.push(batch)
  const build = concatBatches(plan.right.schema, held)
  const join = new HashJoin(plan, build)
  for await (const batch of left) yield* join.probe(batch)
  yield* join.rest()
}

/** The right side of a join, indexed; see `joinRows`. */
export class HashJoin {
  readonly #plan: TypedJoin
  readonly #build: ColumnBatch
  readonly #index: GroupIndex | null
  readonly #leftKeys: readonly ExpressionKernel[]
  readonly #residual: PredicateKernel | null
  /** First row of each group of the build side and the row after each one, as row + 1. */
  readonly #first: Int32Array
  readonly #next: Int32Array
  /** Build rows that found a partner, where that matters. */
  readonly #matched: Uint8Array
  readonly #pairSchema: Schema

  constructor(plan: TypedJoin, build: ColumnBatch) {
    this.#plan = plan
    this.#build = build
    this.#pairSchema = [...plan.left.schema, ...plan.right.schema].map(f => ({ ...f, nullable: true }))
    this.#residual = plan.residual === null ? null : new PredicateKernel(plan.residual)
    this.#leftKeys = plan.keys.map(k => new ExpressionKernel(k.left))
    this.#matched = new Uint8Array(build.length)
    this.#next = new Int32Array(build.length)
    this.#index =
      plan.keys.length === 0 ? null : new GroupIndex(plan.keys.map(k => ({ type: k.left.type, nullable: true })))
    this.#first = this.#index === null ? new Int32Array(0) : this.#link(this.#index)
  }

  /** The joined rows of a batch of the left side. */
  *probe(batch: ColumnBatch): Generator<ColumnBatch> {
    const { type } = this.#plan
    const matched = new Uint8Array(batch.length)
    for (const [leftRows, rightRows] of this.#candidates(batch)) {
      const pairs = this.#pairs(batch, leftRows, rightRows)
      const kept = this.#residual === null ? allRows(pairs) : this.#residual.select(pairs)
      for (let i = 0; i < kept.count; i++) {
        const p = kept.rows === null ? i : kept.rows[i]
        matched[leftRows[p]] = 1
        this.#matched[rightRows[p]] = 1
      }
      const semi = type === 'leftSemi' || type === 'leftAnti'
      if (!semi && kept.count > 0) yield { ...takeBatch(pairs, kept), schema: this.#plan.schema }
    }
    if (type === 'leftSemi') yield* some(takeBatch(batch, rowsWhere(matched, 1)))
    else if (type === 'leftAnti') yield* some(takeBatch(batch, rowsWhere(matched, 0)))
    else if (type === 'left' || type === 'full') {
      const alone = takeBatch(batch, rowsWhere(matched, 0))
      yield* some(this.#joined([...alone.columns, ...nulls(this.#build.schema, alone.length)], alone.length))
    }
  }

  /** Rows of the right side that found no partner, where they are asked for. */
  *rest(): Generator<ColumnBatch> {
    const { type, left } = this.#plan
    if (type !== 'right' && type !== 'full') return
    const alone = takeBatch(this.#build, rowsWhere(this.#matched, 0))
    yield* some(this.#joined([...nulls(left.schema, alone.length), ...alone.columns], alone.length))
  }

  #joined(columns: Column[], length: number): ColumnBatch {
    return { schema: this.#plan.schema, length, columns }
  }

  /** Chains the rows of each key. */
  #link(index: GroupIndex): Int32Array {
    const columns = this.#plan.keys.map(k => new ExpressionKernel(k.right).evaluate(this.#build))
    const selection = this.#withKeys(columns, this.#build.length)
    const groups = index.assign(columns, selection)!
    const first = new Int32Array(index.size)
    // From the last row on, so that partners come in their order.
    for (let i = selection.count - 1; i >= 0; i--) {
      const r = selection.rows === null ? i : selection.rows[i]
      this.#next[r] = first[groups[r]]
      first[groups[r]] = r + 1
    }
    return first
  }

  /** Rows whose keys can be equal to others: null is equal to nothing, unless `<=>` says so. */
  #withKeys(columns: readonly Column[], length: number): Selection {
    const strict = columns.filter((c, i) => !this.#plan.keys[i].nullSafe && c.nullCount > 0)
    if (strict.length === 0) return { rows: null, count: length }
    const rows = new Int32Array(length)
    let count = 0
    for (let r = 0; r < length; r++) if (!strict.some(c => isNull(c, r))) rows[count++] = r
    return { rows, count }
  }

  /** Pairs of rows whose keys are equal, in pieces. */
  *#candidates(batch: ColumnBatch): Generator<readonly [Int32Array, Int32Array]> {
    const pairs = new PairBuffer()
    if (this.#index === null) {
      for (let l = 0; l < batch.length; l++) {
        for (let r = 0; r < this.#build.length; r++) if (pairs.add(l, r)) yield pairs.take()
      }
    } else {
      const columns = this.#leftKeys.map(k => k.evaluate(batch))
      const selection = this.#withKeys(columns, batch.length)
      const groups = this.#index.assign(columns, selection)!
      for (let i = 0; i < selection.count; i++) {
        const l = selection.rows === null ? i : selection.rows[i]
        // Groups beyond are keys that only the left side has.
        if (groups[l] >= this.#first.length) continue
        for (let r = this.#first[groups[l]]; r > 0; r = this.#next[r - 1]) if (pairs.add(l, r - 1)) yield pairs.take()
      }
    }
    if (pairs.size > 0) yield pairs.take()
  }

  #pairs(batch: ColumnBatch, left: Int32Array, right: Int32Array): ColumnBatch {
    const { length } = left
    const columns = [
      ...batch.columns.map(c => take(c, left, length)),
      ...this.#build.columns.map(c => take(c, right, length)),
    ]
    return { schema: this.#pairSchema, length, columns }
  }
}

class PairBuffer {
  size = 0
  #left = new Int32Array(256)
  #right = new Int32Array(256)

  /** True when it is full and has to be taken. */
  add(left: number, right: number): boolean {
    if (this.size === this.#left.length) {
      this.#left = doubled(this.#left)
      this.#right = doubled(this.#right)
    }
    this.#left[this.size] = left
    this.#right[this.size] = right
    return ++this.size === PAIRS
  }

  take(): readonly [Int32Array, Int32Array] {
    const pairs = [this.#left.slice(0, this.size), this.#right.slice(0, this.size)] as const
    this.size = 0
    return pairs
  }
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}

function rowsWhere(flags: Uint8Array, value: number): Selection {
  const rows = new Int32Array(flags.length)
  let count = 0
  for (let r = 0; r < flags.length; r++) if (flags[r] === value) rows[count++] = r
  return { rows, count }
}

const nulls = (schema: Schema, length: number): Column[] =>
  schema.map(f => columnOfHosts(f.type, new Array<null>(length).fill(null)))

function* some(batch: ColumnBatch): Generator<ColumnBatch> {
  if (batch.length > 0) yield batch
}
