import { type Column, decimalType, type HostValue, isYearMonth, type TypeName, typeParts } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { isAnsiInterval } from '../../../analyse/type-classes.ts'
import { columnOfHosts, hostReader } from '../../host-values.ts'
import type { PlainColumn } from '../../plain-column.ts'
import type { Accumulator, StateTable } from '../accumulator.ts'
import { withRoom } from '../arrays.ts'
import type { Block } from '../block.ts'

/** What distinguishes exact sums and means of different types. */
export interface ExactSum {
  /** Type of the result. */
  readonly type: TypeName
  /** Sums beyond these overflow. */
  readonly least: bigint
  readonly most: bigint
  /** The result of a group's sum and its number of values. */
  result(sum: bigint, count: bigint): HostValue
  /** Raises Spark's error; null where an overflow gives null. */
  readonly overflow: (() => never) | null
}

/** Sums of values that are whole numbers inside: decimals, intervals, integers. */
export class ExactSumAccumulator implements Accumulator {
  readonly #rule: ExactSum
  readonly #sums: bigint[] = []
  /** Values seen; -1 once the sum has overflowed. */
  #counts = new Float64Array(1)

  constructor(rule: ExactSum) {
    this.#rule = rule
  }

  get byteSize(): number {
    return this.#sums.length * 24 + this.#counts.byteLength
  }

  update([column]: readonly PlainColumn[], block: Block): void {
    this.#counts = withRoom(this.#counts, block.size)
    const { rows, count } = block.valid(column)
    const read = hostReader(column)
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      this.#add(block.groups === null ? 0 : block.groups[r], BigInt(read(r) as number | bigint), 1)
    }
  }

  /** Low and high words of the sums, and the counts. */
  state(size: number): StateTable<Column> {
    this.#counts = withRoom(this.#counts, size)
    const low = new BigInt64Array(size)
    const high = new BigInt64Array(size)
    for (let g = 0; g < size; g++) {
      low[g] = BigInt.asIntN(64, this.#sums[g] ?? 0n)
      high[g] = (this.#sums[g] ?? 0n) >> 64n
    }
    const fixed = { length: size, validity: null, nullCount: 0 }
    return {
      length: size,
      columns: [
        { ...fixed, type: 'int64', values: low },
        { ...fixed, type: 'int64', values: high },
        { ...fixed, type: 'double', values: this.#counts.slice(0, size) },
      ],
    }
  }

  merge(state: StateTable, groups: Int32Array, size: number): void {
    this.#counts = withRoom(this.#counts, size)
    const [low, high, counts] = state.columns.map(hostReader)
    for (let i = 0; i < state.length; i++) {
      const count = counts(i) as number
      if (groups[i] < 0 || count === 0) continue
      this.#add(groups[i], ((high(i) as bigint) << 64n) + BigInt.asUintN(64, low(i) as bigint), count)
    }
  }

  result(size: number): Column {
    this.#counts = withRoom(this.#counts, size)
    const { type, result } = this.#rule
    const results: HostValue[] = []
    for (let g = 0; g < size; g++) {
      const count = this.#counts[g]
      results.push(count > 0 ? result(this.#sums[g], BigInt(count)) : null)
    }
    return columnOfHosts(type, results)
  }

  #add(g: number, value: bigint, count: number): void {
    if (this.#counts[g] < 0) return
    const sum = (this.#sums[g] ?? 0n) + value
    const { least, most, overflow } = this.#rule
    const fits = count > 0 && sum <= most && sum >= least
    if (!fits && overflow !== null) overflow()
    this.#sums[g] = fits ? sum : 0n
    this.#counts[g] = fits ? this.#counts[g] + count : -1
  }
}

const MAX_PRECISION = 38
const MAX_SCALE = 38

export const bounded = (precision: number, scale: number): TypeName =>
  decimalType(Math.min(precision, MAX_PRECISION), Math.min(scale, MAX_SCALE))

/** Spark's type of the sum of a decimal, an integer, a double or an interval. */
export function sumType(type: TypeName): TypeName {
  const parts = typeParts(type)
  if (parts.kind === 'decimal') return bounded(parts.precision + 10, parts.scale)
  if (isAnsiInterval(type)) return type
  return type === 'float' || type === 'double' ? 'double' : 'int64'
}

/** Spark's type of the mean. */
export function avgType(type: TypeName): TypeName {
  const parts = typeParts(type)
  if (parts.kind === 'decimal') return bounded(parts.precision + 4, parts.scale + 4)
  return isAnsiInterval(type) ? (isYearMonth(type) ? 'interval_ym' : 'interval_dt') : 'double'
}

const digits = (n: number): bigint => 10n ** BigInt(n)

/** The unscaled values that a sum of this type may have. */
function limitsOf(type: TypeName): Pick<ExactSum, 'least' | 'most'> {
  const parts = typeParts(type)
  if (parts.kind === 'decimal') return { least: 1n - digits(parts.precision), most: digits(parts.precision) - 1n }
  const end = isYearMonth(type) ? 2n ** 31n : 2n ** 63n
  return { least: -end, most: end - 1n }
}

const raise = (message: string) => (): never => {
  throw new MillraceError('MILLRACE_ARITHMETIC', message)
}

function overflowOf(type: TypeName, name: 'sum' | 'avg'): () => never {
  if (typeParts(type).kind === 'decimal') {
    return raise(
      `[ARITHMETIC_OVERFLOW] Overflow in sum of decimals. Use 'try_${name}' to tolerate overflow and return NULL instead.`,
    )
  }
  return type === 'int64'
    ? raise("[ARITHMETIC_OVERFLOW] long overflow. Use 'try_add' to tolerate overflow and return NULL instead.")
    : raise(
        '[INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION] Overflow while operating with intervals. Use `try_add` to tolerate overflow and return NULL instead.',
      )
}

/** The sum of decimals, intervals or integers; with `tried` null where it overflows. */
export function exactSum(argument: TypeName, tried: boolean): ExactSum {
  const type = sumType(argument)
  const narrow = isYearMonth(type)
  return {
    type,
    ...limitsOf(type),
    result: sum => (narrow ? Number(sum) : sum),
    overflow: tried ? null : overflowOf(type, 'sum'),
  }
}

/** The mean of decimals or intervals, rounded half up; with `tried` null where the sum overflows. */
export function exactMean(argument: TypeName, tried: boolean): ExactSum {
  const sum = sumType(argument)
  const type = avgType(argument)
  const rule = { type, ...limitsOf(sum), overflow: tried ? null : overflowOf(sum, 'avg') }
  const from = typeParts(argument)
  const to = typeParts(type)
  if (from.kind !== 'decimal' || to.kind !== 'decimal') {
    const narrow = isYearMonth(type)
    return { ...rule, result: (s, n) => (narrow ? Number(divideHalfUp(s, n)) : divideHalfUp(s, n)) }
  }
  // Spark divides with 38 digits after the point and rounds the quotient.
  const widen = digits(MAX_SCALE - from.scale)
  const narrow = digits(MAX_SCALE - to.scale)
  const limit = digits(to.precision) - 1n
  return {
    ...rule,
    result(s, n) {
      const mean = divideHalfUp(divideHalfUp(s * widen, n), narrow)
      if (mean <= limit && mean >= -limit) return mean
      return rule.overflow === null ? null : rule.overflow()
    },
  }
}

/** The quotient of a number by a positive one, halves away from zero. */
export function divideHalfUp(a: bigint, b: bigint): bigint {
  const half = (2n * (a < 0n ? -a : a) + b) / (2n * b)
  return a < 0n ? -half : half
}
