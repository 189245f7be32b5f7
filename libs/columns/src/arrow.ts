import type * as Arrow from 'apache-arrow'
import { nullCountOf, packBits } from './arrow-bits.ts'
import { fixedArrowType, hostData } from './arrow-objects.ts'
import { setValid, validityBytes } from './bitmap.ts'
import {
  type BinaryColumn,
  type Column,
  type ColumnBatch,
  type FixedColumn,
  isObjectColumn,
  type StringColumn,
} from './column.ts'
import { arrow } from './load-arrow.ts'
import type { TypeName } from './schema.ts'
import { isDayTime, isObjectType, isYearMonth } from './type-text.ts'

/**
 * A batch as an Arrow record batch: string -> Dictionary<Utf8, Int32>, timestamp -> Timestamp(us, UTC), date -> Date32, object types
 * as `hostData` says, the others as they are called. Fixed-width values are shared, not copied (booleans are packed). A dictionary holds only
 * the entries that the rows use, in order of first use, so the result depends on the rows alone.
 */
function recordBatchOf(batch: ColumnBatch, metadata?: Map<string, string>): Arrow.RecordBatch {
  const { length } = batch
  const children = batch.columns.map((column, i) => toData(column, length, i))
  const fields = batch.schema.map(
    (field, i) => new (arrow().Field)(field.name, children[i].type, field.nullable, typeMetadata(field.type)),
  )
  const schema = new (arrow().Schema)(fields, metadata)
  return new (arrow().RecordBatch)(
    schema,
    arrow().makeData({ type: new (arrow().Struct)(fields), length, nullCount: 0, children }),
  )
}

/** The batch in Arrow's IPC stream format. */
export const toIpc = (batch: ColumnBatch, metadata?: Map<string, string>): Uint8Array =>
  arrow().tableToIPC(new (arrow().Table)([recordBatchOf(batch, metadata)]), 'stream')

function toData(column: Column, length: number, dictionaryId: number): Arrow.Data {
  if ('ids' in column) return stringData(column, length, dictionaryId)
  if (isObjectColumn(column)) return hostData(column.type, column.objects.slice(0, length))
  // Arrow ignores a bitmap that comes with a null count of 0, so the count is taken from the bitmap itself.
  const nullCount = nullCountOf(column.validity, length)
  const nullBitmap = nullCount === 0 ? undefined : column.validity!.subarray(0, (length + 7) >> 3)
  if (column.type === 'binary') return binaryData(column, length, nullCount, nullBitmap)
  return fixedData(column, length, nullCount, nullBitmap)
}

/** Key of a field's metadata that names the type where Arrow's own does not tell it. */
export const TYPE_KEY = 'millrace.type'

function typeMetadata(type: TypeName): Map<string, string> | null {
  const plain = type === 'interval_ym' || type === 'interval_dt'
  const told = plain || !(isYearMonth(type) || isDayTime(type) || isObjectType(type))
  return told ? null : new Map([[TYPE_KEY, type]])
}

function fixedData(column: FixedColumn, length: number, nullCount: number, nullBitmap?: Uint8Array): Arrow.Data {
  const values = column.values.subarray(0, length)
  const data = column.type === 'boolean' ? packBits(values as Uint8Array, length) : values
  return arrow().makeData({ type: fixedArrowType(column.type), length, nullCount, nullBitmap, data } as never)
}

function binaryData(column: BinaryColumn, length: number, nullCount: number, nullBitmap?: Uint8Array): Arrow.Data {
  return arrow().makeData({
    type: new (arrow().Binary)(),
    length,
    nullCount,
    nullBitmap,
    valueOffsets: column.offsets.subarray(0, length + 1),
    data: column.bytes.subarray(0, column.offsets[length]),
  })
}

function stringData(column: StringColumn, length: number, dictionaryId: number): Arrow.Data {
  const { ids, dictionary } = column
  const compact = new Int32Array(dictionary.size)
  const used: number[] = []
  const indices = new Int32Array(length)
  let validity: Uint8Array | null = null
  let nullCount = 0
  let bytes = 0
  for (let row = 0; row < length; row++) {
    const id = ids[row]
    if (id < 0) {
      if (validity === null) {
        validity = new Uint8Array(validityBytes(length))
        for (let i = 0; i < row; i++) setValid(validity, i)
      }
      nullCount++
      continue
    }
    if (validity !== null) setValid(validity, row)
    // Slots hold the new id plus one, so that a fresh array means "not used yet".
    let slot = compact[id]
    if (slot === 0) {
      slot = compact[id] = used.push(id)
      bytes += dictionary.offsets[id + 1] - dictionary.offsets[id]
    }
    indices[row] = slot - 1
  }
  const valueOffsets = new Int32Array(used.length + 1)
  const data = new Uint8Array(bytes)
  let at = 0
  for (let i = 0; i < used.length; i++) {
    data.set(dictionary.get(used[i]), at)
    at += dictionary.offsets[used[i] + 1] - dictionary.offsets[used[i]]
    valueOffsets[i + 1] = at
  }
  const entries = arrow().makeData({
    type: new (arrow().Utf8)(),
    length: used.length,
    nullCount: 0,
    valueOffsets,
    data,
  })
  return arrow().makeData({
    type: new (arrow().Dictionary)(new (arrow().Utf8)(), new (arrow().Int32)(), dictionaryId, false),
    length,
    nullCount,
    nullBitmap: validity ?? undefined,
    data: indices,
    dictionary: new (arrow().Vector)([entries]),
  })
}
