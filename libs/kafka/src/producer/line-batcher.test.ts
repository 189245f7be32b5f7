import type { InputPartition } from '@millrace/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kafkaRecordDecoder } from '../source/record-decoder.ts'
import { lineBlock, linesOf, transactionOf } from '../testing/lines.ts'
import { LineBatcher } from './line-batcher.ts'
import { partitionOfKey } from './murmur2.ts'

const IDENTITY = { producerId: -1n, producerEpoch: -1, baseSequence: -1, transactional: false }
const RANGE = { topic: 't', topicId: '', partition: 0, start: 0, end: 1e9 }
const PARTITION: InputPartition = { id: 't-0', range: RANGE, rows: 0 }

function batchesOf(
  blocks: string[][],
  keys: (Buffer | null)[] | undefined,
  options: { partitionCount: number; rotation: number[]; turn: number; capacity: number },
) {
  const batcher = new LineBatcher({ blocks: blocks.map(lineBlock), keys, positions: new Map() }, options)
  const expected = batcher.expectedPartitions()
  const batches: { partition: number; size: number; lines: string[] }[] = []
  for (let full = batcher.next(); full !== null; full = batcher.next()) {
    const bytes = full.builder.build({ codec: 'none' }, IDENTITY, 0)
    const lines: string[] = []
    kafkaRecordDecoder(null, PARTITION, []).decode(
      { bytes: new Uint8Array(bytes), meta: { start: 0, end: 1e9, aborted: [] } },
      block => lines.push(...linesOf(block)),
    )
    batches.push({ partition: full.partition, size: bytes.length, lines })
  }
  return { batches, expected, turn: batcher.turn }
}

const blocksArbitrary = fc.array(fc.array(fc.string({ maxLength: 60 }), { maxLength: 40 }), { maxLength: 4 })

describe('LineBatcher', () => {
  it('puts lines without keys in order into batches that rotate over the partitions', () => {
    fc.assert(
      fc.property(blocksArbitrary, fc.nat(5), (blocks, turn) => {
        const rotation = [0, 2, 3]
        const found = batchesOf(blocks, undefined, { partitionCount: 4, rotation, turn, capacity: 300 })
        expect(found.batches.flatMap(b => b.lines)).toEqual(blocks.flat())
        found.batches.forEach((batch, i) => {
          expect(batch.partition).toBe(rotation[(turn + i) % 3])
          expect(batch.lines.length).toBeGreaterThan(0)
          expect(batch.size <= 300 || batch.lines.length === 1).toBe(true)
        })
        expect(found.turn).toBe((turn + found.batches.length) % 3)
      }),
    )
  })

  it('gives a line above the capacity a batch of its own', () => {
    const long = 'x'.repeat(1000)
    const { batches } = batchesOf([['a', long, 'b']], undefined, {
      partitionCount: 1,
      rotation: [0],
      turn: 0,
      capacity: 300,
    })
    expect(batches.map(b => b.lines)).toEqual([['a'], [long], ['b']])
  })

  it('puts each key into its partition, in order, and lines without key into the rotation', () => {
    fc.assert(
      fc.property(blocksArbitrary, fc.infiniteStream(fc.option(fc.string({ maxLength: 3 }))), (blocks, stream) => {
        const lines = blocks.flat()
        const keys = [...stream.take(lines.length)].map(key => (key === null ? null : Buffer.from(key)))
        const partitionCount = 5
        const options = { partitionCount, rotation: [0, 1, 2, 3, 4], turn: 0, capacity: 300 }
        const { batches } = batchesOf(blocks, keys, options)
        expect(batches.flatMap(b => b.lines).sort()).toEqual([...lines].sort())
        for (let p = 0; p < partitionCount; p++) {
          const inPartition = batches.filter(b => b.partition === p).flatMap(b => b.lines)
          const keyed = lines.filter((_, i) => keys[i] !== null && partitionOfKey(keys[i], partitionCount) === p)
          let next = 0
          for (const line of inPartition) if (line === keyed[next]) next++
          expect(next).toBe(keyed.length)
        }
      }),
    )
  })
})

it('lines go to the partition that they name, and carry their headers', () => {
  const headers = [null, [{ key: 'h', value: Buffer.from('v'.repeat(300)) }], null]
  const lines = new LineBatcher(
    { ...transactionOf(['a', 'b', 'c']), partitions: [2, null, 2], headers },
    { partitionCount: 3, rotation: [0, 1, 2], turn: 1, capacity: 10_000 },
  )
  expect(lines.expectedPartitions()).toEqual([0, 1, 2])
  const batches = new Map<number, [records: number, bytes: number]>()
  for (let full = lines.next(); full !== null; full = lines.next()) {
    const { count, size } = full.builder
    batches.set(full.partition, [count, size])
    full.builder.build({ codec: 'none' }, { producerId: 1n, producerEpoch: 0, baseSequence: 0, transactional: true }, 0)
  }
  expect([...batches].map(([partition, [count]]) => [partition, count])).toEqual([
    [2, 2],
    [1, 1],
  ])
  expect(batches.get(1)![1]).toBeGreaterThan(300)
  const outside = new LineBatcher(
    { ...transactionOf(['a']), partitions: [3] },
    { partitionCount: 3, rotation: [0], turn: 0, capacity: 10_000 },
  )
  expect(() => outside.next()).toThrow('A row is for partition 3 of a Kafka topic with 3 partitions')
})
