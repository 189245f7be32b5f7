import { ConfigResourceTypes, Kafka, logLevel } from 'kafkajs'

/** Sets max.message.bytes of a topic. */
export async function setMaxMessageBytes(brokers: readonly string[], topic: string, bytes: number): Promise<void> {
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    const configEntries = [{ name: 'max.message.bytes', value: String(bytes) }]
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries }],
    })
  } finally {
    await admin.disconnect()
  }
}
