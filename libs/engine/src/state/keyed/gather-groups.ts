import type { Column } from '@millrace/columns'
import type { StateTable } from '../../operators/aggregate/accumulator.ts'
import { Grouping, type GroupingSpec, type GroupingState } from '../../operators/aggregate/grouping.ts'
import type { ChunkKind } from './chunk-list.ts'
import { columnBytes, packed } from './column-memory.ts'
import { Gather, type RowPositions } from './gather.ts'

/** Groups of an aggregation as columns, which do not change. */
export interface GroupChunk {
  readonly state: GroupingState<Column>
  /** By function whose groups have any number of rows: those rows, group by group. Found when first asked for. */
  readonly rows: Map<number, GroupedRows>
}

/** Rows of a table by group: those of group g are `rows[starts[g] .. starts[g + 1])`. */
interface GroupedRows {
  readonly starts: Int32Array
  readonly rows: Int32Array
}

export const groupChunk = (state: GroupingState<Column>): GroupChunk => ({ state, rows: new Map() })

/** Chunks of groups of one aggregation. */
export class GroupChunks implements ChunkKind<GroupChunk> {
  readonly #manyRows: readonly boolean[]

  constructor(spec: GroupingSpec) {
    this.#manyRows = new Grouping(spec).manyRows
  }

  gather(chunks: readonly (GroupChunk | undefined)[], positions: RowPositions): GroupChunk {
    const { groups, keys, states } = this.groups(chunks, positions)
    const tables = states.map(({ length, columns }) => ({ length, columns: columns.map(packed) }))
    return groupChunk({ groups, keys: keys.map(packed), states: tables })
  }

  byteSize({ state: { keys, states } }: GroupChunk): number {
    return [...keys, ...states.flatMap(s => s.columns)].reduce((sum, column) => sum + columnBytes(column), 0)
  }

  /** Groups of several chunks, as groups 0, 1 ... in the order of the positions. At least one chunk is there. */
  groups(chunks: readonly (GroupChunk | undefined)[], positions: RowPositions): GroupingState<Column> {
    const gather = new Gather(chunks.length, positions)
    const some = chunks.find(chunk => chunk !== undefined)!.state
    return {
      groups: gather.length,
      keys: gatherAll(
        gather,
        some.keys,
        chunks.map(chunk => chunk?.state.keys),
      ),
      states: some.states.map(({ columns }, f): StateTable<Column> => {
        if (this.#manyRows[f]) return manyRowsOf(chunks, positions, f, columns)
        const parts = chunks.map(chunk => chunk?.state.states[f].columns)
        return { length: gather.length, columns: gatherAll(gather, columns, parts) }
      }),
    }
  }
}

const gatherAll = (
  gather: Gather,
  like: readonly Column[],
  parts: readonly (readonly Column[] | undefined)[],
): Column[] =>
  like.map(({ type }, c) =>
    gather.column(
      type,
      parts.map(columns => columns?.[c]),
    ),
  )

/** A table whose first column is the group of each row. */
function manyRowsOf(
  chunks: readonly (GroupChunk | undefined)[],
  { source, row }: RowPositions,
  f: number,
  like: readonly Column[],
): StateTable<Column> {
  const grouped = chunks.map(chunk => chunk && groupedRows(chunk, f))
  let length = 0
  for (let i = 0; i < row.length; i++) {
    const { starts } = grouped[source[i]]!
    length += starts[row[i] + 1] - starts[row[i]]
  }
  const groups = new Int32Array(length)
  const positions = { source: new Int32Array(length), row: new Int32Array(length) }
  let n = 0
  for (let i = 0; i < row.length; i++) {
    const { starts, rows } = grouped[source[i]]!
    for (let k = starts[row[i]]; k < starts[row[i] + 1]; k++) {
      groups[n] = i
      positions.source[n] = source[i]
      positions.row[n++] = rows[k]
    }
  }
  const parts = chunks.map(chunk => chunk?.state.states[f].columns.slice(1))
  const columns = gatherAll(new Gather(chunks.length, positions), like.slice(1), parts)
  return { length, columns: [{ type: 'int32', length, values: groups, validity: null, nullCount: 0 }, ...columns] }
}

function groupedRows({ state, rows: known }: GroupChunk, f: number): GroupedRows {
  const found = known.get(f)
  if (found !== undefined) return found
  const { length, columns } = state.states[f]
  const { values: groups } = columns[0] as { readonly values: Int32Array }
  const starts = new Int32Array(state.groups + 1)
  for (let r = 0; r < length; r++) starts[groups[r] + 1]++
  for (let g = 0; g < state.groups; g++) starts[g + 1] += starts[g]
  const next = starts.slice()
  const rows = new Int32Array(length)
  for (let r = 0; r < length; r++) rows[next[groups[r]]++] = r
  const grouped = { starts, rows }
  known.set(f, grouped)
  return grouped
}
