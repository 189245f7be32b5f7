import type { Column, Schema } from '@millrace/columns'
import type { RecordDecoderFactory } from '@millrace/engine'
import { columnBuilder } from '../../rows/column-builder.ts'
import { eachLine } from '../../rows/line-ends.ts'
import { type BlockReader, rowDecoder } from '../../rows/row-decoder.ts'
import { validUtf8 } from '../../rows/valid-utf8.ts'

/** Decodes the blocks of text files. */
export const textDecoder: RecordDecoderFactory = (json, _partition, columns) => {
  const { partitions = [] } = json as { readonly partitions?: Schema }
  const value = columns.includes('value') ? columnBuilder('string') : undefined
  const read: BlockReader = block => {
    const bytes = validUtf8(block)
    let count = 0
    eachLine(bytes, (start, end) => {
      count++
      value?.appendBytes(bytes, start, end)
    })
    const found: Record<string, Column> = value === undefined ? {} : { value: value.take() }
    return [{ count, columns: found }]
  }
  return rowDecoder(columns, partitions, read)
}
