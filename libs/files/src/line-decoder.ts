import { type Column, Dictionary, writeInt64 } from '@millrace/columns'
import type { RecordDecoder, RecordDecoderFactory } from '@millrace/engine'
import { LineSplitter, type StreamLineBlock } from '@millrace/log-parser'

/** What the decoder learns with each block. */
export type FileBlockMeta = { readonly file: string; readonly position: number }

/** Blocks of whole lines to line blocks, with the columns `file` and `position` (of the line's first byte) where asked for. */
export const createLineDecoder: RecordDecoderFactory = (_options, _partition, columns): RecordDecoder => ({
  decode(block, emit) {
    const { file, position } = block.meta as FileBlockMeta
    const splitter = new LineSplitter({ position })
    const pass = (lines: StreamLineBlock): void =>
      emit({ ...lines, columns: Object.fromEntries(columns.map(name => [name, sourceColumn(name, file, lines)])) })
    splitter.push(block.bytes, pass)
    splitter.end(pass)
  },
})

function sourceColumn(name: string, file: string, lines: StreamLineBlock): Column {
  const length = lines.count
  if (name === 'file') {
    const dictionary = new Dictionary(1)
    dictionary.internString(file)
    return { type: 'string', length, ids: new Int32Array(length), dictionary, nullCount: 0 }
  }
  const values = new BigInt64Array(length)
  const words = new Uint32Array(values.buffer)
  for (let i = 0; i < length; i++) writeInt64(words, i, lines.position + lines.starts[i])
  return { type: 'int64', length, values, validity: null, nullCount: 0 }
}
