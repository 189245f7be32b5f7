import type { ColumnBatch, Schema } from '@millrace/columns'
import { columnsOf } from '../analyse/join-keys.ts'
import { PredicateKernel, type Selection } from '../kernels/kernel.ts'
import { takeBatch } from '../kernels/take.ts'
import type { MainJoin } from '../plan/main-stage.ts'

import type { JoinSideRows } from './join-side.ts'

/** Pairs that are looked at together. */
const PAIRS = 32_768

/** Rows that look for partners: a batch, the rows of its side that they became, and the ids of their keys. */
export interface LookingRows {
  readonly side: 'left' | 'right'
  readonly batch: ColumnBatch
  readonly rows: Int32Array
  readonly keys: Int32Array
}

/** What is found: rows of the join's own schema. */
type Emit = (found: ColumnBatch) => void

/** Finds the pairs of a join, and marks their rows as matched. */
export class JoinPairs {
  readonly #spec: MainJoin
  readonly #residual: PredicateKernel | null
  /** Columns that the residual condition reads. */
  readonly #read: ReadonlySet<string>
  /** Of the pairs under way, their row in the batch and the row that they may go with. */
  readonly #mine = new Int32Array(PAIRS)
  readonly #theirs = new Int32Array(PAIRS)

  constructor(spec: MainJoin) {
    this.#spec = spec
    this.#residual = spec.residual === null ? null : new PredicateKernel(spec.residual)
    this.#read = spec.residual === null ? new Set() : columnsOf(spec.residual)
  }

  /**
   * Looks for the partners of new rows among those of the other side that wait, in the order of both. `emit` is given the pairs, or of
   * a semi join the left rows that have their first partner; without it the rows are marked only. Gives the latter.
   */
  find(looking: LookingRows, own: JoinSideRows, others: JoinSideRows, emit: Emit | null): Int32Array {
    const firsts: number[] = []
    const mine = this.#mine
    const theirs = this.#theirs
    let count = 0
    const look = (): void => {
      const found = this.#look(looking, own, others, mine.slice(0, count), theirs.slice(0, count), emit)
      for (const row of found) firsts.push(row)
      count = 0
    }
    const { batch, keys } = looking
    for (let r = 0; r < batch.length; r++) {
      if (keys[r] < 0) continue
      for (let other = others.first(keys[r]); other >= 0; other = others.next(other)) {
        mine[count] = r
        theirs[count++] = other
        if (count === PAIRS) look()
      }
    }
    if (count > 0) look()
    return Int32Array.from(firsts)
  }

  /** Gives the left rows that had no partner before. */
  #look(
    { side, batch, rows }: LookingRows,
    own: JoinSideRows,
    others: JoinSideRows,
    mine: Int32Array,
    theirs: Int32Array,
    emit: Emit | null,
  ): number[] {
    const kept = this.#kept(side, batch, others, mine, theirs)
    const lefts = side === 'left' ? own : others
    const semi = this.#spec.type === 'leftSemi'
    const firsts: number[] = []
    for (let i = 0; i < kept.count; i++) {
      const p = kept.rows === null ? i : kept.rows[i]
      const row = rows[mine[p]]
      const left = side === 'left' ? row : theirs[p]
      if (semi && !lefts.isMatched(left)) firsts.push(left)
      own.match(row)
      others.match(theirs[p])
    }
    if (emit === null || kept.count === 0) return firsts
    const { schema } = this.#spec
    if (semi) emit({ ...lefts.take(Int32Array.from(firsts)), schema })
    else {
      const ours = takeBatch(batch, { rows: chosen(mine, kept), count: kept.count })
      emit(joined(schema, side, ours, others.take(chosen(theirs, kept))))
    }
    return firsts
  }

  #kept(
    side: 'left' | 'right',
    batch: ColumnBatch,
    others: JoinSideRows,
    mine: Int32Array,
    theirs: Int32Array,
  ): Selection {
    const count = mine.length
    if (this.#residual === null) return { rows: null, count }
    const wanted = ({ name }: { readonly name: string }): boolean => this.#read.has(name)
    const schema = batch.schema.filter(wanted)
    const columns = batch.columns.filter((_, c) => wanted(batch.schema[c]))
    const ours = takeBatch({ schema, length: batch.length, columns }, { rows: mine, count })
    const found = others.take(theirs, wanted)
    const [left, right] = side === 'left' ? [ours, found] : [found, ours]
    return this.#residual.select(joined([...left.schema, ...right.schema], side, ours, found))
  }
}

function chosen(values: Int32Array, { rows, count }: Selection): Int32Array {
  if (rows === null) return values.subarray(0, count)
  const taken = new Int32Array(count)
  for (let i = 0; i < count; i++) taken[i] = values[rows[i]]
  return taken
}

/** Rows of both sides beside each other, the left ones first. */
export function joined(schema: Schema, side: 'left' | 'right', own: ColumnBatch, other: ColumnBatch): ColumnBatch {
  const columns = side === 'left' ? [...own.columns, ...other.columns] : [...other.columns, ...own.columns]
  return { schema, length: own.length, columns }
}
