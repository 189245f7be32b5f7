import type { Column, FixedColumn } from '@millrace/columns'
import { coerce } from '../../../analyse/coercion.ts'
import { isInteger } from '../../../analyse/type-classes.ts'
import type { PlainColumn } from '../../plain-column.ts'
import type { Accumulator, AggregateFunction, StateTable } from '../accumulator.ts'
import { numericArgument } from '../argument-types.ts'
import { doubleColumn, doubleTable, withRoom } from '../arrays.ts'
import type { Block } from '../block.ts'
import { IntegerMomentsAccumulator } from './integer-moments.ts'

/**
 * Count, mean and sum of squared deviations, updated by Welford's method and merged by Chan's, in the order of operations of Spark's
 * CentralMomentAgg.
 */
class CentralMomentsAccumulator implements Accumulator {
  #n = new Float64Array(1)
  #mean = new Float64Array(1)
  #m2 = new Float64Array(1)
  readonly #ddof: 0 | 1
  readonly #root: boolean

  constructor(ddof: 0 | 1, root: boolean) {
    this.#ddof = ddof
    this.#root = root
  }

  get byteSize(): number {
    return this.#n.byteLength * 3
  }

  update([column]: readonly PlainColumn[], block: Block): void {
    this.#reserve(block.size)
    const { rows, count } = block.valid(column)
    const { groups } = block
    const values = block.doubles(column)
    const n = this.#n
    const mean = this.#mean
    const m2 = this.#m2
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const g = groups === null ? 0 : groups[r]
      n[g]++
      const delta = values[r] - mean[g]
      const step = delta / n[g]
      mean[g] += step
      m2[g] += delta * (delta - step)
    }
  }

  state(size: number): StateTable<Column> {
    this.#reserve(size)
    return doubleTable([this.#n, this.#mean, this.#m2], size)
  }

  merge(state: StateTable, groups: Int32Array, size: number): void {
    this.#reserve(size)
    const [ns, means, m2s] = state.columns.map(c => (c as FixedColumn).values as Float64Array)
    const n = this.#n
    const mean = this.#mean
    const m2 = this.#m2
    for (let i = 0; i < state.length; i++) {
      const g = groups[i]
      if (ns[i] === 0 || g < 0) continue
      const n1 = n[g]
      const total = n1 + ns[i]
      const delta = means[i] - mean[g]
      const step = delta / total
      n[g] = total
      // Into an empty group the state goes as it is, so that a restored snapshot is bit for bit what was stored.
      mean[g] = n1 === 0 ? means[i] : mean[g] + step * ns[i]
      m2[g] = n1 === 0 ? m2s[i] : m2[g] + m2s[i] + delta * step * n1 * ns[i]
    }
  }

  result(size: number): Column {
    this.#reserve(size)
    const values = new Float64Array(size)
    for (let g = 0; g < size; g++) {
      const variance = this.#m2[g] / (this.#n[g] - this.#ddof)
      values[g] = this.#root ? Math.sqrt(variance) : variance
    }
    return doubleColumn(values, this.#n, 1 + this.#ddof)
  }

  #reserve(size: number): void {
    this.#n = withRoom(this.#n, size)
    this.#mean = withRoom(this.#mean, size)
    this.#m2 = withRoom(this.#m2, size)
  }
}

const moments = (ddof: 0 | 1, root: boolean): AggregateFunction => ({
  resolve(args, name) {
    const arg = numericArgument(args, name)
    return { args: [isInteger(arg.type) ? arg : coerce(arg, 'double')], type: 'double', nullable: true }
  },
  create: ([{ type }]) =>
    type === 'double' ? new CentralMomentsAccumulator(ddof, root) : new IntegerMomentsAccumulator(ddof, root),
})

export const stddev = moments(1, true)
export const stddevPop = moments(0, true)
export const variance = moments(1, false)
export const variancePop = moments(0, false)
