import { describe, expect, it } from 'vitest'
import { AbortedTransactions } from './aborted-transactions.ts'
import { readBatchHeader } from './batch-header.ts'
import { RecordBatchBuilder } from './record-batch-builder.ts'

const ABORT = 0
const COMMIT = 1

/** A data batch of two records, or a marker, of a producer. */
function batch(producerId: number, baseOffset: number, marker?: number): Buffer {
  const builder = new RecordBatchBuilder(100)
  const value = Buffer.from([0, 0, 0, 0, 0, 0])
  const key = marker === undefined ? null : Buffer.from([0, 0, 0, marker])
  builder.append(value, 0, value.length, key)
  if (marker === undefined) builder.append(value, 0, value.length, null)
  const bytes = builder.build(
    { codec: 'none' },
    { producerId: BigInt(producerId), producerEpoch: 0, baseSequence: 0, transactional: true },
    0,
  )
  bytes.writeBigInt64BE(BigInt(baseOffset), 0)
  if (marker !== undefined) bytes.writeInt16BE(bytes.readInt16BE(21) | 0x20, 21)
  return bytes
}

function kept(aborted: [number, number][], batches: Buffer[]): number[] {
  const transactions = new AbortedTransactions(aborted)
  return batches.flatMap(bytes => {
    const header = readBatchHeader(bytes, 0, false)
    return transactions.keeps(header, bytes) ? [header.baseOffset] : []
  })
}

describe('aborted transactions', () => {
  it('leaves out a transaction from its first offset to its abort marker', () => {
    const log = [batch(5, 0), batch(5, 2, COMMIT), batch(5, 3), batch(5, 5, ABORT), batch(5, 6), batch(5, 8, COMMIT)]
    expect(kept([[5, 3]], log)).toEqual([0, 6])
  })

  it('keeps other producers between', () => {
    const log = [batch(1, 0), batch(2, 2), batch(1, 4), batch(1, 6, ABORT), batch(2, 7, COMMIT)]
    expect(kept([[1, 0]], log)).toEqual([2])
  })

  it('takes a list in any order, and one transaction after another of the same producer', () => {
    const log = [batch(1, 0), batch(1, 2, ABORT), batch(1, 3), batch(1, 5, COMMIT), batch(1, 6), batch(1, 8, ABORT)]
    const aborted: [number, number][] = [
      [1, 6],
      [1, 0],
    ]
    expect(kept(aborted, log)).toEqual([3])
  })
})
