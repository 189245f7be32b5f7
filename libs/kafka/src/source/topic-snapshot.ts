import type { Cluster, TopicMetadata } from '../network/cluster.ts'
import { listOffsets, type PartitionOffsets } from '../network/list-offsets.ts'

/** What a cluster holds of some topics at one moment. Topics that do not exist are absent. */
export interface TopicSnapshot {
  readonly topics: ReadonlyMap<string, TopicMetadata>
  /** First offset still held. */
  readonly earliest: PartitionOffsets
  /** Last stable offset: everything before it is decided. */
  readonly latest: PartitionOffsets
}

export async function takeSnapshot(cluster: Cluster, names: readonly string[]): Promise<TopicSnapshot> {
  const topics = await cluster.topics(names)
  const [earliest, latest] = await Promise.all([
    listOffsets(cluster, topics.values(), 'earliest'),
    listOffsets(cluster, topics.values(), 'latest'),
  ])
  return { topics, earliest, latest }
}
