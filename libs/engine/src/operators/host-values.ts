import {
  type Column,
  Dictionary,
  type FixedColumn,
  type HostValue,
  isObjectType,
  setValid,
  type TypeName,
  validityBytes,
} from '@millrace/columns'
import { binaryColumn } from '../kernels/binary-ids.ts'
import { entry } from '../kernels/entries.ts'
import { newValues } from '../kernels/kernel.ts'
import { isNullAt, type PlainColumn } from './plain-column.ts'

/** The host value of a row, or null. */
export type HostReader = (row: number) => HostValue

/** Reads a column as host values. A string is decoded once for each reader. */
export function hostReader(column: PlainColumn): HostReader {
  if ('objects' in column) return row => column.objects[row]
  if (column.type === 'string') {
    const { ids, dictionary } = column
    const strings: (string | undefined)[] = []
    return row => {
      const id = ids[row]
      return id < 0 ? null : (strings[id] ??= Buffer.from(entry(dictionary, id)).toString())
    }
  }
  if (column.type === 'binary') {
    const { bytes, offsets } = column
    return row => (isNullAt(column, row) ? null : bytes.slice(offsets[row], offsets[row + 1]))
  }
  const { values } = column
  if (column.type === 'boolean') return row => (isNullAt(column, row) ? null : values[row] === 1)
  return column.validity === null ? row => values[row] : row => (isNullAt(column, row) ? null : values[row])
}

/** A column of host values. */
export function columnOfHosts(type: TypeName, hosts: readonly HostValue[]): Column {
  const { length } = hosts
  if (isObjectType(type)) {
    let nullCount = 0
    for (const host of hosts) if (host === null) nullCount++
    return { type, length, objects: hosts, nullCount }
  }
  if (type === 'string' || type === 'binary') {
    const dictionary = new Dictionary(Math.min(1024, length + 1))
    const ids = new Int32Array(length)
    let nullCount = 0
    for (let i = 0; i < length; i++) {
      const host = hosts[i]
      if (host === null) nullCount++
      ids[i] =
        host === null
          ? -1
          : typeof host === 'string'
            ? dictionary.internString(host)
            : dictionary.intern(host as Uint8Array, 0, (host as Uint8Array).length)
    }
    return type === 'string' ? { type, length, ids, dictionary, nullCount } : binaryColumn(ids, length, dictionary)
  }
  return fixedOfHosts(type as FixedColumn['type'], hosts)
}

function fixedOfHosts(type: FixedColumn['type'], hosts: readonly HostValue[]): FixedColumn {
  const { length } = hosts
  const values = newValues(type, length) as Float64Array
  const validity = new Uint8Array(validityBytes(length))
  let nullCount = 0
  for (let i = 0; i < length; i++) {
    const host = hosts[i]
    if (host === null) nullCount++
    else {
      values[i] = host as number
      setValid(validity, i)
    }
  }
  return { type, length, values, validity: nullCount === 0 ? null : validity, nullCount }
}
