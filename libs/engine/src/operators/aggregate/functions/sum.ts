import type { Column, FixedColumn, TypeName } from '@millrace/columns'
import { isAnsiInterval, isDecimal, isInteger } from '../../../analyse/type-classes.ts'
import { arithmeticHelpers } from '../../../kernels/arithmetic-helpers.ts'
import { allSafe } from '../../../kernels/safe-int64.ts'
import type { PlainColumn } from '../../plain-column.ts'
import type { Accumulator, AggregateFunction, StateTable } from '../accumulator.ts'
import { numericArgument } from '../argument-types.ts'
import { doubleColumn, doubleTable, validityOf, withRoom } from '../arrays.ts'
import { Block } from '../block.ts'
import { avgType, ExactSumAccumulator, exactMean, exactSum, sumType } from './exact-sum.ts'

const SAFE = Number.MAX_SAFE_INTEGER

/** Sums of integers, exact: a double up to 2^53, and beyond that whole doubles moved into an int64. */
class IntegerSumAccumulator implements Accumulator {
  #near = new Float64Array(1)
  #far = new BigInt64Array(1)
  #seen = new Uint8Array(1)

  get byteSize(): number {
    return this.#near.byteLength + this.#far.byteLength + this.#seen.byteLength
  }

  update([column]: readonly PlainColumn[], block: Block): void {
    this.#reserve(block.size)
    const { rows, count } = block.valid(column)
    const { groups } = block
    const values = (column as FixedColumn).values
    if (values instanceof BigInt64Array && !allSafe(column as FixedColumn)) {
      for (let i = 0; i < count; i++) {
        const r = rows === null ? i : rows[i]
        this.#addFar(groups === null ? 0 : groups[r], values[r])
      }
      return
    }
    const doubles = block.doubles(column)
    const near = this.#near
    const seen = this.#seen
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const g = groups === null ? 0 : groups[r]
      const next = near[g] + doubles[r]
      seen[g] = 1
      if (next <= SAFE && next >= -SAFE) near[g] = next
      else {
        this.#addFar(g, BigInt(near[g]))
        near[g] = doubles[r]
      }
    }
  }

  state(size: number): StateTable<Column> {
    return { length: size, columns: [this.result(size)] }
  }

  merge(state: StateTable, groups: Int32Array, size: number): void {
    this.update(state.columns, Block.ofState(state.length, groups, size))
  }

  result(size: number): Column {
    this.#reserve(size)
    const values = new BigInt64Array(size)
    for (let g = 0; g < size; g++) {
      values[g] = arithmeticHelpers.checked64(this.#far[g] + BigInt(this.#near[g]), 'sum')
    }
    return { type: 'int64', length: size, values, ...validityOf(size, this.#seen) }
  }

  #addFar(g: number, value: bigint): void {
    this.#seen[g] = 1
    this.#far[g] = arithmeticHelpers.checked64(this.#far[g] + value, 'sum')
  }

  #reserve(size: number): void {
    this.#near = withRoom(this.#near, size)
    this.#far = withRoom(this.#far, size)
    this.#seen = withRoom(this.#seen, size)
  }
}

/** Sums and counts of doubles: the state of `sum` over doubles and of `avg` over any number, as in Spark. */
class DoubleSumAccumulator implements Accumulator {
  /** Sum and count of each group side by side: where groups are many, a row costs one miss of the cache and not two. */
  #pairs = new Float64Array(2)
  readonly #mean: boolean

  constructor(mean: boolean) {
    this.#mean = mean
  }

  get byteSize(): number {
    return this.#pairs.byteLength
  }

  update([column]: readonly PlainColumn[], block: Block): void {
    this.#reserve(block.size)
    const pairs = this.#pairs
    const { rows, count } = block.valid(column)
    const { groups } = block
    const doubles = block.doubles(column)
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const at = groups === null ? 0 : 2 * groups[r]
      pairs[at] += doubles[r]
      pairs[at + 1]++
    }
  }

  state(size: number): StateTable<Column> {
    return doubleTable(this.#split(size), size)
  }

  merge(state: StateTable, groups: Int32Array, size: number): void {
    this.#reserve(size)
    const pairs = this.#pairs
    const [sums, counts] = state.columns.map(c => (c as FixedColumn).values as Float64Array)
    for (let i = 0; i < state.length; i++) {
      if (groups[i] < 0) continue
      pairs[2 * groups[i]] += sums[i]
      pairs[2 * groups[i] + 1] += counts[i]
    }
  }

  result(size: number): Column {
    const [values, counts] = this.#split(size)
    if (this.#mean) for (let g = 0; g < size; g++) values[g] /= counts[g]
    return doubleColumn(values, counts, 1)
  }

  #split(size: number): [sums: Float64Array, counts: Float64Array] {
    this.#reserve(size)
    const sums = new Float64Array(size)
    const counts = new Float64Array(size)
    for (let g = 0; g < size; g++) {
      sums[g] = this.#pairs[2 * g]
      counts[g] = this.#pairs[2 * g + 1]
    }
    return [sums, counts]
  }

  #reserve(size: number): void {
    this.#pairs = withRoom(this.#pairs, 2 * size)
  }
}

const isExact = (type: TypeName): boolean => isDecimal(type) || isAnsiInterval(type)

export const sum: AggregateFunction = {
  resolve(args, name) {
    const arg = numericArgument(args, name, true)
    return { args: [arg], type: sumType(arg.type), nullable: true }
  },
  create([{ type }]) {
    if (isExact(type)) return new ExactSumAccumulator(exactSum(type, false))
    return isInteger(type) ? new IntegerSumAccumulator() : new DoubleSumAccumulator(false)
  },
}

export const avg: AggregateFunction = {
  resolve(args, name) {
    const arg = numericArgument(args, name, true)
    return { args: [arg], type: avgType(arg.type), nullable: true }
  },
  create: ([{ type }]) =>
    isExact(type) ? new ExactSumAccumulator(exactMean(type, false)) : new DoubleSumAccumulator(true),
}
