import { type Column, type ColumnBatch, isNull, type Schema } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { ExpressionKernel } from '../kernels/kernel.ts'
import type { MainJoin } from '../plan/main-stage.ts'
import { decodeBatches, encodeBatches } from './batch-codec.ts'
import { JoinSideRows, MATCHED, withoutMatched } from './join-side.ts'
import { KeyCodec } from './keyed/key-bytes.ts'
import { KeyTable } from './keyed/key-table.ts'
import { isRows } from './spill/row-pieces.ts'
import type { SpillSpace } from './spill/spill-space.ts'
import { SpilledJoinRows } from './spill/spilled-join-rows.ts'

export const SIDES = ['left', 'right'] as const
export type Side = (typeof SIDES)[number]

/** Rows that go to disk at a time. */
const PAGE_ROWS = 16_384

/** The rows of both sides of a join that may still find partners. A row is either in memory or, with `spill`, on local disk. */
export class JoinWaiting {
  readonly #spec: MainJoin
  readonly #space: SpillSpace | null
  readonly #keyKernels: Readonly<Record<Side, readonly ExpressionKernel[]>>
  readonly #codec: KeyCodec
  /** The keys of the rows of both sides in memory. */
  #keys!: KeyTable
  #sides!: Readonly<Record<Side, JoinSideRows>>
  /** Null before the first row is on disk. */
  #spilled: SpilledJoinRows | null = null

  /** @param space local disk for rows that memory has no room for; null keeps all in memory */
  constructor(spec: MainJoin, space: SpillSpace | null) {
    this.#spec = spec
    this.#space = space
    const { keys } = spec
    this.#keyKernels = {
      left: keys.map(k => new ExpressionKernel(k.left)),
      right: keys.map(k => new ExpressionKernel(k.right)),
    }
    this.#codec = new KeyCodec(keys.map(k => k.left.type))
    this.#clear()
  }

  get size(): number {
    return this.#sides.left.size + this.#sides.right.size + (this.#spilled?.size ?? 0)
  }

  /** Bytes in memory. */
  get byteSize(): number {
    return this.#keys.byteSize + this.#sides.left.byteSize + this.#sides.right.byteSize
  }

  /** What is on disk; null before anything was. */
  get spilled(): SpilledJoinRows | null {
    return this.#spilled
  }

  /** Rows in memory. */
  side(side: Side): JoinSideRows {
    return this.#sides[side]
  }

  /** The id of each row's key, -1 for one with a null that is equal to nothing. */
  keysOf(batch: ColumnBatch, side: Side): Int32Array {
    const columns = this.#keyKernels[side].map(k => k.evaluate(batch))
    const strict = columns.filter((c, i) => !this.#spec.keys[i].nullSafe && c.nullCount > 0)
    const keys = this.#codec.encode(columns, batch.length)
    const ids = new Int32Array(batch.length)
    const isStrict = strict.length > 0
    for (let r = 0; r < batch.length; r++) ids[r] = isStrict && hasNull(strict, r) ? -1 : this.#keys.add(keys, r)
    return ids
  }

  /** Brings the rows of a side with some keys back from disk. */
  fetch(side: Side, keys: Int32Array): void {
    if (this.#spilled === null || this.#spilled.size === 0) return
    const { distinct } = distinctKeys(keys)
    const { batch, key } = this.#spilled.take(side, this.#keys.copy(distinct))
    this.#sides[side].addWithMatched(
      batch,
      key.map(k => distinct[k]),
    )
  }

  /** Takes out a row in memory. */
  remove(row: number, side: Side): void {
    const { left, right } = this.#sides
    const key = this.#sides[side].keyOf(row)
    this.#sides[side].remove(row)
    if (key >= 0 && left.first(key) < 0 && right.first(key) < 0) this.#keys.remove(key)
  }

  /** Rows of both sides that are over at a time, in microseconds, and on disk: takes them out, some at a time, with whether each had a partner. */
  *takeSpilledOver(microseconds: number): Generator<Record<Side, ColumnBatch>> {
    if (this.#spilled !== null) yield* this.#spilled.takeOver(microseconds)
  }

  /** All rows, some at a time, with whether each had a partner. */
  *all(): Generator<Record<Side, ColumnBatch>> {
    yield this.#inMemory()
    if (this.#spilled !== null) yield* this.#spilled.pages()
  }

  /** All rows as bytes, in pieces; see `restore`. */
  *snapshot(): Generator<Uint8Array> {
    const { left, right } = this.#inMemory()
    yield encodeBatches([left, right])
    if (this.#spilled !== null) yield* this.#spilled.snapshot()
  }

  /** Begins anew with a piece of a snapshot, or adds another one; MILLRACE_CHECKPOINT_DAMAGED when it is damaged or something else's. */
  restore(piece: Uint8Array, isFirst: boolean): void {
    if (isFirst) {
      this.#clear()
      this.#spilled = null
    }
    if (isRows(piece)) {
      this.#disk().restore(piece)
      return
    }
    const batches = decodeBatches(
      SIDES.map(side => this.#writtenSchema(side)),
      piece,
    )
    for (const [i, side] of SIDES.entries())
      this.#sides[side].addWithMatched(batches[i], this.keysOf(withoutMatched(batches[i]), side))
  }

  /** Moves the rows that came first to disk until no more than so many bytes are in memory, roughly. */
  spill(bytes: number): void {
    const held = this.byteSize
    const { left, right } = this.#sides
    if (held <= bytes || this.#space === null || left.size + right.size === 0) return
    const [keys, sides] = [this.#keys, this.#sides]
    this.#clear()
    for (const side of SIDES) {
      const from = sides[side]
      // Those that came last stay, and what was brought back counts as come then.
      const ids = from.ids()
      const leaving = ids.length - Math.floor((ids.length * bytes) / held)
      for (let at = 0; at < leaving; at += PAGE_ROWS) {
        const page = ids.subarray(at, Math.min(leaving, at + PAGE_ROWS))
        const batch = from.takeWithMatched(page)
        const { distinct, indices } = distinctKeys(page.map(row => from.keyOf(row)))
        this.#disk().put(side, batch, keys.copy(distinct), indices, from.endsOf(batch))
      }
      const kept = ids.subarray(leaving)
      const { distinct, indices } = distinctKeys(kept.map(row => from.keyOf(row)))
      const bytesOf = keys.copy(distinct)
      const known = distinct.map((_, k) => this.#keys.add(bytesOf, k))
      this.#sides[side].addWithMatched(
        from.takeWithMatched(kept),
        indices.map(k => (k < 0 ? -1 : known[k])),
      )
    }
  }

  #writtenSchema(side: Side): Schema {
    return [...this.#spec[side].schema, MATCHED]
  }

  #disk(): SpilledJoinRows {
    if (this.#space === null) throw new MillraceError('MILLRACE_INTERNAL', 'State on disk has no place here.')
    if (this.#spilled === null) {
      const schemas = { left: this.#writtenSchema('left'), right: this.#writtenSchema('right') }
      this.#spilled = new SpilledJoinRows(schemas, this.#space.dueTable(JSON.stringify(schemas)))
    }
    return this.#spilled
  }

  #inMemory(): Record<Side, ColumnBatch> {
    const of = (side: Side): ColumnBatch => this.#sides[side].takeWithMatched(this.#sides[side].ids())
    return { left: of('left'), right: of('right') }
  }

  #clear(): void {
    const { left, right, sides } = this.#spec
    this.#keys = new KeyTable()
    this.#sides = {
      left: new JoinSideRows(left.schema, sides.left),
      right: new JoinSideRows(right.schema, sides.right),
    }
  }
}

function hasNull(columns: readonly Column[], row: number): boolean {
  for (const column of columns) if (isNull(column, row)) return true
  return false
}

/** The keys that are named, once each, and which of them each row has; -1 stays -1. */
function distinctKeys(keys: Int32Array): { readonly distinct: Int32Array; readonly indices: Int32Array } {
  const known = new Map<number, number>()
  const indices = keys.map(key => {
    if (key < 0) return -1
    const index = known.get(key) ?? known.size
    known.set(key, index)
    return index
  })
  return { distinct: Int32Array.from(known.keys()), indices }
}
