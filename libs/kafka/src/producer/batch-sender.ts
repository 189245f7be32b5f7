import { MillraceError } from '@millrace/errors'
import type { Cluster, TopicMetadata } from '../network/cluster.ts'
import { KafkaError, TransientBrokerError } from '../network/error-codes.ts'
import { produceApis } from '../network/produce.ts'
import { asUnreachable, type Bound, boundOf } from '../network/retry.ts'
import { PartitionLane } from './partition-lane.ts'

/** Encoded batches held at once over all partitions: bounds memory, and keeps several brokers busy. */
const MAX_PENDING = 12
/** Milliseconds a leader may wait for its followers before it says so. */
const REPLICATION_TIMEOUT = 30_000

/** Delivers the batches of one transaction to the partitions' leaders, several in flight each. */
export class BatchSender {
  readonly #cluster: Cluster
  readonly #transactionalId: string
  readonly #lanes = new Map<string, PartitionLane>()
  readonly #topics: Map<string, TopicMetadata>
  #refreshing: Promise<void> | null = null
  #wake: (() => void) | null = null

  constructor(cluster: Cluster, transactionalId: string, topics: ReadonlyMap<string, TopicMetadata>) {
    this.#cluster = cluster
    this.#transactionalId = transactionalId
    this.#topics = new Map(topics)
  }

  /** Queues a batch; waits while too many are on their way. Throws why a lane gave up. */
  async send(topic: string, partition: number, batch: Buffer, bound: Bound): Promise<void> {
    await this.#until(bound, () => this.#pending() < MAX_PENDING)
    const name = `${topic}-${partition}`
    let lane = this.#lanes.get(name)
    if (lane === undefined) {
      const send = (records: Buffer, refresh: boolean) => this.#produce(topic, partition, records, refresh)
      lane = new PartitionLane(name, send, () => this.#wake?.())
      this.#lanes.set(name, lane)
    }
    lane.push(batch)
  }

  /** Resolves when every batch is acknowledged by all in-sync replicas. */
  flush(bound: Bound): Promise<void> {
    return this.#until(bound, () => this.#pending() === 0)
  }

  /** Gives up what is not acknowledged; resolves when no answer is outstanding, or after `milliseconds`. */
  async stop(milliseconds: number): Promise<void> {
    for (const lane of this.#lanes.values()) lane.stop()
    const settled = () => [...this.#lanes.values()].every(lane => lane.inFlight === 0)
    await this.#wait(boundOf(milliseconds), settled)
  }

  #pending(): number {
    let pending = 0
    for (const lane of this.#lanes.values()) pending += lane.pending
    return pending
  }

  async #until(bound: Bound, reached: () => boolean): Promise<void> {
    const failed = () => [...this.#lanes.values()].find(lane => lane.error !== null)?.error ?? null
    await this.#wait(bound, () => failed() !== null || reached())
    const error = failed()
    if (error !== null) throw error
    bound.signal?.throwIfAborted()
    if (reached()) return
    const trouble = [...this.#lanes.values()].find(lane => lane.trouble !== null)?.trouble
    const unreachable = asUnreachable(trouble)
    if (unreachable instanceof MillraceError) throw unreachable
    throw new MillraceError('MILLRACE_KAFKA_UNREACHABLE', 'The Kafka brokers did not acknowledge the lines in time.')
  }

  async #wait(bound: Bound, done: () => boolean): Promise<void> {
    while (!done() && bound.signal?.aborted !== true) {
      const left = bound.deadline - performance.now()
      if (left <= 0) return
      await new Promise<void>(resolve => {
        const finish = (): void => {
          clearTimeout(timer)
          bound.signal?.removeEventListener('abort', finish)
          this.#wake = null
          resolve()
        }
        const timer = setTimeout(finish, left)
        bound.signal?.addEventListener('abort', finish)
        this.#wake = finish
      })
    }
  }

  async #produce(topic: string, partition: number, batch: Buffer, refresh: boolean) {
    if (refresh) await this.#refresh()
    const leader = this.#topics.get(topic)?.partitions.find(p => p.partition === partition)?.leader ?? -1
    if (leader < 0) {
      throw new TransientBrokerError(
        `The Kafka partition ${topic}-${partition} has no leader.`,
        KafkaError.LEADER_NOT_AVAILABLE,
      )
    }
    const request = {
      transactionalId: this.#transactionalId,
      topic,
      partition,
      batch,
      timeout: REPLICATION_TIMEOUT,
    }
    return this.#cluster.request(leader, produceApis, request)
  }

  /** One metadata request for all lanes that ask at the same time. */
  #refresh(): Promise<void> {
    this.#refreshing ??= this.#cluster
      .topics([...this.#topics.keys()])
      .then(found => {
        for (const [name, topic] of found) this.#topics.set(name, topic)
      })
      .finally(() => {
        this.#refreshing = null
      })
    return this.#refreshing
  }
}
