import type { FixedColumn, StringColumn } from '@millrace/columns'

/** The first part of a path: a user function that workers can load. */
export const section = (path: string): string | null => {
  if (path.includes('17')) throw new Error('seventeen is not a page')
  return path.split('/')[1] ?? null
}

/** Bytes for each letter of a path: a function over columns that workers can load. */
export const bytesPerLetter = (bytes: FixedColumn, path: StringColumn) => {
  const letters = path.dictionary.offsets
  const values = Float64Array.from({ length: bytes.length }, (_, row) => {
    const id = path.ids[row]
    const size = Number(bytes.values[row])
    if (size === 17) throw new Error('seventeen bytes')
    return size / (letters[id + 1] - letters[id])
  })
  return { values, validity: bytes.validity }
}
