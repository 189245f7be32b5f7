import { Buffer } from 'node:buffer'
import type { RecordBlock, RecordDecoderFactory, Source } from '@millrace/engine'

/** Every line that a source holds now, as latin1 text so that each byte counts; partition by partition. */
export async function readAllLines(source: Source): Promise<string[]> {
  const lines: string[] = []
  const take = (records: RecordBlock): void => {
    const bytes = Buffer.from(records.bytes.buffer, records.bytes.byteOffset, records.bytes.byteLength)
    for (let i = 0; i < records.count; i++) lines.push(bytes.toString('latin1', records.starts[i], records.ends[i]))
  }
  await source.open({ wait: false })
  try {
    const start = await source.initialOffset()
    const { end } = await source.latestOffset(start, 'all')
    const { module, name, options } = source.decoder
    const factory: RecordDecoderFactory = (await import(module))[name]
    for (const partition of await source.partitions(start, end)) {
      const decoder = factory(options, partition, [])
      for await (const block of source.read(partition, new AbortController().signal)) decoder.decode(block, take)
      decoder.end?.(take)
    }
    return lines
  } finally {
    await source.close()
  }
}
