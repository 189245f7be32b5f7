import {
  type Column,
  Dictionary,
  type FixedColumn,
  type HostValue,
  isObjectType,
  type TypeName,
} from '@millrace/columns'
import { expectArguments, mismatch } from '../../../analyse/coercion.ts'
import { binaryColumn, binaryIds } from '../../../kernels/binary-ids.ts'
import { compareEntries } from '../../../kernels/entries.ts'
import { is64, isText } from '../../../kernels/generator.ts'
import { type HostComparator, hostComparator } from '../../../kernels/host-compare.ts'
import { newValues, type Selection } from '../../../kernels/kernel.ts'
import type { TypedExpression } from '../../../plan/typed-expression.ts'
import { columnOfHosts, hostReader } from '../../host-values.ts'
import type { PlainColumn, PlainStringColumn } from '../../plain-column.ts'
import type { Accumulator, AggregateFunction, StateTable } from '../accumulator.ts'
import { isOrderable } from '../argument-types.ts'
import { validityOf, withRoom } from '../arrays.ts'
import { Block } from '../block.ts'

/** What the accumulators of min and max share: the state is the extreme value itself, so merging is updating. */
abstract class ExtremeAccumulator implements Accumulator {
  abstract readonly byteSize: number
  abstract update(args: readonly PlainColumn[], block: Block): void
  abstract result(size: number): Column

  state(size: number): StateTable<Column> {
    return { length: size, columns: [this.result(size)] }
  }

  merge(state: StateTable, groups: Int32Array, size: number): void {
    this.update(state.columns, Block.ofState(state.length, groups, size))
  }
}

/** Types that a double holds; NaN is above every number, as in Spark. */
class NumberExtreme extends ExtremeAccumulator {
  readonly #type: FixedColumn['type']
  readonly #max: boolean
  #best = new Float64Array(1)
  #seen = new Uint8Array(1)

  constructor(type: FixedColumn['type'], max: boolean) {
    super()
    this.#type = type
    this.#max = max
  }

  get byteSize(): number {
    return this.#best.byteLength + this.#seen.byteLength
  }

  update([column]: readonly PlainColumn[], block: Block): void {
    const best = (this.#best = withRoom(this.#best, block.size))
    const seen = (this.#seen = withRoom(this.#seen, block.size))
    const { rows, count } = block.valid(column)
    const { groups } = block
    const values = block.doubles(column)
    const max = this.#max
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const g = groups === null ? 0 : groups[r]
      const v = values[r]
      const b = best[g]
      // NaN is the largest value: it replaces any other in max and gives way to any other in min.
      if (seen[g] === 0 || (max ? !(v <= b) && !Number.isNaN(b) : v < b || (Number.isNaN(b) && !Number.isNaN(v)))) {
        best[g] = v
        seen[g] = 1
      }
    }
  }

  result(size: number): Column {
    this.#best = withRoom(this.#best, size)
    this.#seen = withRoom(this.#seen, size)
    const values = newValues(this.#type, size) as Float64Array
    for (let g = 0; g < size; g++) values[g] = this.#best[g]
    return { type: this.#type, length: size, values, ...validityOf(size, this.#seen) }
  }
}

/** int64, timestamps and the like, compared by their words: exact without BigInt. */
class WideExtreme extends ExtremeAccumulator {
  readonly #type: FixedColumn['type']
  readonly #sign: number
  #high = new Int32Array(1)
  #low = new Int32Array(1)
  #seen = new Uint8Array(1)

  constructor(type: FixedColumn['type'], max: boolean) {
    super()
    this.#type = type
    this.#sign = max ? 1 : -1
  }

  get byteSize(): number {
    return this.#high.byteLength * 2 + this.#seen.byteLength
  }

  update([column]: readonly PlainColumn[], block: Block): void {
    this.#reserve(block.size)
    const selection = block.valid(column)
    const { values } = column as FixedColumn
    const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2)
    if (block.groups === null) this.#updateAll(words, selection)
    else this.#updateGroups(words, selection, block.groups)
  }

  /** Without groups the extreme stays in registers. */
  #updateAll(words: Int32Array, { rows, count }: Selection): void {
    if (count === 0) return
    const sign = this.#sign
    let best = rows === null ? 0 : rows[0]
    let high = words[2 * best + 1]
    let low = words[2 * best] >>> 0
    for (let i = 1; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const order = words[2 * r + 1] - high || (words[2 * r] >>> 0) - low
      if (order * sign <= 0) continue
      best = r
      high = words[2 * r + 1]
      low = words[2 * r] >>> 0
    }
    this.#offer(0, words[2 * best + 1], words[2 * best])
  }

  #updateGroups(words: Int32Array, { rows, count }: Selection, groups: Int32Array): void {
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      this.#offer(groups[r], words[2 * r + 1], words[2 * r])
    }
  }

  #offer(g: number, high: number, low: number): void {
    const order = high - this.#high[g] || (low >>> 0) - (this.#low[g] >>> 0)
    if (this.#seen[g] === 1 && order * this.#sign <= 0) return
    this.#high[g] = high
    this.#low[g] = low
    this.#seen[g] = 1
  }

  result(size: number): Column {
    this.#reserve(size)
    const values = new BigInt64Array(size)
    const words = new Int32Array(values.buffer)
    for (let g = 0; g < size; g++) {
      words[2 * g] = this.#low[g]
      words[2 * g + 1] = this.#high[g]
    }
    return { type: this.#type, length: size, values, ...validityOf(size, this.#seen) }
  }

  #reserve(size: number): void {
    this.#high = withRoom(this.#high, size)
    this.#low = withRoom(this.#low, size)
    this.#seen = withRoom(this.#seen, size)
  }
}

/** Strings and binaries by their bytes, unsigned. Only values that were an extreme once are kept. */
class TextExtreme extends ExtremeAccumulator {
  readonly #type: 'string' | 'binary'
  readonly #sign: number
  #own = new Dictionary(16)
  /** Own id plus 1; 0 is none yet. */
  #best = new Int32Array(1)

  constructor(type: 'string' | 'binary', max: boolean) {
    super()
    this.#type = type
    this.#sign = max ? 1 : -1
  }

  get byteSize(): number {
    return this.#own.byteSize + this.#best.byteLength
  }

  update([column]: readonly PlainColumn[], block: Block): void {
    const best = (this.#best = withRoom(this.#best, block.size))
    const { rows, count } = block.valid(column)
    const { groups } = block
    const { ids, dictionary } = column.type === 'binary' ? binaryIds(column) : (column as PlainStringColumn)
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const g = groups === null ? 0 : groups[r]
      const id = ids[r]
      if (best[g] !== 0 && compareEntries(dictionary, id, this.#own, best[g] - 1) * this.#sign <= 0) continue
      best[g] = 1 + this.#own.intern(dictionary.bytes, dictionary.offsets[id], dictionary.offsets[id + 1])
    }
  }

  result(size: number): Column {
    this.#best = withRoom(this.#best, size)
    const ids = new Int32Array(size)
    let nullCount = 0
    for (let g = 0; g < size; g++) if ((ids[g] = this.#best[g] - 1) < 0) nullCount++
    if (this.#type === 'binary') return binaryColumn(ids, size, this.#own)
    return { type: 'string', length: size, ids, dictionary: this.#own, nullCount }
  }
}

/** Decimals, lists and structs, in Spark's order. */
class ObjectExtreme extends ExtremeAccumulator {
  readonly #type: TypeName
  readonly #sign: number
  readonly #compare: HostComparator
  readonly #best: (HostValue | undefined)[] = []

  constructor(type: TypeName, max: boolean) {
    super()
    this.#type = type
    this.#sign = max ? 1 : -1
    this.#compare = hostComparator(type)
  }

  get byteSize(): number {
    return this.#best.length * 32
  }

  update([column]: readonly PlainColumn[], block: Block): void {
    const { rows, count } = block.valid(column)
    const read = hostReader(column)
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      const g = block.groups === null ? 0 : block.groups[r]
      const value = read(r)
      const best = this.#best[g]
      if (best === undefined || this.#compare(value, best) * this.#sign > 0) this.#best[g] = value
    }
  }

  result(size: number): Column {
    return columnOfHosts(
      this.#type,
      Array.from({ length: size }, (_, g) => this.#best[g] ?? null),
    )
  }
}

function create(type: TypeName, isMax: boolean): Accumulator {
  if (isObjectType(type)) return new ObjectExtreme(type, isMax)
  if (isText(type)) return new TextExtreme(type as 'string' | 'binary', isMax)
  if (is64(type)) return new WideExtreme(type as FixedColumn['type'], isMax)
  return new NumberExtreme(type as FixedColumn['type'], isMax)
}

/** Throws Spark's error for values without an order. */
export function expectOrderable(e: TypedExpression, name: string, args: readonly TypedExpression[]): void {
  if (!isOrderable(e.type)) throw mismatch(name, args, 'a type with an order (INVALID_ORDERING_TYPE)')
}

const extreme = (isMax: boolean): AggregateFunction => ({
  resolve(args, name) {
    expectArguments(name, args, 1)
    expectOrderable(args[0], name, args)
    return { args, type: args[0].type, nullable: true }
  },
  create: ([{ type }]) => create(type, isMax),
  idempotent: true,
})

export const min = extreme(false)
export const max = extreme(true)
