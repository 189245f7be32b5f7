import type { Column, FixedColumn } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { expectArguments } from '../../../analyse/coercion.ts'
import type { Selection } from '../../../kernels/kernel.ts'
import type { PlainColumn } from '../../plain-column.ts'
import type { Accumulator, AggregateFunction, StateTable } from '../accumulator.ts'
import { doubles } from '../argument-types.ts'
import { doubleColumn, doubleTable, withRoom } from '../arrays.ts'
import type { Block } from '../block.ts'
import { intersect } from './count.ts'

/** Of the pairs (x, y) of a group: how many, means, sums of products and squares of deviations. */
export interface PairMoments {
  n: number
  meanX: number
  meanY: number
  /** Sum of (x - meanX) * (y - meanY). */
  c: number
  /** Sums of squares, in the order of operations of Spark's Corr. */
  xx: number
  yy: number
  /** The same in the order of operations of Spark's CentralMomentAgg. */
  m2x: number
  m2y: number
}

const FIELDS = ['n', 'meanX', 'meanY', 'c', 'xx', 'yy', 'm2x', 'm2y'] as const

type Fields = Readonly<Record<keyof PairMoments, Float64Array>>

/** Moments of pairs of doubles; updated and merged in the order of operations of Spark's Covariance, PearsonCorrelation and CentralMomentAgg. */
class PairMomentsAccumulator implements Accumulator {
  #fields: Fields
  readonly #result: (m: PairMoments) => number | null

  constructor(result: (m: PairMoments) => number | null) {
    this.#result = result
    this.#fields = Object.fromEntries(FIELDS.map(name => [name, new Float64Array(1)])) as unknown as Fields
  }

  get byteSize(): number {
    return FIELDS.length * this.#fields.n.byteLength
  }

  update([first, second]: readonly PlainColumn[], block: Block): void {
    this.#reserve(block.size)
    const { rows, count }: Selection = intersect(block.valid(first), block.valid(second))
    const { groups } = block
    const xs = block.doubles(first)
    const ys = block.doubles(second)
    const { n, meanX, meanY, c, xx, yy, m2x, m2y } = this.#fields
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const g = groups === null ? 0 : groups[r]
      n[g]++
      const dx = xs[r] - meanX[g]
      const dy = ys[r] - meanY[g]
      const stepX = dx / n[g]
      const stepY = dy / n[g]
      meanX[g] += stepX
      meanY[g] += stepY
      c[g] += dx * (ys[r] - meanY[g])
      xx[g] += dx * (xs[r] - meanX[g])
      yy[g] += dy * (ys[r] - meanY[g])
      m2x[g] += dx * (dx - stepX)
      m2y[g] += dy * (dy - stepY)
    }
  }

  state(size: number): StateTable<Column> {
    this.#reserve(size)
    return doubleTable(
      FIELDS.map(name => this.#fields[name]),
      size,
    )
  }

  merge(state: StateTable, groups: Int32Array, size: number): void {
    this.#reserve(size)
    const theirs = Object.fromEntries(
      FIELDS.map((name, i) => [name, (state.columns[i] as FixedColumn).values as Float64Array]),
    ) as unknown as Fields
    const ours = this.#fields
    for (let i = 0; i < state.length; i++) {
      const g = groups[i]
      const n2 = theirs.n[i]
      if (g < 0 || n2 === 0) continue
      const n1 = ours.n[g]
      if (n1 === 0) {
        for (const name of FIELDS) ours[name][g] = theirs[name][i]
        continue
      }
      const dx = theirs.meanX[i] - ours.meanX[g]
      const dy = theirs.meanY[i] - ours.meanY[g]
      const stepX = dx / (n1 + n2)
      const stepY = dy / (n1 + n2)
      ours.n[g] = n1 + n2
      ours.meanX[g] += stepX * n2
      ours.meanY[g] += stepY * n2
      ours.c[g] = ours.c[g] + theirs.c[i] + dx * stepY * n1 * n2
      ours.xx[g] = ours.xx[g] + theirs.xx[i] + dx * stepX * n1 * n2
      ours.yy[g] = ours.yy[g] + theirs.yy[i] + dy * stepY * n1 * n2
      ours.m2x[g] = ours.m2x[g] + theirs.m2x[i] + dx * stepX * n1 * n2
      ours.m2y[g] = ours.m2y[g] + theirs.m2y[i] + dy * stepY * n1 * n2
    }
  }

  result(size: number): Column {
    this.#reserve(size)
    const values = new Float64Array(size)
    const known = new Float64Array(size)
    for (let g = 0; g < size; g++) {
      const moments = Object.fromEntries(FIELDS.map(name => [name, this.#fields[name][g]])) as unknown as PairMoments
      const value = this.#result(moments)
      values[g] = value ?? 0
      known[g] = value === null ? 0 : 1
    }
    return doubleColumn(values, known, 1)
  }

  #reserve(size: number): void {
    if (size <= this.#fields.n.length) return
    this.#fields = Object.fromEntries(
      FIELDS.map(name => [name, withRoom(this.#fields[name], size)]),
    ) as unknown as Fields
  }
}

/** An aggregate function of pairs; `swapped` ones take (y, x). */
export const pairFunction = (result: (m: PairMoments) => number | null, swapped = false): AggregateFunction => ({
  resolve(args, name) {
    expectArguments(name, args, 2)
    const pair = doubles(args, name)
    return { args: swapped ? pair.reverse() : pair, type: 'double', nullable: true }
  },
  create: () => new PairMomentsAccumulator(result),
})

/** The quotient; Spark's ANSI error when the divisor is 0. */
export function quotient(a: number, b: number): number {
  if (b !== 0) return a / b
  throw new MillraceError(
    'MILLRACE_ARITHMETIC',
    '[DIVIDE_BY_ZERO] Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead.',
  )
}
