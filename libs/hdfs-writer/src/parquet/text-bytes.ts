import { type Column, type HostValue, isObjectColumn, type MapValue, type StringColumn } from '@millrace/columns'

/** Bytes of the strings, binary values and values of object types in rows `from .. to`, every repetition counted. */
export function textBytes(columns: readonly Column[], from: number, to: number): number {
  let bytes = 0
  for (const column of columns) {
    if (column.type === 'string') bytes += stringBytes(column, from, to)
    else if (column.type === 'binary') bytes += column.offsets[to] - column.offsets[from]
    else if (isObjectColumn(column)) for (let row = from; row < to; row++) bytes += hostBytes(column.objects[row])
  }
  return bytes
}

/** About what a value takes. */
function hostBytes(value: HostValue): number {
  if (typeof value === 'string') return value.length
  if (value === null || typeof value !== 'object') return 16
  if (value instanceof Uint8Array) return value.length
  if ('months' in value) return 16
  const inside = Array.isArray(value) ? (value as readonly HostValue[]) : entriesOf(value as MapValue)
  return inside.reduce<number>((sum, v) => sum + hostBytes(v), 16)
}

const entriesOf = ({ keys, values }: MapValue): readonly HostValue[] => [...keys, ...values]

function stringBytes({ ids, dictionary, length, nullCount }: StringColumn, from: number, to: number): number {
  const { offsets } = dictionary
  if (nullCount === length) return 0
  if (nullCount === 0 && dictionary.size === 1) return (to - from) * offsets[1]
  let bytes = 0
  for (let row = from; row < to; row++) {
    const id = ids[row]
    if (id >= 0) bytes += offsets[id + 1] - offsets[id]
  }
  return bytes
}

/** The most rows after `from`, up to `to`, whose text fits into `room` bytes. */
export function rowsThatFit(columns: readonly Column[], from: number, to: number, room: number): number {
  let bytes = 0
  for (let row = from; row < to; row++) {
    bytes += textBytes(columns, row, row + 1)
    if (bytes > room) return row - from
  }
  return to - from
}
