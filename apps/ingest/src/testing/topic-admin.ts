import { type Admin, ConfigResourceTypes, Kafka, logLevel } from 'kafkajs'

async function withAdmin(brokers: readonly string[], work: (admin: Admin) => Promise<unknown>): Promise<void> {
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.disconnect()
  }
}

/** Makes a topic of one partition. */
export const createTopic = (brokers: readonly string[], topic: string): Promise<void> =>
  withAdmin(brokers, admin => admin.createTopics({ topics: [{ topic, numPartitions: 1 }] }))

/** Deletes a topic, and leaves the one that holds its positions. */
export const deleteTopic = (brokers: readonly string[], topic: string): Promise<void> =>
  withAdmin(brokers, admin => admin.deleteTopics({ topics: [topic] }))

/** Sets max.message.bytes of a topic. */
export const setMaxMessageBytes = (brokers: readonly string[], topic: string, bytes: number): Promise<void> =>
  withAdmin(brokers, admin => {
    const configEntries = [{ name: 'max.message.bytes', value: String(bytes) }]
    return admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries }],
    })
  })
