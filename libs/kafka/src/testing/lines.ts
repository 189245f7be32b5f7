import type { LineTransaction, RecordBlock, Source } from '@millrace/engine'
import type { LineBlock } from '@millrace/log-parser'
import { kafkaRecordDecoder } from '../source/record-decoder.ts'

/** Lines as ingest hands them over. */
export function lineBlock(lines: readonly (string | Uint8Array)[]): LineBlock {
  const parts = lines.map(line => Buffer.from(line as string))
  const starts = new Int32Array(lines.length)
  const ends = new Int32Array(lines.length)
  let at = 0
  for (const [i, part] of parts.entries()) {
    starts[i] = at
    at += part.length
    ends[i] = at++
  }
  const bytes = new Uint8Array(at)
  for (const [i, part] of parts.entries()) bytes.set(part, starts[i])
  return { bytes, starts, ends, count: lines.length }
}

export const transactionOf = (
  lines: readonly (string | Uint8Array)[],
  positions: Record<string, Record<string, number>> = {},
  keys?: readonly (string | null)[],
): LineTransaction => ({
  blocks: [lineBlock(lines)],
  positions: new Map(Object.entries(positions)),
  ...(keys && { keys: keys.map(key => (key === null ? null : Buffer.from(key))) }),
})

export const linesOf = ({ bytes, starts, ends, count }: RecordBlock): string[] =>
  Array.from({ length: count }, (_, i) => Buffer.from(bytes.subarray(starts[i], ends[i])).toString())

/** Everything between two offsets: lines by partition id, decoded as a worker would. */
export async function readLines(source: Source, start: unknown, end: unknown): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  await readBlocks(source, start, end, [], (id, block) => {
    found.set(id, [...(found.get(id) ?? []), ...linesOf(block)])
  })
  return found
}

export async function readBlocks(
  source: Source,
  start: unknown,
  end: unknown,
  columns: readonly string[],
  emit: (partitionId: string, block: RecordBlock) => void,
): Promise<void> {
  for (const partition of await source.partitions(start as never, end as never)) {
    const decoder = kafkaRecordDecoder(null, partition, columns)
    for await (const raw of source.read(partition, new AbortController().signal)) {
      decoder.decode(raw, block => emit(partition.id, block))
    }
  }
}

/** Every line of the source's topics from their beginning. */
export async function readAll(source: Source): Promise<string[]> {
  const start = await source.initialOffset()
  const { end } = await source.latestOffset(start, 'all')
  return [...(await readLines(source, start, end)).values()].flat()
}
