import type { Column, FixedColumn } from '@millrace/columns'
import type { PlainColumn } from '../../plain-column.ts'
import type { Accumulator, StateTable } from '../accumulator.ts'
import { doubleColumn, doubleTable, withRoom } from '../arrays.ts'
import type { Block } from '../block.ts'

/** 2^26: a limb of a square. The square of a smaller number is exact in a double, and so are sums of many of them. */
const LIMB = 67_108_864
/** A limb is carried over before it leaves the exact integers. */
const FULL = 2 ** 52

/**
 * Moments of integers, exactly: the sum, and the sum of squares in three limbs of base 2^26, each an integer in a double. Unlike
 * with a running mean the result does not depend on the order or the grouping in which values come, so it is the same however
 * the work was spread over threads. Exact for |value| < 2^52 and sums below 2^53; beyond, to a double's precision.
 */
export class IntegerMomentsAccumulator implements Accumulator {
  #n = new Float64Array(1)
  #sum = new Float64Array(1)
  #low = new Float64Array(1)
  #middle = new Float64Array(1)
  #high = new Float64Array(1)
  readonly #ddof: 0 | 1
  readonly #root: boolean

  constructor(ddof: 0 | 1, root: boolean) {
    this.#ddof = ddof
    this.#root = root
  }

  get byteSize(): number {
    return this.#n.byteLength * 5
  }

  update([column]: readonly PlainColumn[], block: Block): void {
    this.#reserve(block.size)
    const { rows, count } = block.valid(column)
    const { groups } = block
    const values = block.doubles(column)
    const n = this.#n
    const sum = this.#sum
    const low = this.#low
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const g = groups === null ? 0 : groups[r]
      const value = values[r]
      n[g]++
      sum[g] += value
      if (value < LIMB && value > -LIMB) {
        low[g] += value * value
        if (low[g] >= FULL) this.#carry(g)
      } else this.#addLarge(g, Math.abs(value))
    }
  }

  state(size: number): StateTable<Column> {
    this.#reserve(size)
    return doubleTable(this.#columns(), size)
  }

  merge(state: StateTable, groups: Int32Array, size: number): void {
    this.#reserve(size)
    const added = state.columns.map(c => (c as FixedColumn).values as Float64Array)
    const columns = this.#columns()
    for (let i = 0; i < state.length; i++) {
      const g = groups[i]
      if (g < 0) continue
      for (let c = 0; c < columns.length; c++) columns[c][g] += added[c][i]
      this.#carry(g)
    }
  }

  result(size: number): Column {
    this.#reserve(size)
    const values = new Float64Array(size)
    for (let g = 0; g < size; g++) {
      const variance = this.#squaredDeviations(g) / (this.#n[g] - this.#ddof)
      values[g] = this.#root ? Math.sqrt(variance) : variance
    }
    return doubleColumn(values, this.#n, 1 + this.#ddof)
  }

  /** Sum of squared deviations from the mean: (n * sum of squares - sum^2) / n. */
  #squaredDeviations(g: number): number {
    const n = this.#n[g]
    if (n === 0) return 0
    const sum = BigInt(this.#sum[g])
    const squares = BigInt(this.#low[g]) + (BigInt(this.#middle[g]) << 26n) + (BigInt(this.#high[g]) << 52n)
    return Math.max(0, Number(BigInt(n) * squares - sum * sum)) / n
  }

  #addLarge(g: number, value: number): void {
    const a = Math.floor(value / LIMB)
    const b = value - a * LIMB
    this.#low[g] += b * b
    this.#middle[g] += 2 * a * b
    this.#high[g] += a * a
    this.#carry(g)
  }

  #carry(g: number): void {
    const overLow = Math.floor(this.#low[g] / LIMB)
    this.#low[g] -= overLow * LIMB
    this.#middle[g] += overLow
    const overMiddle = Math.floor(this.#middle[g] / LIMB)
    this.#middle[g] -= overMiddle * LIMB
    this.#high[g] += overMiddle
  }

  #columns(): Float64Array[] {
    return [this.#n, this.#sum, this.#low, this.#middle, this.#high]
  }

  #reserve(size: number): void {
    this.#n = withRoom(this.#n, size)
    this.#sum = withRoom(this.#sum, size)
    this.#low = withRoom(this.#low, size)
    this.#middle = withRoom(this.#middle, size)
    this.#high = withRoom(this.#high, size)
  }
}
