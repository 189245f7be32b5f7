import type { Column, TypeName } from '@millrace/columns'
import type { StateTable } from '../../operators/aggregate/accumulator.ts'
import { ByteReader, ByteWriter } from '../../operators/aggregate/byte-buffer.ts'
import { Grouping, type GroupingSpec, type GroupingState } from '../../operators/aggregate/grouping.ts'
import { TIME_BYTES, writeTime } from './byte-order.ts'
import { cellReader, cellWriter } from './cells.ts'
import type { SpilledRow } from './spill-table.ts'

/**
 * Groups of an aggregation as rows of bytes: the key is the end of the group (8 bytes in byte order) and the cells of the keys; the row
 * is the cells of each function's state, with the number of rows before them where a group may have any.
 */
export class GroupRows {
  readonly #spec: GroupingSpec
  readonly #types: readonly (readonly TypeName[])[]
  readonly #manyRows: readonly boolean[]
  readonly #writer = new ByteWriter()

  constructor(spec: GroupingSpec) {
    const empty = new Grouping(spec)
    this.#spec = spec
    this.#types = empty.state().states.map(table => table.columns.map(c => c.type))
    this.#manyRows = empty.manyRows
  }

  /** The keys of some groups, in no shared memory. `ends`: when each group is over, in microseconds. */
  keys(columns: readonly Column[], ends: Float64Array, groups: Int32Array): Uint8Array[] {
    const to = this.#writer
    const cells = columns.map(c => cellWriter(c, to, false))
    const end = new Uint8Array(TIME_BYTES)
    const starts = new Int32Array(groups.length + 1)
    to.clear()
    for (let i = 0; i < groups.length; i++) {
      writeTime(end, 0, ends[groups[i]])
      for (let b = 0; b < TIME_BYTES; b++) to.byte(end[b])
      for (const cell of cells) cell(groups[i])
      starts[i + 1] = to.length
    }
    return split(to.bytes.slice(), starts)
  }

  /** The rows of some groups, in no shared memory. */
  rows({ states }: GroupingState<Column>, groups: Int32Array): Uint8Array[] {
    const to = this.#writer
    const tables = states.map((table, f) => (this.#manyRows[f] ? manyRowsWriter(table, to) : rowWriter(table, to)))
    const starts = new Int32Array(groups.length + 1)
    to.clear()
    for (let i = 0; i < groups.length; i++) {
      for (const table of tables) table(groups[i])
      starts[i + 1] = to.length
    }
    return split(to.bytes.slice(), starts)
  }

  /** The groups of rows. */
  state(rows: readonly SpilledRow[]): GroupingState<Column> {
    const groups = rows.length
    const keys = this.#spec.keys.map(k => cellReader(k.type, false))
    const cells = new ByteReader(joined(rows, 0, TIME_BYTES))
    for (let g = 0; g < groups; g++) for (const key of keys) key.read(cells)
    const tables = this.#types.map((types, f) => (this.#manyRows[f] ? manyRowsReader(types) : rowReader(types, groups)))
    const from = new ByteReader(joined(rows, 1, 0))
    for (let g = 0; g < groups; g++) for (const table of tables) table.read(g, from)
    return { groups, keys: keys.map(k => k.column()), states: tables.map(t => t.table()) }
  }
}

/** The least key of the groups that are not over at a time, in microseconds. */
export function keyAfter(microseconds: number): Uint8Array {
  const key = new Uint8Array(TIME_BYTES)
  writeTime(key, 0, Math.floor(microseconds) + 1)
  return key
}

function rowWriter({ columns }: StateTable<Column>, to: ByteWriter): (group: number) => void {
  const cells = columns.map(c => cellWriter(c, to, true))
  return group => {
    for (const cell of cells) cell(group)
  }
}

function manyRowsWriter({ columns, length }: StateTable<Column>, to: ByteWriter): (group: number) => void {
  const [first, ...values] = columns
  const { values: groups } = first as { readonly values: Int32Array }
  const size = groups.subarray(0, length).reduce((most, g) => Math.max(most, g + 1), 0)
  // The rows of each group, in their order.
  const ends = new Int32Array(size + 1)
  for (let i = 0; i < length; i++) ends[groups[i] + 1]++
  for (let g = 0; g < size; g++) ends[g + 1] += ends[g]
  const starts = ends.slice()
  const rows = new Int32Array(length)
  for (let i = 0; i < length; i++) rows[starts[groups[i]]++] = i
  const cells = values.map(c => cellWriter(c, to, true))
  return group => {
    const [from, end] = group < size ? [ends[group], ends[group + 1]] : [0, 0]
    to.int32(end - from)
    for (let i = from; i < end; i++) for (const cell of cells) cell(rows[i])
  }
}

interface TableReader {
  read(group: number, from: ByteReader): void
  table(): StateTable<Column>
}

function rowReader(types: readonly TypeName[], length: number): TableReader {
  const cells = types.map(type => cellReader(type, true))
  return {
    read(_, from) {
      for (const cell of cells) cell.read(from)
    },
    table: () => ({ length, columns: cells.map(c => c.column()) }),
  }
}

function manyRowsReader([, ...types]: readonly TypeName[]): TableReader {
  const cells = types.map(type => cellReader(type, true))
  const groups: number[] = []
  return {
    read(group, from) {
      for (let n = from.int32(); n > 0; n--) {
        groups.push(group)
        for (const cell of cells) cell.read(from)
      }
    },
    table() {
      const { length } = groups
      const group: Column = { type: 'int32', length, values: Int32Array.from(groups), validity: null, nullCount: 0 }
      return { length, columns: [group, ...cells.map(c => c.column())] }
    },
  }
}

const split = (bytes: Uint8Array, starts: Int32Array): Uint8Array[] =>
  Array.from({ length: starts.length - 1 }, (_, i) => bytes.subarray(starts[i], starts[i + 1]))

/** The bytes of all keys (0) or rows (1) one after another, each without its first `skip`. */
function joined(rows: readonly SpilledRow[], part: 0 | 1, skip: number): Uint8Array {
  const bytes = new Uint8Array(rows.reduce((sum, row) => sum + row[part].length - skip, 0))
  let at = 0
  for (const row of rows) {
    bytes.set(skip === 0 ? row[part] : row[part].subarray(skip), at)
    at += row[part].length - skip
  }
  return bytes
}
