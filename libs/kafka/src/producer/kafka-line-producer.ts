import { setTimeout as sleep } from 'node:timers/promises'
import type { LineProducer, LineTransaction, SourcePosition } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { Cluster, type TopicMetadata } from '../network/cluster.ts'
import { KafkaError } from '../network/error-codes.ts'
import { asUnreachable, type Bound, boundOf, retry, within } from '../network/retry.ts'
import { AbortTransactionError } from './abort-transaction-error.ts'
import { ensureTopic } from './ensure-topic.ts'
import {
  type KafkaLineProducerOptions,
  type ResolvedProducerOptions,
  resolveProducerOptions,
} from './kafka-line-producer-options.ts'
import { maxRecordBytes } from './line-batcher.ts'
import { NamedTopics } from './named-topics.ts'
import { positionsTopicSpec, readPositions } from './positions-topic.ts'
import { samePositions, sameTransaction } from './same-transaction.ts'
import { positionsIn } from './stored-position.ts'
import { TransactionCoordinator, TransactionStateError } from './transaction-coordinator.ts'
import { ensureMarkers, type Members, mendMarkers } from './transaction-markers.ts'
import { TransactionWriter } from './transaction-writer.ts'

const OPEN_TIMEOUT = 60_000
/** Milliseconds that cleaning up after a failed commit may take before the error is reported. */
const CLEAN_UP = 3000
const FIRST_DELAY = 100
const LAST_DELAY = 2000

/**
 * Writes lines to a topic and their source positions to a compacted topic beside it, one Kafka transaction a commit
 * (idempotent, acks=all). The broker may lose a node in the middle: batches are sent again with the same sequences.
 */
export const kafkaLineProducer = (options: KafkaLineProducerOptions): LineProducer => new KafkaLineProducer(options)

/**
 * `ending`: the last transaction is committed, but not seen to be so in every partition. `broken`: a transaction may be open
 * and must be ended, and a new epoch taken, before the next begins.
 */
type State = 'closed' | 'ready' | 'ending' | 'broken'

class KafkaLineProducer implements LineProducer {
  readonly description: string
  readonly #options: ResolvedProducerOptions
  readonly #cluster: Cluster
  readonly #coordinator: TransactionCoordinator
  readonly #writer: TransactionWriter
  #state: State = 'closed'
  #topicId = ''
  readonly #topics: NamedTopics
  #maxMessageBytes = 0
  /** How the last transaction of the producer before this one ended. */
  #before: string | null = null
  #busy = false
  /** Positions of the last transaction known to be committed by this producer, or found when it opened. */
  #known: ReadonlyMap<string, SourcePosition> = new Map()
  /** A transaction whose end was asked for and never answered. */
  #undecided: LineTransaction | null = null
  /** The transaction being written, or written last. */
  #current: LineTransaction | null = null
  #begun = 0

  constructor(options: KafkaLineProducerOptions) {
    this.#options = resolveProducerOptions(options)
    const { transactionalId, transactionTimeout, topic } = this.#options
    this.#cluster = new Cluster(options)
    this.#topics = new NamedTopics(this.#cluster, this.#options)
    this.#coordinator = new TransactionCoordinator(this.#cluster, transactionalId, transactionTimeout)
    this.#writer = new TransactionWriter(this.#cluster, this.#coordinator, this.#options)
    this.description = `Kafka topic ${topic} at ${this.#cluster.description}`
  }

  get maxLineBytes(): number {
    return maxRecordBytes(this.#maxMessageBytes)
  }

  async open(): Promise<void> {
    const { positionsTopic, replication } = this.#options
    const bound = boundOf(Math.min(OPEN_TIMEOUT, this.#options.deliveryTimeout))
    await retry(bound, () => this.#cluster.any())
    const topics = await this.#topics.open(bound)
    await ensureTopic(this.#cluster, positionsTopicSpec(positionsTopic, replication), { create: true }, bound)
    this.#topicId = topics[0].id
    this.#maxMessageBytes = await this.#topics.maxMessageBytes(bound)
    this.#before = await this.#coordinator.state(bound)
    await this.#coordinator.takeOver(bound)
    this.#writer.reset()
    await this.#mend(new Map([...membersOf(topics), [positionsTopic, [0]]]), bound)
    this.#known = await this.#readAll(bound)
    this.#state = 'ready'
  }

  async positions(): Promise<ReadonlyMap<string, SourcePosition>> {
    const bound = boundOf(this.#options.deliveryTimeout)
    if (!this.#busy) {
      if (this.#undecided !== null) await this.#decide(bound)
      if (this.#state === 'ending') await this.#finish('commit', bound)
      if (this.#state === 'broken') await this.#recover(bound)
    }
    const { topic, positionsTopic } = this.#options
    const stored = await readPositions(this.#cluster, positionsTopic, bound)
    return positionsIn({ name: topic, id: this.#topicId }, stored)
  }

  async commit(transaction: LineTransaction, signal?: AbortSignal): Promise<void> {
    if (this.#busy || this.#state === 'closed') {
      throw new MillraceError(
        'MILLRACE_INTERNAL',
        `${this.description}: commit while ${this.#busy ? 'committing' : 'closed'}.`,
      )
    }
    this.#busy = true
    try {
      await this.#commit(transaction, boundOf(this.#options.deliveryTimeout, signal))
    } finally {
      this.#busy = false
    }
  }

  async close(): Promise<void> {
    if (this.#state === 'broken' && this.#undecided === null) await this.#recover(boundOf(CLEAN_UP)).catch(() => {})
    if (this.#state === 'ending') await this.#finish('commit', boundOf(CLEAN_UP)).catch(() => {})
    this.#state = 'closed'
    await this.#cluster.close()
  }

  async #commit(transaction: LineTransaction, bound: Bound): Promise<void> {
    if (this.#undecided !== null) {
      const earlier = this.#undecided
      if (await this.#decide(bound)) {
        if (sameTransaction(earlier, transaction)) return
        throw new MillraceError(
          'MILLRACE_INTERNAL',
          `${this.description}: the transaction before, whose outcome was unknown, is committed; its positions must be read before another is sent.`,
        )
      }
    }
    for (let delay = FIRST_DELAY; ; delay = Math.min(LAST_DELAY, delay * 2)) {
      try {
        await this.#attempt(transaction, bound)
        return
      } catch (error) {
        const again = error instanceof AbortTransactionError && this.#undecided === null
        if (!again || performance.now() + delay >= bound.deadline) {
          if (this.#undecided === null) await this.#cleanUp()
          throw reported(error)
        }
        if (error.kafkaCode === KafkaError.MESSAGE_TOO_LARGE) await this.#lowerLimit(error, bound)
      }
      await sleep(delay, undefined, { signal: bound.signal })
    }
  }

  async #attempt(transaction: LineTransaction, bound: Bound): Promise<void> {
    if (this.#state === 'ending') await this.#finish('commit', bound)
    if (this.#state === 'broken') await this.#recover(bound)
    const named = await this.#topics.add(transaction, bound)
    if (named.length > 0) {
      await this.#mend(membersOf(named), bound)
      this.#maxMessageBytes = await this.#topics.maxMessageBytes(bound)
    }
    this.#state = 'broken'
    this.#current = transaction
    this.#begun = performance.now()
    await this.#writer.write(transaction, { topicId: this.#topicId, maxMessageBytes: this.#maxMessageBytes }, bound)
    this.#undecided = transaction
    if (!(await this.#decide(bound))) {
      throw new AbortTransactionError('The broker aborted the transaction.', KafkaError.INVALID_TXN_STATE)
    }
  }

  /**
   * Finds out about the transaction whose end was asked for, by asking again, which the coordinator answers alike however
   * often it is asked: true when it is committed, false when it is not and never will be. Throws while that is unknown.
   */
  async #decide(bound: Bound): Promise<boolean> {
    const transaction = this.#undecided
    if (transaction === null) return false
    let committed = true
    try {
      await this.#coordinator.end(bound, true)
    } catch (error) {
      if (error instanceof TransactionStateError) committed = false
      else if (this.#identityExpired(error)) committed = await this.#reclaim(error, bound)
      else throw error
    }
    this.#undecided = null
    if (committed) {
      this.#known = new Map([...this.#known, ...transaction.positions])
      this.#state = 'ending'
      // It is committed whatever happens now; what cannot be finished is finished before the next one.
      await this.#finish('commit', bound).catch(() => {})
    }
    return committed
  }

  /** Ends what may be open and takes a new epoch, so that late batches of the old one are refused. */
  async #recover(bound: Bound): Promise<void> {
    try {
      try {
        await this.#coordinator.end(bound, false)
      } catch (error) {
        if (!(error instanceof TransactionStateError)) throw error
      }
      await this.#finish('abort', bound)
      await this.#coordinator.renew(bound)
    } catch (error) {
      if (!this.#identityExpired(error)) throw error
      await this.#reclaim(error, bound)
    }
    this.#writer.reset()
    this.#state = 'ready'
  }

  /** After the end of a transaction: until every partition has its marker. */
  async #finish(outcome: 'commit' | 'abort', bound: Bound): Promise<void> {
    await ensureMarkers(this.#cluster, this.#coordinator, this.#coordinator.members, outcome, bound)
    this.#coordinator.forget()
    if (this.#state === 'ending') this.#state = 'ready'
  }

  /**
   * True when the coordinator may have ended our transaction, or forgotten our id, by itself: to the producer that looks
   * like being fenced.
   */
  #identityExpired(error: unknown): boolean {
    if (error instanceof AbortTransactionError) return error.kafkaCode === KafkaError.INVALID_PRODUCER_ID_MAPPING
    const fenced = error instanceof MillraceError && error.code === 'MILLRACE_KAFKA_FENCED'
    return fenced && performance.now() - this.#begun > this.#options.transactionTimeout
  }

  /**
   * Takes the identity again when nobody else wrote in the meantime, which the positions show: they are those we know of,
   * or those with the undecided transaction, and then it is committed.
   */
  async #reclaim(reason: unknown, bound: Bound): Promise<boolean> {
    const withUndecided = new Map([...this.#known, ...(this.#undecided?.positions ?? [])])
    // Producers with other identities keep the positions of other sources in the same topic.
    const ids = new Set([...this.#known.keys(), ...(this.#current?.positions.keys() ?? [])])
    const look = async (): Promise<'known' | 'undecided'> => {
      const found = new Map([...(await this.#readAll(bound))].filter(([id]) => ids.has(id)))
      if (samePositions(found, this.#known)) return 'known'
      if (samePositions(found, withUndecided)) return 'undecided'
      throw reason
    }
    await look()
    await this.#coordinator.takeOver(bound)
    const found = await look()
    this.#writer.reset()
    await this.#finish(found === 'undecided' ? 'commit' : 'abort', bound)
    return found === 'undecided'
  }

  /** All positions, those of a deleted topic of this name included. */
  async #readAll(bound: Bound): Promise<ReadonlyMap<string, SourcePosition>> {
    const stored = await readPositions(this.#cluster, this.#options.positionsTopic, bound)
    return new Map([...stored].map(([id, { position }]) => [id, position]))
  }

  /** Ends what the producer before this one left behind in topics, while no transaction is open. */
  async #mend(members: Members, bound: Bound): Promise<void> {
    await mendMarkers(this.#cluster, this.#coordinator, members, this.#before, bound)
    this.#coordinator.forget()
  }

  /** Best effort: an open transaction would keep readers waiting. What fails here is done before the next commit. */
  async #cleanUp(): Promise<void> {
    if (this.#state !== 'broken') return
    try {
      await this.#recover(boundOf(CLEAN_UP))
    } catch (error) {
      if (error instanceof MillraceError && error.code === 'MILLRACE_KAFKA_FENCED') throw error
    }
  }

  /** The topic takes less than it did when we asked. */
  async #lowerLimit(error: AbortTransactionError, bound: Bound): Promise<void> {
    const limit = await this.#topics.maxMessageBytes(within(bound, 30_000))
    if (limit >= this.#maxMessageBytes) throw new MillraceError('MILLRACE_KAFKA_PROTOCOL', error.message)
    this.#maxMessageBytes = limit
  }
}

const membersOf = (topics: readonly TopicMetadata[]): Members =>
  new Map(topics.map(({ name, partitions }) => [name, partitions.map(p => p.partition)] as const))

/** An error as it leaves the library. */
function reported(error: unknown): unknown {
  if (error instanceof AbortTransactionError) {
    return new MillraceError('MILLRACE_KAFKA_UNREACHABLE', error.message, { cause: error })
  }
  return asUnreachable(error)
}
