import { crc32 } from 'node:zlib'
import { MillraceError } from '@millrace/errors'
import type { SpilledRow } from './spill-table.ts'

const MAGIC = 'MILLROW1'
const HEADER_AT = 16

/** True for bytes that `writeRows` made. */
export const isRows = (bytes: Uint8Array): boolean =>
  bytes.length >= HEADER_AT && Buffer.from(bytes.buffer, bytes.byteOffset, 8).toString('latin1') === MAGIC

/**
 * Rows on disk as bytes of a snapshot: `MILLROW1`, CRC-32 of all that follows it, length of `of` and `of` (what the rows belong to),
 * and each key and row with their lengths; numbers are 32 bits, little-endian.
 */
export function writeRows(of: string, rows: readonly SpilledRow[]): Uint8Array<ArrayBuffer> {
  const owner = Buffer.from(of)
  const size = rows.reduce((sum, [key, row]) => sum + 8 + key.length + row.length, HEADER_AT + owner.length)
  const bytes = Buffer.alloc(size)
  bytes.write(MAGIC, 'latin1')
  bytes.writeUInt32LE(owner.length, 12)
  owner.copy(bytes, HEADER_AT)
  let at = HEADER_AT + owner.length
  for (const pair of rows)
    for (const part of pair) {
      bytes.writeUInt32LE(part.length, at)
      bytes.set(part, at + 4)
      at += 4 + part.length
    }
  bytes.writeUInt32LE(crc32(bytes.subarray(12)), 8)
  return new Uint8Array(bytes.buffer, bytes.byteOffset, size)
}

/** The rows again; MILLRACE_CHECKPOINT_DAMAGED when they are damaged or belong to something else. */
export function readRows(of: string, bytes: Uint8Array): SpilledRow[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!isRows(bytes)) throw damaged('they do not begin as rows do')
  if (buffer.readUInt32LE(8) !== crc32(buffer.subarray(12))) throw damaged('their checksum is wrong')
  let at = HEADER_AT + buffer.readUInt32LE(12)
  if (buffer.toString('utf8', HEADER_AT, at) !== of) throw damaged('they belong to another aggregation')
  const part = (): Uint8Array => {
    const from = at + 4
    at = from + buffer.readUInt32LE(at)
    return bytes.subarray(from, at)
  }
  const rows: SpilledRow[] = []
  while (at < bytes.length) rows.push([part(), part()])
  return rows
}

const damaged = (what: string): MillraceError =>
  new MillraceError(
    'MILLRACE_CHECKPOINT_DAMAGED',
    `Rows of a state snapshot in the checkpoint are not usable: ${what}.`,
  )
