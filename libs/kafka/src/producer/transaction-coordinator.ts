import { MillraceError } from '@millrace/errors'
import type { Cluster } from '../network/cluster.ts'
import { brokerError, KafkaError, TransientBrokerError } from '../network/error-codes.ts'
import {
  type API,
  addPartitionsToTxnV3,
  describeTransactionsV0,
  endTxnV3,
  endTxnV4,
  initProducerIdV4,
  initProducerIdV5,
} from '../network/kafka-library.ts'
import { type Bound, retry } from '../network/retry.ts'
import { AbortTransactionError } from './abort-transaction-error.ts'
import type { Members } from './transaction-markers.ts'

/** Milliseconds before asking again while the coordinator still finishes the transaction before. */
const CONCURRENT_DELAY = 20

/**
 * The transaction coordinator's side of a transactional producer: identity, membership of partitions, end. Every request is
 * idempotent and repeated until it is answered or the bound is reached (MILLRACE_KAFKA_UNREACHABLE).
 */
export class TransactionCoordinator {
  producerId = -1n
  epoch = -1
  /** Partitions that were added since `forget`. */
  readonly #members = new Map<string, Set<number>>()
  readonly #cluster: Cluster
  readonly #transactionalId: string
  readonly #timeout: number
  #node = -1

  /** `timeout`: milliseconds after which the coordinator aborts a transaction by itself. */
  constructor(cluster: Cluster, transactionalId: string, timeout: number) {
    this.#cluster = cluster
    this.#transactionalId = transactionalId
    this.#timeout = timeout
  }

  /** Takes the identity over: fences an earlier producer and ends its open transaction. */
  async takeOver(bound: Bound): Promise<void> {
    await this.#initialise(bound, -1n, -1)
  }

  /**
   * A new epoch for this producer, so that batches of the old one which are still on their way are refused. Needs a finished
   * transaction. MILLRACE_KAFKA_FENCED when another producer took over.
   */
  async renew(bound: Bound): Promise<void> {
    await this.#initialise(bound, this.producerId, this.epoch)
  }

  /** The partitions that may hold records of the transaction. */
  get members(): Members {
    return new Map([...this.#members].map(([topic, partitions]) => [topic, [...partitions]]))
  }

  /** Called when no partition holds anything undecided any more. */
  forget(): void {
    this.#members.clear()
  }

  /** What the coordinator says of the transaction (`Ongoing`, `PrepareCommit`, `CompleteCommit` ...); null when it knows none. */
  async state(bound: Bound): Promise<string | null> {
    const what = 'Looking at the transaction'
    const answer = await this.#ask(bound, what, [describeTransactionsV0.api], [[this.#transactionalId]], found => {
      const { errorCode } = found.transactionStates[0]
      return errorCode === KafkaError.TRANSACTIONAL_ID_NOT_FOUND ? 0 : errorCode
    })
    const { errorCode, transactionState } = answer.transactionStates[0]
    return errorCode === 0 ? transactionState : null
  }

  async addPartitions(bound: Bound, topics: ReadonlyMap<string, readonly number[]>): Promise<void> {
    for (const [topic, partitions] of topics) {
      this.#members.set(topic, new Set([...(this.#members.get(topic) ?? []), ...partitions]))
    }
    const request = {
      transactionalId: this.#transactionalId,
      producerId: this.producerId,
      producerEpoch: this.epoch,
      verifyOnly: false,
      topics: [...topics].map(([name, partitions]) => ({ name, partitions: [...partitions] })),
    }
    await this.#ask(bound, 'Adding partitions to the transaction', [addPartitionsToTxnV3.api], [[request]], answer => {
      const results = answer.resultsByTransaction.flatMap(t => t.topicResults.flatMap(r => r.resultsByPartition))
      // Partitions beside a failed one carry OPERATION_NOT_ATTEMPTED: the other error is the reason.
      const failed = results.filter(r => r.partitionErrorCode !== 0).map(r => r.partitionErrorCode)
      return answer.errorCode || (failed.find(code => code !== 55) ?? failed[0] ?? 0)
    })
  }

  /** Commits or aborts. TransactionStateError when there is none that could be ended so. */
  async end(bound: Bound, commit: boolean): Promise<void> {
    const args: [string, bigint, number, boolean] = [this.#transactionalId, this.producerId, this.epoch, commit]
    const what = commit ? 'Committing the transaction' : 'Aborting the transaction'
    await this.#ask(bound, what, [endTxnV4.api, endTxnV3.api], args, answer => answer.errorCode)
  }

  async #initialise(bound: Bound, producerId: bigint, epoch: number): Promise<void> {
    const args: [string, number, bigint, number] = [this.#transactionalId, this.#timeout, producerId, epoch]
    const apis = [initProducerIdV5.api, initProducerIdV4.api] as API<typeof args, InitProducerIdAnswer>[]
    const answer = await this.#ask(bound, 'Taking the transactional id', apis, args, a => a.errorCode)
    this.producerId = answer.producerId
    this.epoch = answer.producerEpoch
  }

  #ask<A extends unknown[], R>(
    bound: Bound,
    what: string,
    apis: readonly API<A, R>[],
    args: A,
    errorOf: (answer: R) => number,
  ): Promise<R> {
    const attempt = async (): Promise<R> => {
      if (this.#node < 0) this.#node = await this.#cluster.coordinator('transaction', this.#transactionalId)
      let answer: R
      try {
        answer = await this.#cluster.request(this.#node, apis, ...args)
      } catch (error) {
        this.#node = -1
        throw error
      }
      const code = errorOf(answer)
      if (code === 0) return answer
      const error = brokerError(code, `${what} ${this.#transactionalId}`)
      if (code === KafkaError.INVALID_PRODUCER_ID_MAPPING) throw new AbortTransactionError(error.message, code)
      if (code === KafkaError.INVALID_TXN_STATE) throw new TransactionStateError(error.message)
      if (error instanceof TransientBrokerError && code !== KafkaError.CONCURRENT_TRANSACTIONS) this.#node = -1
      throw error
    }
    return retry(bound, attempt, { whileUnreachable: true, firstDelay: CONCURRENT_DELAY })
  }
}

interface InitProducerIdAnswer {
  readonly errorCode: number
  readonly producerId: bigint
  readonly producerEpoch: number
}

/** The coordinator has no transaction in a state that allows the request. */
export class TransactionStateError extends MillraceError {
  constructor(message: string) {
    super('MILLRACE_KAFKA_PROTOCOL', message)
  }
}
