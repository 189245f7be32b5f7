import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LineTransaction, Offset, RecordBlock, Source, SourcePosition } from '@millrace/engine'
import { onTestFinished } from 'vitest'
import { type JournalDecoderOptions, journalDecoder } from '../record-decoder.ts'

/** A path for a journal in a folder of its own that goes away with the test. */
export function temporaryJournal(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-journal-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'journal.db')
}

/** A transaction of these lines, cut into blocks of `perBlock` lines. */
export function transactionOf(
  lines: readonly string[],
  positions: Record<string, SourcePosition> = {},
  options: { keys?: (string | null)[]; perBlock?: number } = {},
): LineTransaction {
  const { keys, perBlock = 1000 } = options
  const blocks = []
  for (let at = 0; at < lines.length; at += perBlock) {
    const part = lines.slice(at, at + perBlock)
    const bytes = Buffer.from(part.map(line => line + '\r\n').join(''), 'latin1')
    const starts = new Int32Array(part.length + 3)
    const ends = new Int32Array(part.length + 3)
    part.reduce((start, line, i) => {
      starts[i] = start
      ends[i] = start + line.length
      return ends[i] + 2
    }, 0)
    blocks.push({ bytes, starts, ends, count: part.length })
  }
  return {
    blocks,
    keys: keys?.map(key => (key === null ? null : Buffer.from(key))),
    positions: new Map(Object.entries(positions)),
  }
}

export interface ReadRecord {
  readonly partition: number
  readonly offset: number
  readonly line: string
  readonly key: string | null
  readonly timestamp: number
}

const COLUMNS = ['key', 'topic', 'partition', 'topicPartition', 'offset', 'timestamp', 'timestampType']

/** Every record between two offsets, through partitions, read and the decoder, as an engine would. */
export async function readAll(source: Source, start: Offset, end: Offset): Promise<ReadRecord[]> {
  const records: ReadRecord[] = []
  for (const partition of await source.partitions(start, end)) {
    const decoder = journalDecoder(source.decoder.options as JournalDecoderOptions, partition, COLUMNS)
    for await (const block of source.read(partition, new AbortController().signal)) {
      if (block.bytes.byteLength !== block.bytes.buffer.byteLength) throw new Error('block does not own its buffer')
      decoder.decode(structuredClone(block, { transfer: [block.bytes.buffer] }), rows => {
        for (const record of recordsOf(rows)) records.push(record)
      })
    }
  }
  return records
}

function recordsOf(block: RecordBlock): ReadRecord[] {
  const { key, topic, topicPartition, partition, offset, timestamp, timestampType } = block.columns
  if (key.type !== 'binary' || topic.type !== 'string' || topicPartition.type !== 'string')
    throw new Error('wrong column type')
  if (partition.type !== 'int32' || offset.type !== 'int64' || timestamp.type !== 'timestamp')
    throw new Error('wrong type')
  if (timestampType.type !== 'int32' || timestampType.values.some(type => type !== 1))
    throw new Error('wrong timestampType')
  const sources = new Set(topicPartition.ids.subarray(0, block.count))
  for (const id of sources) {
    if (topicPartition.dictionary.string(id) !== `logs-${partition.values[0]}`) throw new Error('wrong topicPartition')
  }
  if (topic.ids.subarray(0, block.count).some(id => topic.dictionary.string(id) !== 'logs'))
    throw new Error('wrong topic')
  return Array.from({ length: block.count }, (_, i) => ({
    partition: Number(partition.values[i]),
    offset: Number(offset.values[i]),
    line: Buffer.from(block.bytes.subarray(block.starts[i], block.ends[i])).toString('latin1'),
    key:
      key.validity !== null && (key.validity[i >> 3] & (1 << (i & 7))) === 0
        ? null
        : Buffer.from(key.bytes.subarray(key.offsets[i], key.offsets[i + 1])).toString(),
    timestamp: Number(timestamp.values[i]),
  }))
}

/** Numbered lines of uneven lengths. */
export const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `line ${from + i} ${'x'.repeat((from + i) % 97)}`)
