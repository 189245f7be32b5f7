import { MillraceError } from '@millrace/errors'
import type { Cluster, TopicMetadata } from '../network/cluster.ts'
import { brokerError, KafkaError, TransientBrokerError } from '../network/error-codes.ts'
import { ConfigResourceTypes, createTopicsV7, describeConfigsV4 } from '../network/kafka-library.ts'
import { type Bound, retry } from '../network/retry.ts'

export interface TopicSpec {
  readonly name: string
  readonly partitions: number
  /** -1: the broker's default. */
  readonly replication: number
  readonly configs: Readonly<Record<string, string>>
}

/** The topic, created when it does not exist, once every partition has a leader. */
export function ensureTopic(
  cluster: Cluster,
  spec: TopicSpec,
  options: { readonly create: boolean },
  bound: Bound,
): Promise<TopicMetadata> {
  let created = false
  return retry(bound, async () => {
    const found = (await cluster.topics([spec.name])).get(spec.name)
    if (found === undefined && !options.create) {
      throw new MillraceError(
        'MILLRACE_KAFKA_TOPIC_MISSING',
        `The Kafka topic ${spec.name} does not exist at ${cluster.description} and is not to be created.`,
      )
    }
    if (found === undefined && !created) {
      await createTopic(cluster, spec)
      created = true
    }
    if (found?.partitions.every(p => p.leader >= 0)) return found
    throw new TransientBrokerError(
      `The Kafka topic ${spec.name} has partitions without a leader.`,
      KafkaError.LEADER_NOT_AVAILABLE,
    )
  })
}

async function createTopic(cluster: Cluster, spec: TopicSpec): Promise<void> {
  const request = {
    name: spec.name,
    numPartitions: spec.partitions,
    replicationFactor: spec.replication,
    assignments: [],
    configs: Object.entries(spec.configs).map(([name, value]) => ({ name, value })),
  }
  const answer = await cluster.requestController([createTopicsV7.api], [request], 30_000, false)
  const { errorCode, errorMessage } = answer.topics[0]
  if (errorCode === 0 || errorCode === KafkaError.TOPIC_ALREADY_EXISTS) return
  throw brokerError(errorCode, `Creating the topic ${spec.name}`, errorMessage)
}

const MAX_MESSAGE_BYTES = 'max.message.bytes'
/** Kafka's default. */
const DEFAULT_MAX_MESSAGE_BYTES = 1_048_588

/** The largest record batch the topic takes, in bytes; Kafka's default where the broker does not let us ask. */
export async function maxMessageBytes(cluster: Cluster, topic: string): Promise<number> {
  const resource = {
    resourceType: ConfigResourceTypes.TOPIC,
    resourceName: topic,
    configurationKeys: [MAX_MESSAGE_BYTES],
  }
  const answer = await cluster.request('any', [describeConfigsV4.api], [resource], false, false)
  const { errorCode, errorMessage, configs } = answer.results[0]
  if (errorCode !== 0) {
    const error = brokerError(errorCode, `Configuration of the topic ${topic}`, errorMessage)
    if (error instanceof MillraceError && error.code === 'MILLRACE_KAFKA_AUTH') return DEFAULT_MAX_MESSAGE_BYTES
    throw error
  }
  return Number(configs.find(c => c.name === MAX_MESSAGE_BYTES)?.value ?? DEFAULT_MAX_MESSAGE_BYTES)
}
