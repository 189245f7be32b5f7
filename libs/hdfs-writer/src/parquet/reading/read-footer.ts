import type { FileStatus, FileSystem } from '@millrace/engine'
import { ParquetDamage } from './damage.ts'

/** Read at once from the end of a file: most footers are shorter. */
const TAIL = 64 * 1024
/** Of the length and the magic bytes behind a footer. */
const TRAILER = 8
/** The magic bytes before the first page. */
const HEADER = 4

/**
 * The footer of a Parquet file, of which nothing else is read: at most two ranges.
 * @throws ParquetDamage when it has none; MillraceError when the file cannot be read.
 */
export async function readFooter(
  fs: FileSystem,
  { path, length }: Pick<FileStatus, 'path' | 'length'>,
): Promise<Uint8Array> {
  if (length === 0) throw new ParquetDamage('it is empty')
  const offset = Math.max(0, length - TAIL)
  const tail = await fs.read(path, { offset, length: length - offset })
  const size = footerLength(tail, length)
  const start = length - TRAILER - size
  if (start >= offset) return tail.subarray(start - offset, tail.length - TRAILER)
  const rest = await fs.read(path, { offset: start, length: offset - start })
  if (rest.length !== offset - start) throw new ParquetDamage('it became shorter while it was read')
  return Buffer.concat([rest, tail.subarray(0, tail.length - TRAILER)])
}

/** Of a file's end, which holds the trailer. */
function footerLength(tail: Uint8Array, fileLength: number): number {
  const magic = Buffer.from(tail.subarray(-4)).toString('latin1')
  if (magic === 'PARE') throw new ParquetDamage('its footer is encrypted')
  if (magic !== 'PAR1') throw new ParquetDamage('it does not end as Parquet files do: it is none, or it was cut')
  const at = tail.length - TRAILER
  const size = at < 0 ? -1 : new DataView(tail.buffer, tail.byteOffset, tail.byteLength).getUint32(at, true)
  if (size <= 0 || size > fileLength - TRAILER - HEADER)
    throw new ParquetDamage('the length of its footer does not fit into it')
  return size
}
