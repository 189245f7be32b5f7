import { MillraceError } from '@millrace/errors'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KafkaError, TransientBrokerError } from '../network/error-codes.ts'
import type { ProduceAnswer } from '../network/produce.ts'
import { AbortTransactionError } from './abort-transaction-error.ts'
import { MAX_IN_FLIGHT, PartitionLane } from './partition-lane.ts'

type Fate = 'stored' | 'answer lost' | 'request lost' | 'not leader' | 'slow'

const OK: ProduceAnswer = { errorCode: 0, errorMessage: null }

/** One partition of a broker that behaves as Kafka's idempotent log does; a batch is its sequence number in one byte. */
class SimulatedPartition {
  readonly log: number[] = []
  outstanding = 0
  most = 0
  readonly #fates: Fate[]

  constructor(fates: readonly Fate[]) {
    this.#fates = [...fates]
  }

  async produce(batch: Buffer): Promise<ProduceAnswer> {
    const fate = this.#fates.shift() ?? 'stored'
    this.most = Math.max(this.most, ++this.outstanding)
    try {
      if (fate === 'request lost') throw new TransientBrokerError('lost')
      if (fate === 'not leader') return { errorCode: KafkaError.NOT_LEADER_OR_FOLLOWER, errorMessage: null }
      const answer = this.#append(batch[0])
      await new Promise(resolve => setTimeout(resolve, fate === 'slow' ? 3 : 0))
      if (fate === 'answer lost') throw new TransientBrokerError('lost')
      return answer
    } finally {
      this.outstanding--
    }
  }

  #append(sequence: number): ProduceAnswer {
    const next = this.log.length
    if (sequence === next) this.log.push(sequence)
    else if (sequence > next) return { errorCode: KafkaError.OUT_OF_ORDER_SEQUENCE_NUMBER, errorMessage: null }
    else if (sequence < next - 5) return { errorCode: KafkaError.DUPLICATE_SEQUENCE_NUMBER, errorMessage: null }
    return OK
  }
}

const drained = (lane: PartitionLane): Promise<void> =>
  expect.poll(() => lane.pending === 0 || lane.error !== null, { interval: 1, timeout: 20_000 }).toBe(true)

describe('PartitionLane', () => {
  it('stores every batch once and in order, whatever is lost on the way', async () => {
    const fate = fc.constantFrom<Fate>(
      'stored',
      'stored',
      'stored',
      'answer lost',
      'request lost',
      'not leader',
      'slow',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { maxLength: 40 }), fc.integer({ min: 1, max: 30 }), async (fates, count) => {
        const partition = new SimulatedPartition(fates)
        const lane = new PartitionLane(
          't-0',
          batch => partition.produce(batch),
          () => {},
          1,
        )
        for (let sequence = 0; sequence < count; sequence++) lane.push(Buffer.of(sequence))
        await drained(lane)
        expect(lane.error).toBeNull()
        expect(partition.log).toEqual(Array.from({ length: count }, (_, i) => i))
        expect(partition.most).toBeLessThanOrEqual(MAX_IN_FLIGHT)
      }),
      { numRuns: 60 },
    )
  }, 120_000)

  it('asks for the leader anew after a failure', async () => {
    const refreshed: boolean[] = []
    const answers = [KafkaError.NOT_LEADER_OR_FOLLOWER, 0]
    const send = async (_: Buffer, refresh: boolean): Promise<ProduceAnswer> => {
      refreshed.push(refresh)
      return { errorCode: answers.shift() ?? 0, errorMessage: null }
    }
    const lane = new PartitionLane('t-0', send, () => {}, 1)
    lane.push(Buffer.of(0))
    await drained(lane)
    expect(refreshed).toEqual([false, true])
  })

  it.each([
    [KafkaError.OUT_OF_ORDER_SEQUENCE_NUMBER, AbortTransactionError],
    [KafkaError.MESSAGE_TOO_LARGE, AbortTransactionError],
    [KafkaError.INVALID_PRODUCER_EPOCH, MillraceError],
    [KafkaError.TOPIC_AUTHORIZATION_FAILED, MillraceError],
  ])('gives up on error %i of the first batch in sequence', async (errorCode, type) => {
    const lane = new PartitionLane(
      't-0',
      async () => ({ errorCode, errorMessage: null }),
      () => {},
      1,
    )
    lane.push(Buffer.of(0))
    await drained(lane)
    expect(lane.error).toBeInstanceOf(type)
    expect(lane.error?.message).toContain('t-0')
  })

  it('sends nothing more once it is stopped', async () => {
    let sent = 0
    const send = async (): Promise<ProduceAnswer> => {
      sent++
      throw new TransientBrokerError('away')
    }
    const lane = new PartitionLane('t-0', send, () => {}, 1)
    lane.push(Buffer.of(0))
    await expect.poll(() => sent, { interval: 1 }).toBeGreaterThan(3)
    lane.stop()
    await expect.poll(() => lane.inFlight, { interval: 1 }).toBe(0)
    const before = sent
    lane.push(Buffer.of(1))
    await new Promise(resolve => setImmediate(resolve))
    expect(sent).toBe(before)
  })
})
