import { type BinaryColumn, Dictionary, isValid, setValid, validityBytes } from '@millrace/columns'
import { type Entries, entry } from './entries.ts'

/** Gives a binary column dictionary ids, so that kernels treat it like strings. The dictionary is made for this block. */
export function binaryIds(column: BinaryColumn): { readonly ids: Int32Array; readonly dictionary: Dictionary } {
  const dictionary = new Dictionary(256)
  const ids = new Int32Array(column.length)
  for (let i = 0; i < column.length; i++) {
    ids[i] = isValid(column.validity, i)
      ? dictionary.intern(column.bytes, column.offsets[i], column.offsets[i + 1])
      : -1
  }
  return { ids, dictionary }
}

/** The binary column whose row i is entry `ids[i]`, null where that is negative. */
export function binaryColumn(ids: Int32Array, length: number, entries: Entries): BinaryColumn {
  let size = 0
  let nullCount = 0
  for (let i = 0; i < length; i++) {
    if (ids[i] < 0) nullCount++
    else size += entries.offsets[ids[i] + 1] - entries.offsets[ids[i]]
  }
  const offsets = new Int32Array(length + 1)
  const bytes = new Uint8Array(size)
  const validity = nullCount === 0 ? null : new Uint8Array(validityBytes(length))
  let at = 0
  for (let i = 0; i < length; i++) {
    if (ids[i] >= 0) {
      const value = entry(entries, ids[i])
      bytes.set(value, at)
      at += value.length
      if (validity !== null) setValid(validity, i)
    }
    offsets[i + 1] = at
  }
  return { type: 'binary', length, offsets, bytes, validity, nullCount }
}
