import { MillraceError } from '@millrace/errors'
import { BrokerConnection } from './broker-connection.ts'
import {
  type BrokerAddress,
  displayAddress,
  type KafkaConnectionOptions,
  parseBrokerAddresses,
} from './connection-options.ts'
import { brokerError, KafkaError, TransientBrokerError } from './error-codes.ts'
import { type API, findCoordinatorV4, metadataV12 } from './kafka-library.ts'

export interface PartitionMetadata {
  readonly partition: number
  /** Node id of the leader; -1 while there is none. */
  readonly leader: number
}

export interface TopicMetadata {
  readonly name: string
  /** Kafka's topic id: a topic made again under the same name has another. */
  readonly id: string
  /** Ascending by partition. */
  readonly partitions: readonly PartitionMetadata[]
}

/** The brokers of one cluster: connections kept and made anew on demand, metadata always fetched fresh. */
export class Cluster {
  /** The bootstrap brokers, for messages. */
  readonly description: string
  readonly #options: KafkaConnectionOptions
  readonly #bootstrap: readonly BrokerAddress[]
  readonly #nodes = new Map<number, BrokerAddress>()
  readonly #connections = new Map<string, Promise<BrokerConnection>>()
  readonly #open = new Set<BrokerConnection>()
  #controller = -1
  #closed = false

  constructor(options: KafkaConnectionOptions) {
    this.#options = options
    this.#bootstrap = parseBrokerAddresses(options.brokers)
    this.description = this.#bootstrap.map(displayAddress).join(',')
  }

  /** Connects to any broker. MILLRACE_KAFKA_UNREACHABLE when none answers, MILLRACE_KAFKA_AUTH when one refuses. */
  async any(): Promise<BrokerConnection> {
    for (const connection of this.#open) if (connection.isOpen) return connection
    const addresses = new Map([...this.#bootstrap, ...this.#nodes.values()].map(a => [displayAddress(a), a]))
    try {
      return await Promise.any([...addresses.values()].map(a => this.#connect(a)))
    } catch (error) {
      const errors: unknown[] = error instanceof AggregateError ? error.errors : [error]
      const definite = errors.find(e => e instanceof MillraceError)
      if (definite) throw definite
      const first = errors[0]
      const reason = first instanceof Error ? first.message : String(first)
      const all = [...addresses.keys()]
      const text = all.length === 1 ? reason : `None of the Kafka brokers ${all.join(', ')} answers: ${reason}`
      throw new MillraceError('MILLRACE_KAFKA_UNREACHABLE', text, { cause: first })
    }
  }

  /** One request to a node by id, or to any broker. */
  async request<A extends unknown[], R>(node: number | 'any', apis: readonly API<A, R>[], ...args: A): Promise<R> {
    const connection = await (node === 'any' ? this.any() : this.#node(node))
    return connection.request(apis, ...args)
  }

  /** One request to the controller, or to whichever broker forwards to it. */
  async requestController<A extends unknown[], R>(apis: readonly API<A, R>[], ...args: A): Promise<R> {
    return this.request(this.#nodes.has(this.#controller) ? this.#controller : 'any', apis, ...args)
  }

  /** Topics that exist, by name; never creates one. */
  async topics(names: readonly string[]): Promise<ReadonlyMap<string, TopicMetadata>> {
    const answer = await this.request('any', [metadataV12.api], [...names], false, false)
    for (const { nodeId, host, port } of answer.brokers) this.#nodes.set(nodeId, { host, port })
    this.#controller = answer.controllerId
    const found = new Map<string, TopicMetadata>()
    for (const topic of answer.topics) {
      const name = topic.name ?? ''
      if (topic.errorCode === KafkaError.UNKNOWN_TOPIC_OR_PARTITION) continue
      if (topic.errorCode === KafkaError.INVALID_TOPIC_EXCEPTION) {
        throw new MillraceError('MILLRACE_USAGE', `"${name}" is not a valid name of a Kafka topic.`)
      }
      if (topic.errorCode !== 0) throw brokerError(topic.errorCode, `Metadata of the topic ${name}`)
      const partitions = topic.partitions
        .map(p => ({ partition: p.partitionIndex, leader: p.errorCode === 0 ? p.leaderId : -1 }))
        .sort((a, b) => a.partition - b.partition)
      found.set(name, { name, id: topic.topicId, partitions })
    }
    return found
  }

  /** Node id of the coordinator of a consumer group or transactional id. */
  async coordinator(kind: 'group' | 'transaction', key: string): Promise<number> {
    const answer = await this.request('any', [findCoordinatorV4.api], kind === 'group' ? 0 : 1, [key])
    const found = answer.coordinators[0]
    if (found === undefined || found.errorCode !== 0) {
      const code = found?.errorCode ?? KafkaError.COORDINATOR_NOT_AVAILABLE
      throw brokerError(code, `Coordinator of the ${kind} ${key}`, found?.errorMessage)
    }
    this.#nodes.set(found.nodeId, { host: found.host, port: found.port })
    return found.nodeId
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const connection of this.#open) connection.close()
    this.#open.clear()
    this.#connections.clear()
  }

  #node(id: number): Promise<BrokerConnection> {
    const address = this.#nodes.get(id)
    if (address === undefined) throw new TransientBrokerError(`Kafka node ${id} is not known.`)
    return this.#connect(address)
  }

  async #connect(address: BrokerAddress): Promise<BrokerConnection> {
    if (this.#closed) throw new MillraceError('MILLRACE_INTERNAL', 'The Kafka connection is closed.')
    const key = displayAddress(address)
    const known = this.#connections.get(key)
    if (known !== undefined) {
      const connection = await known
      if (connection.isOpen) return connection
      this.#open.delete(connection)
      if (this.#connections.get(key) === known) this.#connections.delete(key)
      return this.#connect(address)
    }
    const opening = BrokerConnection.open(address, this.#options)
    this.#connections.set(key, opening)
    try {
      const connection = await opening
      if (this.#closed) connection.close()
      else this.#open.add(connection)
      return connection
    } catch (error) {
      if (this.#connections.get(key) === opening) this.#connections.delete(key)
      throw error
    }
  }
}
