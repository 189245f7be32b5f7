import { type Column, Dictionary } from '@millrace/columns'
import type { RecordDecoderFactory } from '../connector/source.ts'

/** A line of this text is what no parser is asked: the decoder throws. */
export const POISON = 'POISON'
/** A line of this text ends the thread. */
export const DEADLY = 'DEADLY'

/** Decodes the blocks of a MemorySource: lines with `\n` between, numbered from `meta.offset`. */
export const memoryDecoder: RecordDecoderFactory<null> = (_options, partition, columns) => {
  const names = new Dictionary(1)
  names.internString(partition.id)
  return {
    decode({ bytes, meta }, emit) {
      const lines = Buffer.from(bytes).toString().split('\n')
      if (lines.includes(POISON)) throw new Error('The block is poisoned.')
      if (lines.includes(DEADLY)) process.exit(3)
      const count = lines.length
      const starts = new Int32Array(count)
      const ends = new Int32Array(count)
      let at = 0
      lines.forEach((line, i) => {
        starts[i] = at
        ends[i] = at + Buffer.byteLength(line)
        at = ends[i] + 1
      })
      const first = BigInt((meta as { offset: number }).offset)
      const all: Record<string, Column> = {
        topicPartition: {
          type: 'string',
          length: count,
          ids: new Int32Array(count),
          dictionary: names,
          nullCount: 0,
        },
        offset: {
          type: 'int64',
          length: count,
          values: BigInt64Array.from(lines, (_, i) => first + BigInt(i)),
          validity: null,
          nullCount: 0,
        },
      }
      emit({ bytes, starts, ends, count, columns: Object.fromEntries(columns.map(name => [name, all[name]])) })
    },
  }
}
