import { crc32 } from 'node:zlib'
import { MillraceError } from '@millrace/errors'
import { ByteWriter } from '../../operators/aggregate/byte-buffer.ts'
import type { SpilledRow } from './spill-table.ts'

const MAGIC = 'MILLROW1'
const HEADER_AT = 16

/** True for bytes that a RowPiece made. */
export const isRows = (bytes: Uint8Array): boolean =>
  bytes.length >= HEADER_AT && Buffer.from(bytes.buffer, bytes.byteOffset, 8).toString('latin1') === MAGIC

/**
 * Rows on disk as bytes of a snapshot: `MILLROW1`, CRC-32 of all that follows it, length of `of` and `of` (what the rows belong to),
 * and each key and row with their lengths; numbers are 32 bits, little-endian.
 */
export class RowPiece {
  readonly #of: Buffer
  readonly #rows = new ByteWriter()

  constructor(of: string) {
    this.#of = Buffer.from(of)
  }

  /** Bytes of the rows so far. */
  get byteSize(): number {
    return this.#rows.length
  }

  add([key, row]: SpilledRow): void {
    this.#rows.block(key)
    this.#rows.block(row)
  }

  /** The piece; goes on with an empty one. */
  finish(): Uint8Array<ArrayBuffer> {
    const at = HEADER_AT + this.#of.length
    const bytes = Buffer.alloc(at + this.#rows.length)
    bytes.write(MAGIC, 'latin1')
    bytes.writeUInt32LE(this.#of.length, 12)
    this.#of.copy(bytes, HEADER_AT)
    bytes.set(this.#rows.bytes, at)
    bytes.writeUInt32LE(crc32(bytes.subarray(12)), 8)
    this.#rows.clear()
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  }
}

/** The rows of a piece; MILLRACE_CHECKPOINT_DAMAGED, before the first, when they are damaged or belong to something else. */
export function* readRows(of: string, piece: Uint8Array): Generator<SpilledRow> {
  const buffer = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
  if (!isRows(piece)) throw damaged('they do not begin as rows do')
  if (buffer.readUInt32LE(8) !== crc32(buffer.subarray(12))) throw damaged('their checksum is wrong')
  let at = HEADER_AT + buffer.readUInt32LE(12)
  if (buffer.toString('utf8', HEADER_AT, at) !== of) throw damaged('they belong to another operator')
  const part = (): Uint8Array => {
    const from = at + 4
    at = from + buffer.readUInt32LE(at)
    return piece.subarray(from, at)
  }
  while (at < piece.length) yield [part(), part()]
}

const damaged = (what: string): MillraceError =>
  new MillraceError(
    'MILLRACE_CHECKPOINT_DAMAGED',
    `Rows of a state snapshot in the checkpoint are not usable: ${what}.`,
  )
