import type { InputPartition, Json } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { crc32c, lz4Compress, snappyCompress } from '@platformatic/wasm-utils'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kafkaRecordDecoder } from '../source/record-decoder.ts'
import { linesOf } from '../testing/lines.ts'
import { CODECS, type Codec, HEADER_BYTES } from './layout.ts'
import { RecordBatchBuilder } from './record-batch-builder.ts'

const RANGE = { topic: 'logs', topicId: '', partition: 7, start: 0, end: 1e12 }
const PARTITION: InputPartition = { id: 'logs-7', range: RANGE, rows: 0 }
const IDENTITY = { producerId: -1n, producerEpoch: -1, baseSequence: -1, transactional: false }

interface Row {
  readonly key: Uint8Array | null
  readonly value: Uint8Array
}

/** A batch as some producer would write it, at `baseOffset`, in any codec. */
function batchOf(rows: readonly Row[], codec: Codec, baseOffset = 0): Buffer {
  const builder = new RecordBatchBuilder(1000)
  for (const { key, value } of rows) builder.append(value, 0, value.length, key)
  const own = codec === 'gzip' || codec === 'zstd' ? codec : 'none'
  let batch = builder.build({ codec: own }, IDENTITY, 1_700_000_000_123)
  if (own !== codec) {
    const records = Buffer.from(batch.subarray(HEADER_BYTES))
    const body = codec === 'lz4' ? lz4Compress(records) : xerial(records)
    batch = Buffer.concat([batch.subarray(0, HEADER_BYTES), body])
    batch.writeInt16BE(CODECS.indexOf(codec), 21)
    batch.writeInt32BE(batch.length - 12, 8)
  }
  batch.writeBigInt64BE(BigInt(baseOffset), 0)
  return sealed(batch)
}

function sealed(batch: Buffer): Buffer {
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17)
  return batch
}

/** The Java client's snappy framing, in blocks of 100 bytes. */
function xerial(records: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from('82534e41505059000000000100000001', 'hex')]
  for (let p = 0; p < records.length; p += 100) {
    const block = snappyCompress(Buffer.from(records.subarray(p, p + 100)))
    const length = Buffer.alloc(4)
    length.writeInt32BE(block.length)
    parts.push(length, block)
  }
  return Buffer.concat(parts)
}

function decode(bytes: Uint8Array, meta: object = { start: 0, end: 1e12, aborted: [] }, columns: string[] = []) {
  const lines: string[] = []
  const offsets: bigint[] = []
  const keys: (string | null)[] = []
  const decoder = kafkaRecordDecoder(null, PARTITION, ['offset', 'key', ...columns])
  const block = { bytes: new Uint8Array(bytes), meta: meta as Json }
  decoder.decode(block, records => {
    lines.push(...linesOf(records))
    const { offset, key } = records.columns
    if (offset.type !== 'int64' || key.type !== 'binary') throw new Error('wrong types')
    offsets.push(...(offset.values as BigInt64Array).subarray(0, records.count))
    for (let i = 0; i < records.count; i++) {
      const valid = key.validity === null || (key.validity[i >> 3] & (1 << (i & 7))) !== 0
      keys.push(valid ? Buffer.from(key.bytes.subarray(key.offsets[i], key.offsets[i + 1])).toString('hex') : null)
    }
  })
  return { lines, offsets, keys }
}

const rowsArbitrary = fc.array(
  fc.record({
    key: fc.option(fc.uint8Array({ maxLength: 100 })),
    value: fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ minLength: 8000, maxLength: 9000 })),
  }),
  { minLength: 1, maxLength: 200 },
)

/** What a reader sees of a value: one line end less. */
const lineOf = (value: Uint8Array): string =>
  Buffer.from(value)
    .toString('latin1')
    .replace(/\r?\n$/, '')

describe('record batches', () => {
  it.each(CODECS)('come back as they were written, in %s', codec => {
    fc.assert(
      fc.property(fc.array(rowsArbitrary, { minLength: 1, maxLength: 4 }), batches => {
        let offset = 41
        const bytes = batches.map(rows => {
          const batch = batchOf(rows, codec, offset)
          offset += rows.length
          return batch
        })
        const rows = batches.flat()
        const found = decode(Buffer.concat(bytes))
        expect(found.offsets).toEqual(rows.map((_, i) => BigInt(41 + i)))
        expect(found.keys).toEqual(rows.map(r => (r.key === null ? null : Buffer.from(r.key).toString('hex'))))
        expect(found.lines).toEqual(rows.map(r => Buffer.from(lineOf(r.value), 'latin1').toString()))
      }),
      { numRuns: 30 },
    )
  })

  it('reads raw snappy as well as the framed kind', () => {
    const framed = batchOf([{ key: null, value: Buffer.from('x'.repeat(500)) }], 'none')
    const body = snappyCompress(Buffer.from(framed.subarray(HEADER_BYTES)))
    const raw = Buffer.concat([framed.subarray(0, HEADER_BYTES), body])
    raw.writeInt16BE(CODECS.indexOf('snappy'), 21)
    raw.writeInt32BE(raw.length - 12, 8)
    expect(decode(sealed(raw)).lines).toEqual(['x'.repeat(500)])
  })

  it('keeps only the asked-for offsets', () => {
    const rows = ['a', 'b', 'c', 'd'].map(v => ({ key: null, value: Buffer.from(v) }))
    const bytes = Buffer.concat([batchOf(rows, 'zstd', 10), batchOf(rows, 'none', 14)])
    expect(decode(bytes, { start: 12, end: 16, aborted: [] })).toMatchObject({
      lines: ['c', 'd', 'a', 'b'],
      offsets: [12n, 13n, 14n, 15n],
    })
  })

  it('strips one line end of a value and keeps the rest', () => {
    const values = ['one\n', 'two\r\n', 'three\n\n', 'a\nb', '\n', '\r\n', '', 'cr\r']
    const rows = values.map(v => ({ key: null, value: Buffer.from(v) }))
    expect(decode(batchOf(rows, 'none')).lines).toEqual(['one', 'two', 'three\n', 'a\nb', '', '', '', 'cr\r'])
  })

  it('finds any flipped bit by the CRC, and names topic, partition and offset', () => {
    const batch = batchOf([{ key: null, value: Buffer.from('a line') }], 'none', 1234)
    for (let at = 21; at < batch.length; at++) {
      const damaged = Buffer.from(batch)
      damaged[at] ^= 1 << (at % 8)
      expect(() => decode(damaged)).toThrow(
        expect.objectContaining({
          code: 'MILLRACE_KAFKA_PROTOCOL',
          message: expect.stringMatching(/logs-7 at offset 1234: .*CRC/),
        }),
      )
    }
  })

  it('answers truncated bytes with the error, never with records that are not there', () => {
    const batch = batchOf([{ key: null, value: Buffer.from('a line') }], 'none')
    for (let length = 1; length < batch.length; length++) expectProtocolError(() => decode(batch.subarray(0, length)))
  })

  it.each(CODECS)('answers damage behind a right CRC with the error or with records, in %s', codec => {
    const rows = Array.from({ length: 20 }, (_, i) => ({ key: null, value: Buffer.from(`line ${i}`.repeat(9)) }))
    const batch = batchOf(rows, codec)
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 21, max: batch.length - 1 }), fc.integer({ min: 1, max: 255 })), {
          minLength: 1,
          maxLength: 4,
        }),
        changes => {
          const damaged = Buffer.from(batch)
          for (const [at, bits] of changes) damaged[at] ^= bits
          expectProtocolError(() => decode(sealed(damaged), undefined, ['headers', 'timestamp']), 'or nothing')
        },
      ),
      { numRuns: 400 },
    )
  })

  it('refuses the message formats of before Kafka 0.11 in words', () => {
    const old = batchOf([{ key: null, value: Buffer.from('x') }], 'none')
    old[16] = 1
    expect(() => decode(old)).toThrow(/message format v1, which Kafka 4 removed/)
  })

  it('does not believe an impossible number of records', () => {
    const batch = batchOf([{ key: null, value: Buffer.from('x') }], 'none')
    batch.writeInt32BE(2_000_000_000, 57)
    expectProtocolError(() => decode(sealed(batch)))
  })

  it('writes no codec where compression would make the batch longer', () => {
    const value = Buffer.from('q')
    expect(batchOf([{ key: null, value }], 'zstd').readInt16BE(21) & 7).toBe(0)
  })
})

function expectProtocolError(run: () => unknown, otherwise?: 'or nothing'): void {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(MillraceError)
    expect((error as MillraceError).code).toBe('MILLRACE_KAFKA_PROTOCOL')
    return
  }
  if (otherwise === undefined) throw new Error('no error')
}
