import assert from 'node:assert/strict'
import type { HostValue } from '@millrace/columns'
import type { Offset, RecordBlock, RecordDecoderFactory, Source } from '../connector/source.ts'
import { hostReader } from '../operators/host-values.ts'
import { loadExport } from '../runtime/worker/load-module.ts'

/** A record: its line, where the source has lines, and then its columns by schema. */
export type SourceRecord = readonly HostValue[]

/** The records between two offsets, in the order of the partitions, as the tasks of a batch would read them. */
export async function recordsBetween(source: Source, start: Offset, end: Offset): Promise<SourceRecord[]> {
  const columns = source.schema.map(field => field.name)
  const factory = await loadExport<RecordDecoderFactory>(source.decoder)
  const partitions = [...(await source.partitions(start, end))].sort((a, b) => (a.id < b.id ? -1 : 1))
  assert.equal(new Set(partitions.map(p => p.id)).size, partitions.length, 'ids of partitions differ')
  const records: SourceRecord[] = []
  for (const partition of partitions) {
    assert.deepEqual(viaJson(partition), partition, 'a partition is JSON')
    const decoder = factory(source.decoder.options, partition, columns)
    const take = (block: RecordBlock): void => void records.push(...recordsOf(source, block))
    for await (const block of source.read(partition, new AbortController().signal)) {
      assert.equal(block.bytes.byteLength, block.bytes.buffer.byteLength, 'a block owns its whole ArrayBuffer')
      assert.deepEqual(viaJson(block.meta), block.meta, 'the meta of a block is JSON')
      decoder.decode(structuredClone(block, { transfer: [block.bytes.buffer] }), take)
    }
    decoder.end?.(take)
  }
  return records
}

function recordsOf({ schema, structured = false }: Source, block: RecordBlock): SourceRecord[] {
  const { bytes, starts, ends, count, columns } = block
  const readers = schema.map(({ name, type }) => {
    assert.equal(columns[name]?.type, type, `the column ${name} has the type of the schema`)
    assert.ok(columns[name].length >= count, `the column ${name} has a value for every record`)
    return hostReader(columns[name])
  })
  return Array.from({ length: count }, (_, row) => [
    ...(structured ? [] : [Buffer.from(bytes.subarray(starts[row], ends[row])).toString()]),
    ...readers.map(read => read(row)),
  ])
}

/** What is left of a value when it has been stored as JSON. */
export const viaJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
