import { crc32 } from 'node:zlib'
import { type Column, type ColumnBatch, fromIpc, toIpc } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { StateTable } from '../operators/aggregate/accumulator.ts'
import { Grouping, type GroupingSpec, type GroupingState } from '../operators/aggregate/grouping.ts'
import { restored, storable } from './storable-columns.ts'

const MAGIC = 'MILLSNP1'
const HEADER_AT = 16

interface Header {
  readonly spec: GroupingSpec
  readonly groups: number
  /** Bytes and rows of each table: the keys (when there are any), then the state of each function. */
  readonly tables: readonly { readonly bytes: number; readonly length: number }[]
}

/**
 * The state of an aggregation as bytes: `MILLSNP1`, CRC-32 of all that follows it, length of the header (both little-endian), the
 * header in JSON, and Arrow IPC streams; header and streams are padded to 8 bytes.
 */
export function writeSnapshot(spec: GroupingSpec, state: GroupingState<Column>): Uint8Array<ArrayBuffer> {
  const tables = tablesOf(spec, state).map(({ length, columns }) => ({
    length,
    ipc: toIpc(batchOf(columns.map(storable), length)),
  }))
  const header: Header = {
    spec,
    groups: state.groups,
    tables: tables.map(({ ipc, length }) => ({ bytes: ipc.length, length })),
  }
  const json = Buffer.from(JSON.stringify(header))
  const size = tables.reduce((sum, { ipc }) => sum + padded(ipc.length), HEADER_AT + padded(json.length))
  const snapshot = Buffer.alloc(size)
  snapshot.write(MAGIC, 'latin1')
  snapshot.writeUInt32LE(json.length, 12)
  json.copy(snapshot, HEADER_AT)
  let at = HEADER_AT + padded(json.length)
  for (const { ipc } of tables) {
    snapshot.set(ipc, at)
    at += padded(ipc.length)
  }
  snapshot.writeUInt32LE(crc32(snapshot.subarray(12)), 8)
  return new Uint8Array(snapshot.buffer, snapshot.byteOffset, size)
}

/** The state in a snapshot of the same aggregation; MILLRACE_CHECKPOINT_DAMAGED when it is anything else. */
export function readSnapshot(spec: GroupingSpec, bytes: Uint8Array): GroupingState<Column> {
  const snapshot = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (snapshot.length < HEADER_AT || snapshot.toString('latin1', 0, 8) !== MAGIC) {
    throw damaged('it does not begin as a state snapshot does')
  }
  if (snapshot.readUInt32LE(8) !== crc32(snapshot.subarray(12))) throw damaged('its checksum is wrong')
  const end = HEADER_AT + snapshot.readUInt32LE(12)
  try {
    const header = JSON.parse(snapshot.toString('utf8', HEADER_AT, end)) as Header
    if (JSON.stringify(header.spec) !== JSON.stringify(spec)) throw damaged('it belongs to another aggregation')
    return readTables(spec, header, snapshot.subarray(HEADER_AT + padded(end - HEADER_AT)))
  } catch (cause) {
    throw cause instanceof MillraceError ? cause : damaged('it cannot be read', cause)
  }
}

function readTables(spec: GroupingSpec, { groups, tables }: Header, bytes: Uint8Array): GroupingState<Column> {
  const expected = tablesOf(spec, new Grouping(spec).state())
  if (expected.length !== tables.length) throw damaged('it has another number of tables')
  let at = 0
  const read = tables.map((table, i) => {
    const { length, columns: stored } = fromIpc(bytes.subarray(at, at + table.bytes))
    at += padded(table.bytes)
    const types = expected[i].columns.map(c => c.type)
    const columns = stored.map((c, k) => restored(c, types[k]))
    if (length !== table.length || columns.map(c => c.type).join() !== types.join()) {
      throw damaged('a table does not have the expected columns')
    }
    return { length, columns }
  })
  const [keys, ...states] = spec.keys.length > 0 ? read : [{ columns: [] }, ...read]
  return { groups, keys: keys.columns, states: states as StateTable<Column>[] }
}

const tablesOf = (spec: GroupingSpec, { groups, keys, states }: GroupingState<Column>) =>
  spec.keys.length > 0 ? [{ length: groups, columns: keys }, ...states] : states

const batchOf = (columns: readonly Column[], length: number): ColumnBatch => ({
  schema: columns.map((c, i) => ({ name: `c${i}`, type: c.type, nullable: true })),
  length,
  columns,
})

const padded = (length: number): number => (length + 7) & ~7

const damaged = (what: string, cause?: unknown): MillraceError =>
  new MillraceError('MILLRACE_CHECKPOINT_DAMAGED', `A state snapshot in the checkpoint is not usable: ${what}.`, {
    cause,
  })
