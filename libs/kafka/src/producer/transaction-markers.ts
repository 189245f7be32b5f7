import { MillraceError } from '@millrace/errors'
import type { Cluster } from '../network/cluster.ts'
import { brokerError, KafkaError, TransientBrokerError } from '../network/error-codes.ts'
import { describeProducersV0 } from '../network/kafka-library.ts'
import { type Bound, retry } from '../network/retry.ts'
import type { TransactionCoordinator } from './transaction-coordinator.ts'

/** Partitions by topic. */
export type Members = ReadonlyMap<string, readonly number[]>

const POLL = 3

/**
 * Waits until the transaction that just ended has its marker in every partition, and sees to it. A broker that restarts may
 * count a transaction as complete without having written all markers (it skips partitions whose leader it does not know
 * yet). Such a partition shows readers nothing more, and the outcome of the producer's next transaction would decide about
 * the earlier lines too. An empty transaction with the same outcome writes the marker.
 */
export async function ensureMarkers(
  cluster: Cluster,
  coordinator: TransactionCoordinator,
  members: Members,
  outcome: 'commit' | 'abort',
  bound: Bound,
): Promise<void> {
  while (members.size > 0) {
    const hanging = await hangingPartitions(cluster, coordinator, members, bound)
    if (hanging.size === 0) return
    await coordinator.addPartitions(bound, hanging)
    await coordinator.end(bound, outcome === 'commit')
  }
}

/** Partitions in which the producer's transaction is open although the coordinator has none. */
function hangingPartitions(
  cluster: Cluster,
  coordinator: TransactionCoordinator,
  members: Members,
  bound: Bound,
): Promise<Members> {
  const look = async (): Promise<Members> => {
    const state = await coordinator.state(bound)
    if (state?.startsWith('Prepare')) throw new TransientBrokerError('The transaction is still being completed.')
    return openPartitions(cluster, coordinator.producerId, members)
  }
  return retry(bound, look, { whileUnreachable: true, firstDelay: POLL })
}

async function openPartitions(cluster: Cluster, producerId: bigint, members: Members): Promise<Members> {
  const topics = await cluster.topics([...members.keys()])
  const byLeader = new Map<number, Map<string, number[]>>()
  for (const [topic, partitions] of members) {
    for (const partition of partitions) {
      const leader = topics.get(topic)?.partitions.find(p => p.partition === partition)?.leader
      if (leader === undefined) continue
      if (leader < 0) throw new TransientBrokerError(`The Kafka partition ${topic}-${partition} has no leader.`)
      const wanted = byLeader.get(leader) ?? new Map<string, number[]>()
      byLeader.set(leader, wanted.set(topic, [...(wanted.get(topic) ?? []), partition]))
    }
  }
  const open = new Map<string, number[]>()
  const ask = async ([leader, wanted]: [number, Map<string, number[]>]): Promise<void> => {
    const request = [...wanted].map(([name, partitionIndexes]) => ({ name, partitionIndexes }))
    const answer = await cluster.request(leader, [describeProducersV0.api], request)
    for (const { name, partitions } of answer.topics) {
      for (const { partitionIndex, errorCode, errorMessage, activeProducers } of partitions) {
        // Without the right to read the topic there is no way to look.
        if (errorCode === KafkaError.TOPIC_AUTHORIZATION_FAILED) continue
        if (errorCode !== 0) throw brokerError(errorCode, `Producers of ${name}-${partitionIndex}`, errorMessage)
        if (activeProducers.some(p => p.producerId === producerId && p.currentTxnStartOffset >= 0n)) {
          open.set(name, [...(open.get(name) ?? []), partitionIndex])
        }
      }
    }
  }
  await Promise.all([...byLeader].map(ask))
  return open
}

/**
 * Ends what an earlier producer of the same identity left behind. `state` is the coordinator's from before the identity was
 * taken over: it tells how the last transaction ended.
 */
export async function mendMarkers(
  cluster: Cluster,
  coordinator: TransactionCoordinator,
  members: Members,
  state: string | null,
  bound: Bound,
): Promise<void> {
  const hanging = await hangingPartitions(cluster, coordinator, members, bound)
  if (hanging.size === 0) return
  if (state === null || state === 'Empty') {
    const names = [...hanging].flatMap(([topic, partitions]) => partitions.map(p => `${topic}-${p}`))
    throw new MillraceError(
      'MILLRACE_KAFKA_PROTOCOL',
      `A transaction of an earlier producer hangs in ${names.join(', ')} and Kafka no longer knows how it ended; expected none (see kafka-transactions.sh find-hanging).`,
    )
  }
  const committed = state === 'CompleteCommit' || state === 'PrepareCommit'
  await ensureMarkers(cluster, coordinator, hanging, committed ? 'commit' : 'abort', bound)
}
