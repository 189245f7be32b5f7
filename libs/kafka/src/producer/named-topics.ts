import type { LineTransaction } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import type { Cluster, TopicMetadata } from '../network/cluster.ts'
import { type Bound, retry } from '../network/retry.ts'
import { ensureTopic, maxMessageBytes } from './ensure-topic.ts'
import { isTopicName, type ResolvedProducerOptions } from './kafka-line-producer-options.ts'

/** The topics that a producer writes lines to: its own, those of the option `topics`, and without it any that lines name. */
export class NamedTopics {
  readonly #cluster: Cluster
  readonly #options: ResolvedProducerOptions
  /** Topics that exist. */
  readonly #known = new Set<string>()

  constructor(cluster: Cluster, options: ResolvedProducerOptions) {
    this.#cluster = cluster
    this.#options = options
  }

  /** Those that are known before there are lines, created where that is asked for; the producer's own is the first. */
  async open(bound: Bound): Promise<[TopicMetadata, ...TopicMetadata[]]> {
    const { topic, topics } = this.#options
    this.#known.clear()
    const own = await this.#ensure(topic, bound)
    return [own, ...(await Promise.all((topics ?? []).map(name => this.#ensure(name, bound))))]
  }

  /** Those that are named for the first time; MILLRACE_ANALYSIS for one that no line may name. */
  async add({ topics }: LineTransaction, bound: Bound): Promise<TopicMetadata[]> {
    const found: TopicMetadata[] = []
    for (const name of new Set(topics)) {
      if (name === null || this.#known.has(name)) continue
      this.#expect(name)
      found.push(await this.#ensure(name, bound))
    }
    return found
  }

  /** The largest record batch that all of them take, in bytes. */
  async maxMessageBytes(bound: Bound): Promise<number> {
    const limits = [...this.#known].map(name => retry(bound, () => maxMessageBytes(this.#cluster, name)))
    return Math.min(...(await Promise.all(limits)))
  }

  async #ensure(name: string, bound: Bound): Promise<TopicMetadata> {
    const { partitions, replication, createTopic: create } = this.#options
    const found = await ensureTopic(this.#cluster, { name, partitions, replication, configs: {} }, { create }, bound)
    this.#known.add(name)
    return found
  }

  #expect(name: string): void {
    const { topic, topics, positionsTopic } = this.#options
    const refused = (what: string): MillraceError =>
      new MillraceError('MILLRACE_ANALYSIS', `A row is for the Kafka topic "${name}", ${what}.`)
    if (topics !== null)
      throw refused(
        `but the sink writes to ${[topic, ...topics].join(', ')}: name the topic in the option topics, or leave the option out`,
      )
    if (!isTopicName(name)) throw refused('which is not a valid name')
    if (name === positionsTopic) throw refused('in which the sink keeps its positions: expected another')
  }
}
