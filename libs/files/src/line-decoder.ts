import { type Column, Dictionary, writeInt64 } from '@millrace/columns'
import type { RecordDecoder, RecordDecoderFactory } from '@millrace/engine'
import { LineSplitter, type StreamLineBlock } from '@millrace/log-parser'
import { type FileSplit, SplitReader } from './file-splits.ts'

/** What the decoder learns with each block: where its bytes come from, or from where to read them itself. */
export type FileBlockMeta = { readonly file: string; readonly position: number } | { readonly split: FileSplit }

/** Blocks of whole lines to line blocks, with the columns `file` and `position` (of the line's first byte) where asked for. */
export const createLineDecoder: RecordDecoderFactory = (_options, _partition, columns): RecordDecoder => {
  let reader: SplitReader | undefined
  // One for all blocks: its tables of lines are large.
  const splitter = new LineSplitter()
  const splitLines = (bytes: Uint8Array, position: number, emit: (lines: StreamLineBlock) => void): void => {
    splitter.restart(position)
    splitter.push(bytes, emit)
    splitter.end(emit)
  }
  return {
    decode(block, emit) {
      const meta = block.meta as FileBlockMeta
      const pass = (file: string) => (lines: StreamLineBlock) =>
        emit({ ...lines, columns: Object.fromEntries(columns.map(name => [name, sourceColumn(name, file, lines)])) })
      if ('file' in meta) {
        splitLines(block.bytes, meta.position, pass(meta.file))
        return
      }
      reader ??= new SplitReader()
      const lines = reader.read(meta.split)
      if (lines !== undefined) splitLines(lines.bytes, lines.position, pass(meta.split.file))
    },
  }
}

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
