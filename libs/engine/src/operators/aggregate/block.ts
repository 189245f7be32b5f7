import { readInt64 } from '@millrace/columns'
import type { Selection } from '../../kernels/kernel.ts'
import type { PlainColumn } from '../plain-column.ts'

/** The rows of one update: which are selected, and the group of each. Remembers what several functions ask for. */
export class Block {
  readonly selection: Selection
  /** Group of each row of the batch (of the selected ones); null when all belong to group 0. */
  readonly groups: Int32Array | null
  /** Groups that there are now. */
  readonly size: number
  readonly #valid = new Map<PlainColumn, Selection>()
  readonly #doubles = new Map<PlainColumn, Float64Array>()

  constructor(selection: Selection, groups: Int32Array | null, size: number) {
    this.selection = selection
    this.groups = groups
    this.size = size
  }

  /** The rows of another grouping's state, with the group here of each; -1 is left out. */
  static ofState(length: number, groups: Int32Array, size: number): Block {
    return new Block(groupedRows(length, groups), groups, size)
  }

  /** The selected rows in which the column is not null. */
  valid(column: PlainColumn): Selection {
    if ('validity' in column ? column.validity === null : column.nullCount === 0) return this.selection
    let valid = this.#valid.get(column)
    if (valid === undefined) {
      valid = notNull(column, this.selection)
      this.#valid.set(column, valid)
    }
    return valid
  }

  /** How many of the selected rows the column has a value in. */
  validCount(column: PlainColumn): number {
    const { rows, count } = this.selection
    return rows === null && count === column.length ? count - column.nullCount : this.valid(column).count
  }

  /** The values of a numeric, boolean or date column as doubles, row by row; int64 beyond 2^53 is rounded. */
  doubles(column: PlainColumn): Float64Array {
    let doubles = this.#doubles.get(column)
    if (doubles === undefined) {
      doubles = toDoubles(column)
      this.#doubles.set(column, doubles)
    }
    return doubles
  }
}

/** The rows whose group is not -1. */
export function groupedRows(length: number, groups: Int32Array): Selection {
  if (!groups.subarray(0, length).includes(-1)) return { rows: null, count: length }
  const rows = Int32Array.from({ length }, (_, i) => i).filter(i => groups[i] >= 0)
  return { rows, count: rows.length }
}

/** The selected rows in which the column is not null. */
function notNull(column: PlainColumn, { rows, count }: Selection): Selection {
  const kept = new Int32Array(count)
  let n = 0
  if ('ids' in column) {
    const { ids } = column
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      if (ids[r] >= 0) kept[n++] = r
    }
  } else if ('objects' in column) {
    const { objects } = column
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      if (objects[r] !== null) kept[n++] = r
    }
  } else {
    const validity = column.validity!
    for (let i = 0; i < count; i++) {
      const r = rows === null ? i : rows[i]
      if ((validity[r >> 3] & (1 << (r & 7))) !== 0) kept[n++] = r
    }
  }
  return { rows: kept, count: n }
}

/** The values of a column as doubles, row by row. */
export function toDoubles(column: PlainColumn): Float64Array {
  if (!('values' in column)) return new Float64Array(column.length)
  const { values, length } = column
  if (values instanceof Float64Array) return values
  const doubles = new Float64Array(length)
  if (values instanceof BigInt64Array) {
    const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2)
    for (let i = 0; i < length; i++) doubles[i] = readInt64(words, i)
  } else for (let i = 0; i < length; i++) doubles[i] = values[i]
  return doubles
}
