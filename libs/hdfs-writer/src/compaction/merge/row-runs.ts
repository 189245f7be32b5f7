import { int64Words, readInt64 } from '@millrace/columns'
import type { ChunkMetadata } from '../../parquet/reading/file-metadata.ts'
import { readChunk } from '../pages/chunk-reader.ts'
import type { DecodedChunk } from '../pages/decoded-chunk.ts'
import { type InputFile, leafKey } from './input-file.ts'

/** Rows `from .. to` of a row group that stay together. */
export interface RowRun {
  readonly file: number
  readonly group: number
  readonly from: number
  readonly to: number
}

/** Where the rows of a run come from; its first offset. */
interface Position {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

type Placed = RowRun & { readonly position: Position }

/** Columns by which rows of a stream are in order. */
const ORDER = ['topic', 'partition', 'offset'] as const

/**
 * The rows of files as runs in the order of topic, partition and offset, where all files have these columns; else in the order of the
 * files. Within a file rows of a partition are in order: they are only brought together.
 */
export function orderedRuns(files: readonly InputFile[]): RowRun[] {
  const ordered = files.every(file => ORDER.every(name => isPositionLeaf(file, name)))
  if (!ordered)
    return files.flatMap(({ metadata }, file) =>
      metadata.rowGroups.map(({ rows }, group) => ({ file, group, from: 0, to: rows })),
    )
  const runs = files.flatMap((file, index) =>
    file.metadata.rowGroups.flatMap((_, group) => runsOfGroup(file, index, group)),
  )
  return runs.sort(
    ({ position: a }, { position: b }) =>
      (a.topic === b.topic ? 0 : a.topic < b.topic ? -1 : 1) || a.partition - b.partition || a.offset - b.offset,
  )
}

const PHYSICAL = { topic: 'byteArray', partition: 'int32', offset: 'int64' } as const

const isPositionLeaf = (file: InputFile, name: (typeof ORDER)[number]): boolean =>
  file.columns.some(node => node.kind === 'leaf' && node.name === name && node.physical === PHYSICAL[name])

function runsOfGroup(input: InputFile, file: number, group: number): Placed[] {
  const { rows, chunks } = input.metadata.rowGroups[group]
  if (rows === 0) return []
  const [topic, partition, offset] = ORDER.map(name => chunks[input.leaves.get(leafKey({ path: [name] }))!])
  const bounds = [topic, partition].map(only)
  const first = offset.statistics.nulls === 0 ? offset.statistics.min : null
  if (bounds.every(bound => bound !== null) && first?.length === 8) {
    const position: Position = {
      topic: Buffer.from(bounds[0]!).toString('latin1'),
      partition: Buffer.from(bounds[1]!).readInt32LE(),
      offset: Number(Buffer.from(first).readBigInt64LE()),
    }
    return [{ file, group, from: 0, to: rows, position }]
  }
  return split(input, { file, group, from: 0, to: rows }, [topic, partition, offset])
}

/** Longer bounds may have been cut. */
const WHOLE_BYTES = 63

/** The single value of a chunk, where its statistics say so. */
function only({ statistics }: ChunkMetadata): Uint8Array | null {
  const { nulls, min, max } = statistics
  if (nulls !== 0 || min === null || max === null || min.length > WHOLE_BYTES) return null
  return Buffer.compare(min, max) === 0 ? min : null
}

function split(input: InputFile, all: RowRun, chunks: readonly ChunkMetadata[]): Placed[] {
  const [topics, partitions, offsets] = chunks.map(chunk => readChunk(input.bytes, chunk))
  const whole = [topics, partitions, offsets].every(chunk => typeof chunk.definition === 'number' && hasValues(chunk))
  // Rows of no known place stay together, before all others.
  if (!whole) return [{ ...all, position: { topic: '', partition: -1, offset: 0 } }]
  const topic = textReader(topics)
  const numbers = (partitions.values as { values: Int32Array }).values
  const words = int64Words((offsets.values as { values: BigInt64Array }).values)
  const runs: Placed[] = []
  for (let from = 0; from < all.to; ) {
    const position = { topic: topic(from), partition: numbers[from], offset: readInt64(words, from) }
    let to = from + 1
    for (let last = position.offset; to < all.to; to++) {
      const offset = readInt64(words, to)
      if (offset < last || numbers[to] !== position.partition || topic(to) !== position.topic) break
      last = offset
    }
    runs.push({ ...all, from, to, position })
    from = to
  }
  return runs
}

function hasValues(chunk: DecodedChunk): boolean {
  const { values } = chunk
  const count = values.kind === 'text' ? values.parts.reduce((sum, p) => sum + p.count, 0) : null
  return (count ?? (values as { values: { length: number } }).values.length) === chunk.count
}

/** The text of a value; the same one as before is not decoded again. */
function textReader({ values }: DecodedChunk): (row: number) => string {
  const { parts } = values as Extract<typeof values, { kind: 'text' }>
  const texts = new Map<(typeof parts)[number]['entries'], (string | undefined)[]>()
  return row => {
    let at = row
    for (const { entries, ids, count } of parts) {
      if (at >= count) {
        at -= count
        continue
      }
      const known = texts.get(entries) ?? new Array<string | undefined>(entries.size)
      texts.set(entries, known)
      const entry = ids === null ? at : ids[at]
      known[entry] ??= Buffer.from(entries.bytes.subarray(entries.starts[entry], entries.ends[entry])).toString(
        'latin1',
      )
      return known[entry]
    }
    return ''
  }
}
