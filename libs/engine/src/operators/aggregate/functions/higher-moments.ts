import type { Column, FixedColumn } from '@millrace/columns'
import { coerce } from '../../../analyse/coercion.ts'
import type { PlainColumn } from '../../plain-column.ts'
import type { Accumulator, AggregateFunction, StateTable } from '../accumulator.ts'
import { numericArgument } from '../argument-types.ts'
import { doubleColumn, doubleTable, withRoom } from '../arrays.ts'
import type { Block } from '../block.ts'

/** Count, mean and the second to fourth central moments, in the order of operations of Spark's CentralMomentAgg. */
class HigherMomentsAccumulator implements Accumulator {
  /** n, mean, m2, m3, m4. */
  #fields = Array.from({ length: 5 }, () => new Float64Array(1))
  readonly #result: (n: number, m2: number, m3: number, m4: number) => number

  constructor(result: (n: number, m2: number, m3: number, m4: number) => number) {
    this.#result = result
  }

  get byteSize(): number {
    return 5 * this.#fields[0].byteLength
  }

  update([column]: readonly PlainColumn[], block: Block): void {
    this.#reserve(block.size)
    const { rows, count } = block.valid(column)
    const { groups } = block
    const values = block.doubles(column)
    const [n, mean, m2, m3, m4] = this.#fields
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const g = groups === null ? 0 : groups[r]
      n[g]++
      const delta = values[r] - mean[g]
      const step = delta / n[g]
      const delta2 = delta * delta
      const step2 = step * step
      mean[g] += step
      m2[g] += delta * (delta - step)
      m3[g] = m3[g] - 3 * step * m2[g] + delta * (delta2 - step2)
      m4[g] = m4[g] - 4 * step * m3[g] - 6 * step2 * m2[g] + delta * (delta * delta2 - step * step2)
    }
  }

  state(size: number): StateTable<Column> {
    this.#reserve(size)
    return doubleTable(this.#fields, size)
  }

  merge(state: StateTable, groups: Int32Array, size: number): void {
    this.#reserve(size)
    const theirs = state.columns.map(c => (c as FixedColumn).values as Float64Array)
    const [n, mean, m2, m3, m4] = this.#fields
    for (let i = 0; i < state.length; i++) {
      const g = groups[i]
      const [n2, mean2, m2r, m3r, m4r] = theirs.map(t => t[i])
      if (g < 0 || n2 === 0) continue
      const n1 = n[g]
      const m2l = m2[g]
      const m3l = m3[g]
      const total = n1 + n2
      const delta = mean2 - mean[g]
      const step = delta / total
      n[g] = total
      mean[g] = n1 === 0 ? mean2 : mean[g] + step * n2
      m2[g] = m2l + m2r + delta * step * n1 * n2
      m3[g] = m3l + m3r + step * step * delta * n1 * n2 * (n1 - n2) + 3 * step * (n1 * m2r - n2 * m2l)
      m4[g] =
        m4[g] +
        m4r +
        step * step * step * delta * n1 * n2 * (n1 * n1 - n1 * n2 + n2 * n2) +
        6 * step * step * (n1 * n1 * m2r + n2 * n2 * m2l) +
        4 * step * (n1 * m3r - n2 * m3l)
    }
  }

  result(size: number): Column {
    this.#reserve(size)
    const [n, , m2, m3, m4] = this.#fields
    const values = new Float64Array(size)
    const known = new Float64Array(size)
    for (let g = 0; g < size; g++) {
      known[g] = n[g] === 0 || m2[g] === 0 ? 0 : 1
      if (known[g] === 1) values[g] = this.#result(n[g], m2[g], m3[g], m4[g])
    }
    return doubleColumn(values, known, 1)
  }

  #reserve(size: number): void {
    this.#fields = this.#fields.map(f => withRoom(f, size))
  }
}

const moment = (result: (n: number, m2: number, m3: number, m4: number) => number): AggregateFunction => ({
  resolve: (args, name) => ({ args: [coerce(numericArgument(args, name), 'double')], type: 'double', nullable: true }),
  create: () => new HigherMomentsAccumulator(result),
})

/** Null where all values are equal. */
export const skewness = moment((n, m2, m3) => (Math.sqrt(n) * m3) / Math.sqrt(m2 * m2 * m2))

/** Excess kurtosis; null where all values are equal. */
export const kurtosis = moment((n, m2, _, m4) => (n * m4) / (m2 * m2) - 3)
