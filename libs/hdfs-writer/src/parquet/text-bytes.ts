import type { Column, StringColumn } from '@millrace/columns'

/** Bytes of the strings and binary values in rows `from .. to`, every repetition counted. */
export function textBytes(columns: readonly Column[], from: number, to: number): number {
  let bytes = 0
  for (const column of columns) {
    if (column.type === 'string') bytes += stringBytes(column, from, to)
    else if (column.type === 'binary') bytes += column.offsets[to] - column.offsets[from]
  }
  return bytes
}

function stringBytes({ ids, dictionary }: StringColumn, from: number, to: number): number {
  const { offsets } = dictionary
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
