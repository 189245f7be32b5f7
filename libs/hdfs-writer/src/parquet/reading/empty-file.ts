import { MAGIC } from '../parquet-format.ts'
import { ParquetDamage } from './damage.ts'
import { CompactReader, type FieldSpan } from './thrift-reader.ts'

const ROWS = 3
const ROW_GROUPS = 4
/** Zero as a number, and a list of structs without items, in Thrift's compact protocol. */
const ZERO = Uint8Array.of(0x00)
const NO_STRUCTS = Uint8Array.of(0x0c)

/** A Parquet file with the schema of the file that has this footer, and no rows. @throws ParquetDamage */
export function emptyFile(footer: Uint8Array): Uint8Array {
  const { spans } = new CompactReader(footer).struct('footer')
  const span = (id: number): FieldSpan => {
    const found = spans.get(id)
    if (found === undefined) throw new ParquetDamage(`field ${id} of its footer is missing`)
    return found
  }
  const [rows, groups] = [span(ROWS), span(ROW_GROUPS)]
  if (groups.start < rows.end) throw new ParquetDamage('the fields of its footer are in no order')
  const empty = Buffer.concat([
    footer.subarray(0, rows.start),
    ZERO,
    footer.subarray(rows.end, groups.start),
    NO_STRUCTS,
    footer.subarray(groups.end),
  ])
  const length = Buffer.alloc(4)
  length.writeUInt32LE(empty.length)
  return Buffer.concat([MAGIC, empty, length, MAGIC])
}
