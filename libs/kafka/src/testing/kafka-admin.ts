import {
  alterUserScramCredentialsV0,
  createPartitionsV3,
  createTopicsV7,
  deleteRecordsV2,
  deleteTopicsV6,
  incrementalAlterConfigsV1,
} from '@platformatic/kafka'
import { Cluster } from '../network/cluster.ts'
import { TransientBrokerError } from '../network/error-codes.ts'
import { listOffsets } from '../network/list-offsets.ts'
import { boundOf, retry } from '../network/retry.ts'

/** What tests need of an administrator. Every call waits until its effect is seen. */
export class KafkaAdmin {
  readonly cluster: Cluster

  constructor(brokers: readonly string[]) {
    this.cluster = new Cluster({ brokers })
  }

  async createTopic(name: string, partitions = 1, configs: Record<string, string> = {}, replicas = 1): Promise<void> {
    const topic = {
      name,
      numPartitions: partitions,
      replicationFactor: replicas,
      assignments: [],
      configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
    }
    const answer = await this.cluster.request('any', [createTopicsV7.api], [topic], 30_000, false)
    if (answer.topics[0].errorCode !== 0) throw new Error(`createTopic: ${answer.topics[0].errorMessage}`)
    await this.#until(async () => {
      const found = (await this.cluster.topics([name])).get(name)
      if (found?.partitions.length !== partitions || found.partitions.some(p => p.leader < 0)) return false
      await listOffsets(this.cluster, [found], 'latest')
      return true
    })
  }

  async deleteTopic(name: string): Promise<void> {
    await this.cluster.request('any', [deleteTopicsV6.api], [{ name }], 30_000)
    await this.#until(async () => !(await this.cluster.topics([name])).has(name))
  }

  async addPartitions(name: string, count: number): Promise<void> {
    // Null leaves the placement to the broker; the library's type does not know that.
    const topics = [{ name, count, assignments: null as never }]
    const answer = await this.cluster.request('any', [createPartitionsV3.api], topics, 30_000, false)
    if (answer.results[0].errorCode !== 0) throw new Error(`addPartitions: ${answer.results[0].errorMessage}`)
    await this.#until(async () => {
      const found = (await this.cluster.topics([name])).get(name)
      return found?.partitions.length === count && found.partitions.every(p => p.leader >= 0)
    })
  }

  /** Moves the start of a partition's log. */
  async deleteRecords(name: string, partition: number, before: number): Promise<void> {
    const topic = (await this.cluster.topics([name])).get(name)
    const leader = topic?.partitions.find(p => p.partition === partition)?.leader ?? -1
    const partitions = [{ partitionIndex: partition, offset: BigInt(before) }]
    const answer = await this.cluster.request(leader, [deleteRecordsV2.api], [{ name, partitions }], 30_000)
    const { errorCode } = answer.topics[0].partitions[0]
    if (errorCode !== 0) throw new Error(`deleteRecords: error ${errorCode}`)
  }

  async setTopicConfig(topic: string, name: string, value: string): Promise<void> {
    const configs = [{ name, configOperation: 0 as const, value }]
    const resource = { resourceType: 2 as const, resourceName: topic, configs }
    const answer = await this.cluster.request('any', [incrementalAlterConfigsV1.api], [resource], false)
    if (answer.responses[0].errorCode !== 0) throw new Error(`setTopicConfig: ${answer.responses[0].errorMessage}`)
  }

  /** `mechanism`: 1 SCRAM-SHA-256, 2 SCRAM-SHA-512. */
  async addScramUser(name: string, mechanism: 1 | 2, salt: Buffer, saltedPassword: Buffer): Promise<void> {
    const user = { name, mechanism, iterations: 4096, salt, saltedPassword }
    const answer = await this.cluster.request('any', [alterUserScramCredentialsV0.api], [], [user])
    if (answer.results[0].errorCode !== 0) throw new Error(`addScramUser: ${answer.results[0].errorMessage}`)
  }

  leaderOf(topic: string, partition: number): Promise<number> {
    return retry(boundOf(30_000), async () => {
      const found = (await this.cluster.topics([topic])).get(topic)
      return found?.partitions.find(p => p.partition === partition)?.leader ?? -1
    })
  }

  close(): Promise<void> {
    return this.cluster.close()
  }

  #until(reached: () => Promise<boolean>): Promise<void> {
    return retry(
      boundOf(30_000),
      async () => {
        if (!(await reached())) throw new TransientBrokerError('not yet')
      },
      { firstDelay: 20 },
    )
  }
}
