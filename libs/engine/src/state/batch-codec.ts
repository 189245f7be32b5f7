import { crc32 } from 'node:zlib'
import { type ColumnBatch, fromIpc, type Schema, toIpc } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'

const HEADER_AT = 8

/** Batches as bytes: length and CRC-32 of what follows (little-endian); then each batch's length and Arrow IPC stream, padded to 8 bytes. */
export function encodeBatches(batches: readonly ColumnBatch[]): Uint8Array {
  const parts = batches.map(batch => toIpc(batch))
  const size = parts.reduce((sum, part) => sum + 8 + padded(part.length), HEADER_AT)
  const bytes = Buffer.alloc(size)
  let at = HEADER_AT
  for (const part of parts) {
    bytes.writeUInt32LE(part.length, at)
    bytes.set(part, at + 8)
    at += 8 + padded(part.length)
  }
  bytes.writeUInt32LE(size, 0)
  bytes.writeUInt32LE(crc32(bytes.subarray(HEADER_AT)), 4)
  return new Uint8Array(bytes.buffer, bytes.byteOffset, size)
}

/** The batches again; MILLRACE_CHECKPOINT_DAMAGED when the bytes are damaged or the batches have other columns. */
export function decodeBatches(schemas: readonly Schema[], bytes: Uint8Array): ColumnBatch[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEADER_AT || buffer.readUInt32LE(0) !== bytes.length) throw damaged('it is cut short')
  if (buffer.readUInt32LE(4) !== crc32(buffer.subarray(HEADER_AT))) throw damaged('its checksum is wrong')
  let at = HEADER_AT
  return schemas.map(schema => {
    const length = buffer.readUInt32LE(at)
    const batch = fromIpc(bytes.subarray(at + 8, at + 8 + length))
    at += 8 + padded(length)
    const types = (s: Schema): string => s.map(f => f.type).join()
    if (types(batch.schema) !== types(schema)) throw damaged('it belongs to another operator')
    return { ...batch, schema }
  })
}

const padded = (length: number): number => (length + 7) & ~7

const damaged = (what: string): MillraceError =>
  new MillraceError('MILLRACE_CHECKPOINT_DAMAGED', `The state of an operator is not usable: ${what}`)
