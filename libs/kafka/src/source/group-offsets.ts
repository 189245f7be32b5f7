import type { Cluster } from '../network/cluster.ts'
import { brokerError } from '../network/error-codes.ts'
import { offsetCommitV8 } from '../network/kafka-library.ts'
import type { KafkaOffset } from './kafka-offset.ts'

const NO_GENERATION = -1

/** Commits offsets to a consumer group that has no members, as an administrator would, so that lag monitors see them. */
export async function commitGroupOffsets(cluster: Cluster, groupId: string, end: KafkaOffset): Promise<void> {
  const topics = [...end.offsets].map(([name, partitions]) => ({
    name,
    partitions: [...partitions].map(([partitionIndex, offset]) => ({
      partitionIndex,
      committedOffset: BigInt(offset),
      committedLeaderEpoch: -1,
      committedMetadata: '',
    })),
  }))
  if (topics.length === 0) return
  const node = await cluster.coordinator('group', groupId)
  const answer = await cluster.request(node, [offsetCommitV8.api], groupId, NO_GENERATION, '', null, topics)
  for (const topic of answer.topics) {
    for (const p of topic.partitions) {
      if (p.errorCode !== 0) throw brokerError(p.errorCode, `Offsets of the consumer group ${groupId}`)
    }
  }
}
