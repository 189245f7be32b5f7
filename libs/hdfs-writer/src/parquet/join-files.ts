import { MillraceError } from '@millrace/errors'
import { readStruct, type ThriftList, type ThriftStruct, type ThriftValue, writeStruct } from './thrift-compact.ts'

/** `PAR1`, at both ends of a file. */
const MAGIC_BYTES = 4
/** Length of the footer and the magic after it. */
const TAIL_BYTES = 8

/** Fields of the structs in parquet.thrift: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift */
const FILE = { numRows: 3, rowGroups: 4 }
const ROW_GROUP = { columns: 1, fileOffset: 5, ordinal: 7 }
const COLUMN_CHUNK = { fileOffset: 2, metaData: 3, offsetIndexOffset: 4, columnIndexOffset: 6 }
const COLUMN_META_DATA = { dataPageOffset: 9, indexPageOffset: 10, dictionaryPageOffset: 11, bloomFilterOffset: 14 }

/**
 * One Parquet file with the row groups of several, which have the same schema, in order. Only the footer is made anew: what lies
 * before it is copied, and the positions in it are moved. MILLRACE_INTERNAL when a part is no Parquet file.
 */
export function joinFiles(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  if (parts.length === 1) return parts[0]
  try {
    return join(parts)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MillraceError('MILLRACE_INTERNAL', `${parts.length} Parquet files could not be joined: ${reason}.`, {
      cause: error,
    })
  }
}

function join(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const rowGroups: ThriftStruct[] = []
  let rows = 0
  let end = MAGIC_BYTES
  const bodies: Uint8Array[] = []
  let first: ThriftStruct | undefined
  for (const part of parts) {
    const body = part.subarray(MAGIC_BYTES, footerStart(part))
    const footer = readStruct(part.subarray(footerStart(part), part.length - TAIL_BYTES))
    first ??= footer
    rows += numberAt(footer, FILE.numRows)
    for (const group of listAt(footer, FILE.rowGroups).items as readonly ThriftStruct[]) {
      rowGroups.push(movedRowGroup(group, end - MAGIC_BYTES, rowGroups.length))
    }
    bodies.push(body)
    end += body.length
  }
  const footer = writeStruct(
    changed(first!, {
      [FILE.numRows]: () => rows,
      [FILE.rowGroups]: list => ({ ...(list as ThriftList), items: rowGroups }),
    }),
  )
  const file = new Uint8Array(end + footer.length + TAIL_BYTES)
  file.set(parts[0].subarray(0, MAGIC_BYTES))
  let at = MAGIC_BYTES
  for (const piece of [...bodies, footer]) {
    file.set(piece, at)
    at += piece.length
  }
  new DataView(file.buffer).setInt32(at, footer.length, true)
  file.set(parts[0].subarray(0, MAGIC_BYTES), at + 4)
  return file
}

function footerStart(file: Uint8Array): number {
  const tail = file.length - TAIL_BYTES
  const length = new DataView(file.buffer, file.byteOffset).getInt32(tail, true)
  if (length <= 0 || length > tail - MAGIC_BYTES) throw new Error(`a footer of ${length} bytes does not fit the file`)
  return tail - length
}

function movedRowGroup(group: ThriftStruct, by: number, ordinal: number): ThriftStruct {
  const move = (value: ThriftValue): number => (value as number) + by
  const movedMetaData = (value: ThriftValue): ThriftStruct =>
    changed(value as ThriftStruct, {
      [COLUMN_META_DATA.dataPageOffset]: move,
      [COLUMN_META_DATA.indexPageOffset]: move,
      [COLUMN_META_DATA.dictionaryPageOffset]: move,
      [COLUMN_META_DATA.bloomFilterOffset]: move,
    })
  const movedChunk = (value: ThriftValue): ThriftStruct =>
    changed(value as ThriftStruct, {
      // Writers that follow the newest format leave 0 here, which means nothing.
      [COLUMN_CHUNK.fileOffset]: offset => (offset === 0 ? 0 : move(offset)),
      [COLUMN_CHUNK.metaData]: movedMetaData,
      [COLUMN_CHUNK.offsetIndexOffset]: move,
      [COLUMN_CHUNK.columnIndexOffset]: move,
    })
  return changed(group, {
    [ROW_GROUP.columns]: list => ({ ...(list as ThriftList), items: (list as ThriftList).items.map(movedChunk) }),
    [ROW_GROUP.fileOffset]: move,
    [ROW_GROUP.ordinal]: () => ordinal,
  })
}

/** The struct with those of its fields that have a change changed. */
function changed(
  struct: ThriftStruct,
  changes: Readonly<Record<number, (value: ThriftValue) => ThriftValue>>,
): ThriftStruct {
  const entries = [...struct].map(
    ([id, { type, value }]) => [id, { type, value: changes[id]?.(value) ?? value }] as const,
  )
  return new Map(entries)
}

function numberAt(struct: ThriftStruct, id: number): number {
  const value = struct.get(id)?.value
  if (typeof value !== 'number') throw new Error(`the footer has no field ${id}`)
  return value
}

function listAt(struct: ThriftStruct, id: number): ThriftList {
  const value = struct.get(id)?.value
  if (typeof value !== 'object' || !('items' in value)) throw new Error(`the footer has no list ${id}`)
  return value
}
