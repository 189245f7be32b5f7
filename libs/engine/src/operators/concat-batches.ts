import {
  type BinaryColumn,
  type Column,
  type ColumnBatch,
  Dictionary,
  type FixedColumn,
  type FixedType,
  type HostValue,
  isFixedType,
  isNull,
  type ObjectColumn,
  type ObjectType,
  type Schema,
  type StringColumn,
  setValid,
  type TypeName,
  validityBytes,
} from '@millrace/columns'
import { newValues } from '../kernels/kernel.ts'
import { TextUnion } from '../kernels/text-union.ts'

/** No rows of a schema. */
export const emptyBatch = (schema: Schema): ColumnBatch => concatBatches(schema, [])

/** The rows of all batches, one batch after the other. */
export function concatBatches(schema: Schema, batches: readonly ColumnBatch[]): ColumnBatch {
  const filled = batches.filter(batch => batch.length > 0)
  if (filled.length === 1) return { ...filled[0], schema }
  const length = filled.reduce((sum, batch) => sum + batch.length, 0)
  const columns = schema.map(({ type }, i) =>
    concatColumns(
      type,
      filled.map(batch => batch.columns[i]),
      length,
    ),
  )
  return { schema, length, columns }
}

function concatColumns(type: TypeName, parts: readonly Column[], length: number): Column {
  if (type === 'string') return concatStrings(parts as StringColumn[], length)
  const nullCount = parts.reduce((sum, part) => sum + part.nullCount, 0)
  if (type === 'binary') return concatBinary(parts as BinaryColumn[], length, nullCount)
  if (isFixedType(type)) return concatFixed(type, parts as FixedColumn[], length, nullCount)
  const objects = parts.flatMap(part => (part as ObjectColumn).objects.slice(0, part.length) as HostValue[])
  return { type: type as ObjectType, length, objects, nullCount }
}

function concatStrings(parts: readonly StringColumn[], length: number): StringColumn {
  const ids = new Int32Array(length)
  const [first] = parts
  const shared = parts.every(part => part.dictionary === first.dictionary)
  const union = new TextUnion()
  union.begin(...parts.map(part => part.dictionary))
  let at = 0
  let nullCount = 0
  for (const [source, part] of parts.entries())
    for (let row = 0; row < part.length; row++) {
      const id = part.ids[row]
      if (id < 0) nullCount++
      ids[at++] = id < 0 || shared ? id : union.id(source, id)
    }
  const dictionary = parts.length === 0 ? new Dictionary(1) : shared ? first.dictionary : union.dictionary
  return { type: 'string', length, ids, dictionary, nullCount }
}

function concatBinary(parts: readonly BinaryColumn[], length: number, nullCount: number): BinaryColumn {
  const offsets = new Int32Array(length + 1)
  const bytes = new Uint8Array(parts.reduce((sum, p) => sum + p.offsets[p.length] - p.offsets[0], 0))
  let at = 0
  let end = 0
  for (const part of parts) {
    bytes.set(part.bytes.subarray(part.offsets[0], part.offsets[part.length]), end)
    for (let row = 0; row < part.length; row++) {
      end += part.offsets[row + 1] - part.offsets[row]
      offsets[++at] = end
    }
  }
  return { type: 'binary', length, offsets, bytes, validity: concatValidity(parts, length, nullCount), nullCount }
}

function concatFixed(type: FixedType, parts: readonly FixedColumn[], length: number, nullCount: number): FixedColumn {
  const values = newValues(type, length)
  let at = 0
  for (const part of parts) {
    values.set(part.values.subarray(0, part.length) as never, at)
    at += part.length
  }
  return { type, length, values, validity: concatValidity(parts, length, nullCount), nullCount }
}

function concatValidity(parts: readonly Column[], length: number, nullCount: number): Uint8Array | null {
  if (nullCount === 0) return null
  const validity = new Uint8Array(validityBytes(length))
  let at = 0
  for (const part of parts) {
    for (let row = 0; row < part.length; row++) if (!isNull(part, row)) setValid(validity, at + row)
    at += part.length
  }
  return validity
}
