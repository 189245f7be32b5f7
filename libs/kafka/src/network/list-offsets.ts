import type { Cluster, TopicMetadata } from './cluster.ts'
import { brokerError, KafkaError, TransientBrokerError } from './error-codes.ts'
import { listOffsetsV7, listOffsetsV8 } from './kafka-library.ts'

/** Offsets by topic and partition. */
export type PartitionOffsets = ReadonlyMap<string, ReadonlyMap<number, number>>

const TIMESTAMP = { latest: -1n, earliest: -2n }
const READ_COMMITTED = 1
const READ_UNCOMMITTED = 0

/**
 * The first offset, or the one after the last, of every partition of the topics. `latest` is the last stable offset, which
 * no open transaction reaches below, unless `uncommitted` asks for the high watermark.
 */
export async function listOffsets(
  cluster: Cluster,
  topics: Iterable<TopicMetadata>,
  which: 'earliest' | 'latest',
  uncommitted = false,
): Promise<PartitionOffsets> {
  const byLeader = new Map<number, Map<string, number[]>>()
  const found = new Map<string, Map<number, number>>()
  for (const { name, partitions } of topics) {
    found.set(name, new Map())
    for (const { partition, leader } of partitions) {
      if (leader < 0) {
        throw new TransientBrokerError(
          `The Kafka partition ${name}-${partition} has no leader.`,
          KafkaError.LEADER_NOT_AVAILABLE,
        )
      }
      const topicsOfLeader = byLeader.get(leader) ?? new Map<string, number[]>()
      byLeader.set(leader, topicsOfLeader)
      topicsOfLeader.set(name, [...(topicsOfLeader.get(name) ?? []), partition])
    }
  }
  const ask = async ([leader, wanted]: [number, Map<string, number[]>]): Promise<void> => {
    const request = [...wanted].map(([name, partitions]) => ({
      name,
      partitions: partitions.map(partitionIndex => ({
        partitionIndex,
        currentLeaderEpoch: -1,
        timestamp: TIMESTAMP[which],
      })),
    }))
    const isolation = uncommitted ? READ_UNCOMMITTED : READ_COMMITTED
    const answer = await cluster.request(leader, [listOffsetsV8.api, listOffsetsV7.api], -1, isolation, request)
    for (const topic of answer.topics) {
      for (const p of topic.partitions) {
        if (p.errorCode !== 0) throw brokerError(p.errorCode, `Offsets of ${topic.name}-${p.partitionIndex}`)
        found.get(topic.name)?.set(p.partitionIndex, Number(p.offset))
      }
    }
  }
  await Promise.all([...byLeader].map(ask))
  return found
}
