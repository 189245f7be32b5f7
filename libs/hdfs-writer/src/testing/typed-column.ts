import {
  type Column,
  Dictionary,
  type FixedType,
  type HostValue,
  isFixedType,
  newFixedValues,
  type ObjectType,
  setValid,
  type TypeName,
  validityBytes,
} from '@millrace/columns'

/** A column of any type from host values. */
export function typedColumn(type: TypeName, values: readonly HostValue[]): Column {
  const { length } = values
  const nullCount = values.filter(value => value === null).length
  if (type === 'string') {
    // Entries that no row has, and ids in another order than the rows.
    const dictionary = new Dictionary(16)
    dictionary.internString('in no row')
    for (const value of values.toReversed()) if (value !== null) dictionary.internString(value as string)
    const ids = Int32Array.from(values, value => (value === null ? -1 : dictionary.internString(value as string)))
    return { type, length, ids, dictionary, nullCount }
  }
  let validity: Uint8Array | null = null
  if (nullCount > 0) {
    validity = new Uint8Array(validityBytes(length))
    for (let row = 0; row < length; row++) if (values[row] !== null) setValid(validity, row)
  }
  if (type === 'binary') {
    const parts = values.map(value => (value ?? new Uint8Array(0)) as Uint8Array)
    const offsets = new Int32Array(length + 1)
    for (let row = 0; row < length; row++) offsets[row + 1] = offsets[row] + parts[row].length
    return { type, length, offsets, bytes: new Uint8Array(Buffer.concat(parts)), validity, nullCount }
  }
  if (!isFixedType(type)) return { type: type as ObjectType, length, objects: values, nullCount }
  const array = newFixedValues(type as FixedType, length)
  for (let row = 0; row < length; row++) if (values[row] !== null) array[row] = values[row] as never
  if (type === 'boolean') for (let row = 0; row < length; row++) array[row] = (values[row] ? 1 : 0) as never
  return { type, length, values: array, validity, nullCount }
}
