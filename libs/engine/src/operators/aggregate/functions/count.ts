import type { Column } from '@millrace/columns'
import { coerce, expectArguments, isVoid, mismatch } from '../../../analyse/coercion.ts'
import type { Selection } from '../../../kernels/kernel.ts'
import { isNullAt, type PlainColumn } from '../../plain-column.ts'
import type { Accumulator, AggregateFunction, StateTable } from '../accumulator.ts'
import { int64Column, withRoom } from '../arrays.ts'
import { type Block, toDoubles } from '../block.ts'

/** Which rows are counted: those in which every argument has a value, or those in which the only one is true or null. */
type Counted = 'valid' | 'true' | 'null'

class CountAccumulator implements Accumulator {
  #counts = new Float64Array(1)
  readonly #counted: Counted

  constructor(counted: Counted) {
    this.#counted = counted
  }

  get byteSize(): number {
    return this.#counts.byteLength
  }

  update(args: readonly PlainColumn[], block: Block): void {
    const counts = (this.#counts = withRoom(this.#counts, block.size))
    if (this.#counted === 'true') countTrue(args[0], block, counts)
    else if (this.#counted === 'null') countNulls(args[0], block, counts)
    else countValid(args, block, counts)
  }

  state(size: number): StateTable<Column> {
    return { length: size, columns: [this.result(size)] }
  }

  merge(state: StateTable, groups: Int32Array, size: number): void {
    const counts = (this.#counts = withRoom(this.#counts, size))
    const added = toDoubles(state.columns[0])
    for (let i = 0; i < state.length; i++) if (groups[i] >= 0) counts[groups[i]] += added[i]
  }

  result(size: number): Column {
    this.#counts = withRoom(this.#counts, size)
    return int64Column(this.#counts, size)
  }
}

function countValid(args: readonly PlainColumn[], block: Block, counts: Float64Array): void {
  const { groups } = block
  if (groups === null && args.length === 1) {
    counts[0] += block.validCount(args[0])
    return
  }
  const { rows, count } = args.reduce<Selection>((s, arg) => intersect(s, block.valid(arg)), block.selection)
  if (groups === null) counts[0] += count
  else if (rows === null) for (let i = 0; i < count; i++) counts[groups[i]]++
  else for (let i = 0; i < count; i++) counts[groups[rows[i]]]++
}

function countNulls(column: PlainColumn, block: Block, counts: Float64Array): void {
  const { groups, selection } = block
  if (groups === null) {
    counts[0] += selection.count - block.validCount(column)
    return
  }
  if (column.nullCount === 0) return
  const { rows, count } = selection
  for (let i = 0; i < count; i++) {
    const r = rows === null ? i : rows[i]
    if (isNullAt(column, r)) counts[groups[r]]++
  }
}

function countTrue(column: PlainColumn, block: Block, counts: Float64Array): void {
  // A condition that is the null literal has no boolean column.
  if (column.type !== 'boolean') return
  const { values } = column
  const { rows, count } = block.valid(column)
  const { groups } = block
  for (let i = 0; i < count; i++) {
    const r = rows === null ? i : rows[i]
    if (values[r] === 1) counts[groups === null ? 0 : groups[r]]++
  }
}

/** Rows in both selections, which are ascending. */
export function intersect(a: Selection, b: Selection): Selection {
  if (a.rows === null) return b
  if (b.rows === null) return a
  const kept = new Int32Array(Math.min(a.count, b.count))
  let n = 0
  for (let i = 0, j = 0; i < a.count && j < b.count; ) {
    const difference = a.rows[i] - b.rows[j]
    if (difference === 0) kept[n++] = a.rows[i]
    if (difference <= 0) i++
    if (difference >= 0) j++
  }
  return { rows: kept, count: n }
}

export const count: AggregateFunction = {
  validityOnly: true,
  resolve: args => ({ args, type: 'int64', nullable: false }),
  create: () => new CountAccumulator('valid'),
}

export const countIf: AggregateFunction = {
  resolve(args, name) {
    expectArguments(name, args, 1)
    if (args[0].type !== 'boolean' && !isVoid(args[0])) throw mismatch(name, args, 'boolean')
    return { args: [coerce(args[0], 'boolean')], type: 'int64', nullable: false }
  },
  create: () => new CountAccumulator('true'),
}

/** Planned for `countIf(isNull(x))`. */
export const countNull: AggregateFunction = {
  validityOnly: true,
  resolve(args, name) {
    expectArguments(name, args, 1)
    return { args, type: 'int64', nullable: false }
  },
  create: () => new CountAccumulator('null'),
}
