import type { Column } from '@millrace/columns'
import type { PlainColumn } from '../../batch/plain-column.ts'
import { coerce, expectArguments, isVoid, mismatch } from '../../expression/coercion.ts'
import type { Selection } from '../../kernel/kernel.ts'
import type { Accumulator, AggregateFunction, StateTable } from '../accumulator.ts'
import { int64Column, withRoom } from '../arrays.ts'
import { type Block, toDoubles } from '../block.ts'

/** Counts rows: all, those whose arguments are not null, or those whose argument is true. */
export class CountAccumulator implements Accumulator {
  #counts = new Float64Array(1)
  readonly #trueOnly: boolean

  constructor(trueOnly: boolean) {
    this.#trueOnly = trueOnly
  }

  get byteSize(): number {
    return this.#counts.byteLength
  }

  update(args: readonly PlainColumn[], block: Block): void {
    const selection = this.#select(args, block)
    const counts = (this.#counts = withRoom(this.#counts, block.size))
    const { rows, count } = selection
    const { groups } = block
    if (groups === null) counts[0] += count
    else if (rows === null) for (let i = 0; i < count; i++) counts[groups[i]]++
    else for (let i = 0; i < count; i++) counts[groups[rows[i]]]++
  }

  state(size: number): StateTable<Column> {
    return { length: size, columns: [this.result(size)] }
  }

  merge(state: StateTable, groups: Int32Array, size: number): void {
    const counts = (this.#counts = withRoom(this.#counts, size))
    const added = toDoubles(state.columns[0])
    for (let i = 0; i < state.length; i++) counts[groups[i]] += added[i]
  }

  result(size: number): Column {
    this.#counts = withRoom(this.#counts, size)
    return int64Column(this.#counts, size)
  }

  #select(args: readonly PlainColumn[], block: Block): Selection {
    if (args.length === 0) return block.selection
    let selection = block.valid(args[0])
    if (this.#trueOnly) return whereTrue(args[0], selection)
    for (const arg of args.slice(1)) selection = intersect(selection, block.valid(arg))
    return selection
  }
}

function whereTrue(column: PlainColumn, { rows, count }: Selection): Selection {
  const values = column.type === 'boolean' ? column.values : new Uint8Array(column.length)
  const kept = new Int32Array(count)
  let n = 0
  for (let i = 0; i < count; i++) {
    const r = rows === null ? i : rows[i]
    if (values[r] === 1) kept[n++] = r
  }
  return { rows: kept, count: n }
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
  create: () => new CountAccumulator(false),
}

export const countIf: AggregateFunction = {
  resolve(args, name) {
    expectArguments(name, args, 1)
    if (args[0].type !== 'boolean' && !isVoid(args[0])) throw mismatch(name, args, 'boolean')
    return { args: [coerce(args[0], 'boolean')], type: 'int64', nullable: false }
  },
  create: () => new CountAccumulator(true),
}
